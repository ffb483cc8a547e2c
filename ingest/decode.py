"""Turns bytes of unknown encoding into text, and takes out what readers must never see.

Encodings are tried in an order that is right far more often than a guess: byte order mark, UTF-8,
what the file declares, then a guess that is marked as one. It does not know any format.
"""

import codecs
import re
from dataclasses import dataclass

import ftfy
import ftfy.badness
from charset_normalizer import from_bytes

from assistant.errors import ReadError

_SAMPLE_BYTES = 64 * 1024
"""How much of a text the guess looks at."""
_MAX_NUL_SHARE = 0.001
"""More NUL bytes than this in eight-bit text: not text."""
_BOMS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
"""Byte order marks; UTF-32 before UTF-16, whose mark it begins with."""
_UTF8 = re.compile(rb"[\xc2-\xdf][\x80-\xbf]|[\xe0-\xef][\x80-\xbf]{2}|[\xf0-\xf4][\x80-\xbf]{3}")
_HIGH = re.compile(rb"[\x80-\xff]")
_MAX_WESTERN_SHARE = 0.3
"""Western European text has fewer bytes than this above ASCII; other scripts have more."""
_MIN_EVIDENCE = 15
"""With fewer bytes above ASCII than this the statistics mean nothing."""
_FAR_FROM_WESTERN = (
    "cp1251",
    "koi8_r",
    "cp1253",
    "cp1255",
    "cp1256",
    "cp932",
    "euc_jp",
    "gb18030",
    "big5",
    "euc_kr",
)
"""What the statistical guess chooses from: left to itself it takes short Latin texts for EBCDIC."""

_CONTROL = re.compile("[\x00-\x08\x0e-\x1f]")
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

    Order: byte order mark, UTF-16 by its pattern of NUL bytes, UTF-8, the declared encoding,
    UTF-8 with single foreign bytes, a statistical guess, cp1252. Raises `ReadError`
    ("not_that_format", naming `item`) when the bytes are no text at all.
    """
    encoding = _certain_encoding(data)
    if encoding:
        text = data.decode(encoding, "replace").removeprefix("\ufeff")
        return Decoded(text=text, encoding=encoding, sure="\ufffd" not in text)
    if is_binary(data[:_SAMPLE_BYTES]):
        raise ReadError(item, "not_that_format", "binary data")
    for name in ("utf-8", declared):
        text_or_none = _strictly(data, name) if name else None
        if name and text_or_none is not None:
            return Decoded(text=text_or_none, encoding=name.lower(), sure=True)
    return _guess(data)


def sniff(start: bytes) -> str | None:
    """Return the encoding that the first bytes prove (`utf-16-le` ...), None for eight-bit text."""
    return _certain_encoding(start)


def is_binary(start: bytes) -> bool:
    """Say whether the bytes hold more NULs than any eight-bit text."""
    return start.count(0) > _MAX_NUL_SHARE * len(start)


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


def _certain_encoding(data: bytes) -> str | None:
    for mark, name in _BOMS:
        if data.startswith(mark):
            return name
    sample = data[: _SAMPLE_BYTES & ~1]
    even, odd, half = sample[::2].count(0), sample[1::2].count(0), len(sample) // 2
    if half >= 2 and max(even, odd) > 0.4 * half and min(even, odd) <= 0.05 * half:
        encoding = "utf-16-le" if odd > even else "utf-16-be"
        return None if _CONTROL.search(sample.decode(encoding, "replace")) else encoding
    return None


def _strictly(data: bytes, encoding: str) -> str | None:
    try:
        return data.decode(encoding)
    except (UnicodeDecodeError, LookupError):
        return None
    except (UnicodeError, ValueError, AssertionError):  # idna, punycode and other no-text codecs
        return None


def _guess(data: bytes) -> Decoded:
    sample = data[:_SAMPLE_BYTES]
    characters, high = len(_UTF8.findall(sample)), len(_HIGH.findall(sample))
    foreign = high - sum(len(sequence) for sequence in _UTF8.findall(sample))
    if characters and characters >= foreign:
        return Decoded(text=decode_mixed(data)[0], encoding="utf-8+cp1252", sure=False)
    if high > max(_MIN_EVIDENCE, _MAX_WESTERN_SHARE * len(sample)):
        best = from_bytes(sample, cp_isolation=list(_FAR_FROM_WESTERN)).best()
        guessed = _strictly(data, best.encoding) if best else None
        if best and guessed is not None:
            return Decoded(text=guessed, encoding=best.encoding, sure=False)
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
