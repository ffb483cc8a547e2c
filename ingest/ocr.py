"""Reads the picture of a page with the programs `pdftoppm` and `tesseract`, where they are there.

It runs inside a killable child, whose limits the programs inherit; the picture goes from one to the
other without a file. It does not decide which pages need it.
"""

import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path

from assistant.errors import ReadError

_PROGRAMS = ("pdftoppm", "tesseract")
_SECONDS = 25
_DOTS_PER_INCH = "200"


def ocr_is_there() -> bool:
    """Say whether this machine can read pictures of text."""
    return all(shutil.which(program) for program in _PROGRAMS)


def page_text(path: Path, page: int) -> Iterator[str]:
    """Yield the text of a page (from 1), as recognised. Raises `ReadError` "no_text"."""
    number = str(page)
    picture = _run("pdftoppm", "-f", number, "-l", number, "-r", _DOTS_PER_INCH, "-gray", "-png",
                   "-singlefile", str(path))  # fmt: skip
    yield _run("tesseract", "stdin", "stdout", given=picture).decode("utf-8", "replace")


def _run(*command: str, given: bytes = b"") -> bytes:
    try:
        done = subprocess.run(
            command, capture_output=True, timeout=_SECONDS, check=True, input=given
        )
    except (subprocess.SubprocessError, OSError) as error:
        raise ReadError(command[0], "no_text", f"{command[0]} failed") from error
    return done.stdout
