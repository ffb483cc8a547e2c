"""A parser that takes long to be imported, as all do on a busy machine."""

import time
from collections.abc import Iterator
from pathlib import Path

time.sleep(1.5)


def lines(path: Path) -> Iterator[str]:
    yield from path.read_text().splitlines()
