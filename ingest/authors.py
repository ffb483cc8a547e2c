"""Who wrote a document, from its own properties: several, one, or nobody. Never guessed.

It does not know where the property stood, and never reads the text.
"""

import re
from collections.abc import Iterable
from email.utils import parseaddr

from assistant.records import Author
from ingest.decode import clean_line

_MAX_NAME = 120
_NOBODY = {
    *("unknown", "unknown author", "anonymous", "(anonymous)", "anon", "author", "authors", "none"),
    *("n/a", "na", "-", "--", "?", "null", "nil", "(none)", "no author", "user", "users", "owner"),
    *("admin", "administrator", "root", "guest", "default", "test", "untitled", "unspecified"),
    *("(unspecified)", "windows user", "microsoft office user", "microsoft account", "office user"),
    *("preinstalled user", "authorised user", "authorized user", "your name", "author name"),
    *("usuario de windows", "utilisateur windows", "windows-benutzer", "usuario", "utilisateur"),
    *("benutzer", "unbekannt", "inconnu", "desconocido", "anonyme", "system", "webmaster", "hp"),
    *("dell", "lenovo", "asus", "acer", "toshiba", "samsung", "apple", "staff", "registered user"),
    *("convertapi", "ilovepdf", "smallpdf", "unknown creator", "document author"),
}
_PROGRAM = re.compile(
    r"""^\W*(?:
    python-(?:docx|pptx) | openpyxl | xlsxwriter | apache\s(?:poi|fop) | (?:libre|open)office\b.*
    | microsoft\b.*\b(?:word|office|powerpoint|excel|print\sto\spdf|publisher|outlook).*
    | (?:(?:pdf|xe|lua)(?:la)?tex|latex)\b.* | tex | miktex.* | pandoc.*
    | calibre\b.* | adobe\b.* | acrobat\b.*
    | ghostscript.* | pscript.* | quartz.* | mac\sos\sx.* | reportlab.*
    | wkhtmltopdf.* | prince\s\d.*
    | google\s(?:docs|slides).* | wps\soffice.* | skia.* | itext.* | tcpdf.* | fpdf.* | docbook.*
    | sphinx.* | mkdocs.* | jekyll.* | hugo\b.*\d.* | wordpress.* | scribus.* | inkscape.* | canva
    | hewlett[-\s]?packard.* | canon\s(?:ir|mf|mx|imagerunner)\b.*
    | (?:scan|scanner|konica|ricoh|xerox)\b.*
    )\W*$""",
    re.I | re.X,
)
_GROUP = re.compile(
    r"\b(?:team|group|committee|department|dept|ministry|office|university|college|school|institute"
    r"|council|agency|association|society|foundation|cent(?:er|re)|service|services|board|union"
    r"|network|bank|inc|ltd|llc|gmbh|corp|corporation|company|hospital|press|publishing|project"
    r"|community|sig|working|research|authority|commission|division|unit|of|for|the)\b",
    re.I,
)
_TITLE = re.compile(
    r"\b(?:lead|leader|manager|director|head|officer|coordinator|president|professor|engineer"
    r"|consultant|editor|nurse|chair|secretary|analyst|specialist|facilitator|steward)\b",
    re.I,
)
_SUFFIX = re.compile(
    r"(?:jr|sr|ph\.?d|m\.?d|mba|msc|bsc|m\.?a|b\.?a|rn|dr|esq|i{2,3}|iv)\.?$", re.I
)
_BETWEEN = re.compile(r"\s*,\s*(?:and|&)\s+|\s*,\s*|\s+(?:and|&)\s+", re.I)


def document_authors(values: Iterable[str]) -> tuple[Author, ...]:
    """Return the people that the values of an author property name, in order, each once.

    A value is split at ";" and line ends, and at "," and " and " only where every part is a full
    name. Programs, placeholders and "unknown" are nobody.
    """
    found: dict[str, Author] = {}
    for value in values:
        for part in re.split(r"[;\n\r]+", value):
            for name in _split(clean_line(part)):
                author = _author(name)
                if author is not None:
                    found.setdefault(author.identity, author)
    return tuple(found.values())


def _split(text: str) -> list[str]:
    """Split at commas and "and" if each part is a whole name of a person."""
    parts = [part for part in _BETWEEN.split(text) if part]
    names: list[str] = []
    for part in parts:
        if names and _SUFFIX.fullmatch(part):
            names[-1] += f", {part}"
        else:
            names.append(part)
    if len(names) > 1 and all(_is_full_name(name) for name in names):
        return names
    return [text]


def _is_full_name(name: str) -> bool:
    bare = name.split(",")[0]
    if "@" in bare:
        return bool(parseaddr(name)[1])
    words = bare.split()
    if not 2 <= len(words) <= 5 or any(character.isdigit() for character in bare):
        return False
    return not _GROUP.search(bare) and not _TITLE.search(bare)


def _author(text: str) -> Author | None:
    name, address = text.strip(" .,;:\"'"), ""
    if "@" in text:
        parsed, address = parseaddr(text)
        name = clean_line(parsed) if address else name
    name = name or address
    if not name or len(name) > _MAX_NAME or name.casefold() in _NOBODY or _PROGRAM.match(name):
        return None
    if not any(character.isalpha() for character in name) or "://" in name:
        return None
    shown = None if name == address else name
    handles = (address.lower(),) if address else ()
    return Author(identity=f"document:{name}", name=shown, handles=handles)
