"""Turns bytes of unknown encoding into text, and takes out what readers must never see.

Encodings are tried in an order that is right far more often than a guess: byte order mark, UTF-8,
what the file declares, then a guess that is marked as one. It does not know any format, nor how
encodings are told apart.
"""

import codecs
import re
from dataclasses import dataclass

import ftfy
import ftfy.badness

from assistant.errors import ReadError
from ingest.encodings import (
    SAMPLE_BYTES,
    codec_of,
    guessed,
    is_binary,
    meant,
    proven,
    shifted,
)

_UTF8 = re.compile(rb"[\xc2-\xdf][\x80-\xbf]|[\xe0-\xef][\x80-\xbf]{2}|[\xf0-\xf4][\x80-\xbf]{3}")
_HIGH = re.compile(rb"[\x80-\xff]")
_MAX_DAMAGE = 0.02
"""Share of the characters above ASCII that may be damaged where a guess holds."""
_UNWANTED = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180e"
    "\u200b-\u200f\u2028-\u202e\u2060-\u206f\u3164\ud800-\udfff\ufe00-\ufe0e\ufeff\uffa0"
    "\ufff0-\ufffb\ufffe\uffff\U000e0000-\U000e0fff]"
)
"""Anything that may have to go; most texts hold none of it and are returned as they are."""
_LINE_ENDS = re.compile("\r\n?|[\x0b\x0c\x85\u2028\u2029]")
_ALWAYS = re.compile(
    "[\x00-\x08\x0e-\x1f\x7f-\x9f\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180e"
    "\u200b\u200e\u200f\u202a-\u202e\u2060-\u206f\u3164\ud800-\udfff\ufeff\uffa0\ufff0-\ufffb"
    "\ufffe\uffff\U000e0000-\U000e00ff\U000e01f0-\U000e0fff]"
)
"""Controls, zero-width, direction marks, fillers, tag characters, lone surrogates."""
_JOINERS = re.compile("[\u200c\u200d\ufe00-\ufe0e\U000e0100-\U000e01ef]+")
"""Joiners and variation selectors: needed in some places, hiding places in all others."""
_JOINING_SCRIPTS = re.compile(
    "[\u0600-\u08ff\u0900-\u0dff\u0f00-\u109f\u1780-\u18af\ua840-\ua87f\ua8e0-\ua9ff\uaa60-\uaa7f"
    "\ufb50-\ufdff\ufe70-\ufefc]"
)
"""Scripts in which ZWNJ and ZWJ change what is read (Arabic, Indic, Tibetan, Khmer, Mongolian)."""
_PICTURE = re.compile("[\u2190-\u2bff\ufe0f\u3030\u303d\U0001f000-\U0001faff]")
_VARIED = re.compile("[#*0-9\u2000-\u2bff\u3000-\u9fff\uf900-\ufaff\U0001f000-\U0003ffff]")
"""Characters that variation selectors are defined for: symbols, ideographs."""


@dataclass(frozen=True, kw_only=True)
class Decoded:
    """Text and how it was come by."""

    text: str
    encoding: str
    """Python's name of it; `utf-8+cp1252` where single bytes were not UTF-8."""
    sure: bool
    """False: a guess that a fidelity report should name (`encoding:cp1252`)."""


def decode(data: bytes, declared: str | None = None, *, item: str = "text") -> Decoded:
    """Return the text of the bytes, without its byte order mark.

    Order: byte order mark, UTF-16 and UTF-32 by their patterns, escapes of seven-bit encodings,
    UTF-8, the declared encoding, UTF-8 with single foreign bytes, a statistical guess, cp1252.
    Raises `ReadError` ("not_that_format", naming `item`) when the bytes are no text at all.
    """
    encoding = proven(data)
    if encoding:
        text = data.decode(encoding, "replace").removeprefix("\ufeff")
        return Decoded(text=text, encoding=encoding, sure="\ufffd" not in text)
    if is_binary(data[:SAMPLE_BYTES]):
        raise ReadError(item, "not_that_format", "binary data")
    for name in (shifted(data), "utf-8", declared and codec_of(declared)):
        found = _read_as(data, name, sure=True) if name else None
        if found is not None:
            return found
    return _guess(data)


def decode_mixed(data: bytes) -> tuple[str, bool]:
    """Decode UTF-8 in which single bytes may be cp1252; return the text and whether any were."""
    view, parts, at = memoryview(data), [], 0
    while at < len(data):
        try:
            parts.append(codecs.utf_8_decode(view[at:], "strict", True)[0])
            break
        except UnicodeDecodeError as error:
            parts.append(codecs.utf_8_decode(view[at : at + error.start], "strict", True)[0])
            parts.append(_western(data[at + error.start : at + error.end]))
            at += error.end
    return "".join(parts), at > 0


def clean_characters(text: str) -> str:
    r"""Return the text without characters that nobody can see, with `\n` line ends.

    Kept: tabs, joiners inside emoji and in scripts that need them, variation selectors where they
    are defined. Surrogate pairs are joined, lone surrogates dropped.
    """
    if _UNWANTED.search(text) is None:
        return text
    paired = text.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "ignore")
    visible = _ALWAYS.sub("", _LINE_ENDS.sub("\n", paired))
    return _JOINERS.sub(_needed, visible)


def clean_line(text: str) -> str:
    """Return a name or title on one line: mojibake mended where that is sure, spaces single."""
    return " ".join(clean_characters(mend(text)).split())


def mend(text: str) -> str:
    """Undo UTF-8 that was read as another encoding, where the result leaves no doubt."""
    if text.isascii() or not ftfy.badness.is_bad(text):
        return text
    mended = ftfy.fix_encoding(text)
    return text if ftfy.badness.is_bad(mended) else mended


def _read_as(data: bytes, codec: str, *, sure: bool) -> Decoded | None:
    for name in meant(codec):
        text = _strictly(data, name)
        if text is not None:
            return Decoded(text=text, encoding=name, sure=sure)
    return None


def _strictly(data: bytes, encoding: str) -> str | None:
    try:
        return data.decode(encoding)
    except UnicodeError:  # idna, punycode raise it too
        return None


def _guess(data: bytes) -> Decoded:
    sample = data[:SAMPLE_BYTES]
    sequences = _UTF8.findall(sample)
    foreign = len(_HIGH.findall(sample)) - sum(map(len, sequences))
    if sequences and len(sequences) >= foreign:
        return Decoded(text=decode_mixed(data)[0], encoding="utf-8+cp1252", sure=False)
    codec = guessed(data)
    found = _read_as(data, codec, sure=False) if codec else None
    return found or (codec and _nearly(data, codec)) or _as_western(data)


def _nearly(data: bytes, codec: str) -> Decoded | None:
    """Return the text in an encoding that fits but for single bytes, as a cut or damage leaves."""
    text = data.decode(meant(codec)[-1], "replace")
    damaged, foreign = text.count("\ufffd"), sum(character > "\x7f" for character in text)
    if damaged > max(1, _MAX_DAMAGE * foreign):
        return None
    return Decoded(text=text, encoding=codec, sure=False)


def _as_western(data: bytes) -> Decoded:
    return Decoded(text=_western(data), encoding="cp1252", sure=False)


def _western(data: bytes) -> str:
    """Decode cp1252 as browsers do: its five holes are control characters."""
    try:
        return data.decode("cp1252")
    except UnicodeDecodeError:
        return "".join(bytes([byte]).decode("cp1252", "ignore") or chr(byte) for byte in data)


def _needed(match: re.Match[str]) -> str:
    joiners, text = match[0], match.string
    before = text[match.start() - 1] if match.start() else ""
    after = text[match.end()] if match.end() < len(text) else ""
    if joiners in ("\u200c", "\u200d") and _JOINING_SCRIPTS.match(before):
        return joiners
    if joiners == "\u200d" and _PICTURE.match(before) and _PICTURE.match(after):
        return joiners
    if len(joiners) == 1 and joiners not in "\u200c\u200d" and _VARIED.match(before):
        return joiners
    return ""
