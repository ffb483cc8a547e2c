"""What encoding bytes are written in: what they prove, what a label means, what statistics say.

It knows no format, and never decodes a whole text.
"""

import codecs
import re
from unicodedata import category

import chardet
from chardet import EncodingEra

SAMPLE_BYTES = 64 * 1024
"""How much of a text is looked at."""
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
_WIDE = ("utf-32-le", "utf-32-be", "utf-16-le", "utf-16-be")
_CONTROL = re.compile("[\x00-\x08\x0e-\x1a\x1c-\x1f]")
_MIN_WIDE_BYTES = 4
_LATIN = 0.5
"""Share of Latin letters and blanks that makes bytes which are UTF-8 without their NULs wide."""
_LOW, _TEXT_SHARE = bytes(range(32)), 0.9
"""Half of the bytes of wide alphabets are below 32, of eight-bit text only line ends and tabs."""
_NO_CHARACTERS = {"Cn", "Co", "Cs"}
"""Unassigned, private, surrogate: what random bytes decode to, and no text does."""
_SHIFTED = re.compile(rb"\x1b[$(][@A-DHIJ()*+$]|~\{(?:[!-w][!-~])+~\}|\x1b\$\)C")
"""Escapes of ISO-2022 and HZ: text of seven-bit bytes that would pass for ASCII."""
_SHIFTING = ("iso2022", "hz")
_BETWEEN = re.compile(rb"[\x00-\x2f]")
"""Bytes that are never the second half of a character."""
_AROUND = 200
"""Bytes of ASCII before one above it, and at least behind it, that a sample takes along."""
_HIGH = re.compile(rb"[\x80-\xff]")
_TELLING_BYTES = 6
"""With fewer bytes above ASCII than this, only what is common is thought of."""
_MIN_BYTES, _SHORT = 3, 60
"""In a text shorter than this, so few bytes above ASCII say nothing: a name, a subject."""
_RARE = ("iso8859-3", "iso8859-10", "iso8859-14", "iso8859-16")
_NO_TEXT = ("idna", "punycode", "unicode-escape", "raw-unicode-escape", "undefined")
"""Codecs that are for identifiers and source code, or for nothing."""
_OLD = EncodingEra.DOS | EncodingEra.LEGACY_MAC | EncodingEra.LEGACY_REGIONAL
_ANY = EncodingEra.ALL & ~EncodingEra.MAINFRAME
_MEANT = {
    "iso8859-1": ("cp1252", "iso8859-1"),
    "iso8859-9": ("cp1254", "iso8859-9"),
    "gb2312": ("gb2312", "gb18030"),
    "gbk": ("gbk", "gb18030"),
    "shift_jis": ("shift_jis", "cp932", "shift_jis_2004"),
    "shift_jis_2004": ("shift_jis", "cp932", "shift_jis_2004"),
    "euc_jis_2004": ("euc_jp", "euc_jis_2004"),
    "euc_kr": ("euc_kr", "cp949"),
    "tis-620": ("tis-620", "cp874"),
    "iso8859-11": ("tis-620", "cp874"),
    "big5": ("big5", "cp950", "big5hkscs"),
    "big5hkscs": ("big5", "cp950", "big5hkscs"),
}
"""What texts really use that carry the left name, in the order to try: the first two have
quotation marks where the name has control characters, the others grew over the years
(encoding.spec.whatwg.org)."""
_LABELS = {
    "sjis": "cp932",
    "windows-31j": "cp932",
    "gbk": "gbk",
    "gb2312-80": "gb2312",
    "windows-949": "cp949",
    "windows-874": "cp874",
    "euc-jp": "euc_jp",
    "iso-8859-8-i": "iso8859-8",
    "iso-8859-8-e": "iso8859-8",
    "iso-8859-6-i": "iso8859-6",
    "iso-8859-6-e": "iso8859-6",
    "mac-roman": "mac-roman",
    "mac-cyrillic": "mac-cyrillic",
    "mac-ce": "mac-latin2",
    "koi8-r": "koi8-r",
    "koi": "koi8-r",
    "utf8mb4": "utf-8",
    "utf-8859-1": "cp1252",
}
"""Labels that Python does not know, in lower case, without `x-` and blanks."""
_PREFIX = re.compile(r"^(?:x-|cs)(?=\w)")
_CODE_PAGE = re.compile(r"^(?:x-)?(?:windows|win|cp|dos|ibm|microsoft-cp)[-_ ]?(\d{3,5})$")


def proven(data: bytes) -> str | None:
    """Return the encoding that the first bytes prove (`utf-16-le` ...), None for eight-bit text."""
    for mark, name in _BOMS:
        if data.startswith(mark):
            return name
    sample = data[: SAMPLE_BYTES & ~3]
    if len(sample) < _MIN_WIDE_BYTES or b"\x00" not in sample:
        return None
    found = {name: text for name in _WIDE if (text := _as_wide(sample, name))}
    best = max(found, key=lambda name: _latin_share(found[name]), default=None)
    return None if best and _is_torn(sample, found[best]) else best


def is_binary(start: bytes) -> bool:
    """Say whether the bytes hold more NULs than any eight-bit text."""
    return start.count(0) > _MAX_NUL_SHARE * len(start)


def codec_of(label: str) -> str | None:
    """Return Python's codec of a label found in the wild, None where there is none for text."""
    plain = label.strip().strip("\"'").lower()
    for name in (plain, _LABELS.get(plain), _LABELS.get(_PREFIX.sub("", plain))):
        if name and (found := _known(name)):
            return found
    page = _CODE_PAGE.match(plain)
    return _known(f"cp{page[1]}") if page else None


def meant(codec: str) -> tuple[str, ...]:
    """Return the codecs to try, in order, for text that goes by the name of one."""
    return _MEANT.get(codec, (codec,))


def shifted(data: bytes) -> str | None:
    """Return the codec of seven-bit text that switches character sets by escapes, else None."""
    if not data.isascii() or _SHIFTED.search(data) is None:
        return None
    found = chardet.detect(data[:SAMPLE_BYTES], compat_names=False)["encoding"]
    name = _known(found) if found else None
    return name if name and name.startswith(_SHIFTING) else None


def guessed(data: bytes) -> str | None:
    """Return the codec that the statistics of the bytes above ASCII speak for, if any does."""
    sample = _telling_part(data)
    high = len(_HIGH.findall(sample))
    if high < _MIN_BYTES and len(sample) < _SHORT:
        return None
    few = high < _TELLING_BYTES
    found = chardet.detect(
        sample,
        encoding_era=_ANY & ~_OLD if few else _ANY,
        exclude_encodings=_RARE if few else None,
        compat_names=False,
    )["encoding"]
    return _known(found) if found else None


def _known(name: str) -> str | None:
    try:
        codec = codecs.lookup(name).name
        b"text".decode(name)
    except UnicodeError:  # wide text has four bytes a character, too
        return None if codec in _NO_TEXT else codec
    except (LookupError, ValueError):
        return None
    return None if codec in _NO_TEXT else codec


def _as_wide(sample: bytes, codec: str) -> str:
    """Return the text of 16 or 32 bits a character; "" where a character is not assigned."""
    try:
        text = codecs.getincrementaldecoder(codec)().decode(sample)
    except UnicodeDecodeError:
        return ""
    strange = any(category(character) in _NO_CHARACTERS for character in set(text))
    return "" if strange or _CONTROL.search(text) else text


def _is_torn(sample: bytes, wide: str) -> bool:
    """Say whether NULs only stand between eight-bit text, which makes ideographs of it."""
    bare = sample.replace(b"\x00", b"")
    if _latin_share(wide) > _LATIN or len(bare.translate(None, _LOW)) < _TEXT_SHARE * len(bare):
        return False
    try:
        codecs.utf_8_decode(bare, "strict", False)
    except UnicodeDecodeError:
        return False
    return True


def _latin_share(text: str) -> float:
    """Return the share of blanks, line ends and Latin letters, which every script has some of."""
    return sum(character < "\u0100" for character in text) / len(text)


def _telling_part(data: bytes) -> bytes:
    """Return what stands around the bytes above ASCII, as far as a sample goes."""
    if len(data) <= SAMPLE_BYTES:
        return data
    parts, size, at = list[bytes](), 0, 0
    while size < SAMPLE_BYTES and (high := _HIGH.search(data, at)):
        start = max(at, high.start() - _AROUND)
        gap = _BETWEEN.search(data, high.start() + _AROUND)
        at = gap.end() if gap else len(data)
        parts.append(data[start : min(at, start + SAMPLE_BYTES)])
        size += len(parts[-1])
    return b"".join(parts)
