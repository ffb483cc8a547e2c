"""HTML to Markdown-like plain text, and to sections; the owner of lxml.html.

What a reader of the page does not see (scripts, styles, hidden elements) is left out, and so are
quotes of others where asked. It does not know mail, forums or files.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from lxml import etree, html

from assistant.errors import ReadError
from ingest.decode import clean_line
from ingest.markup_page import Page, marked
from ingest.sections import Section, nest, plain_heading

_ANY_MARKUP = re.compile(r"[<&]")


def html_to_text(source: str, *, quotes: bool = True) -> str:
    """Return a piece of HTML as Markdown-like text.

    Headings become `#` lines, lists `-` and `1.`, code stays fenced, tables become pipe rows, links
    `[label](url)`, images their alternative text. `quotes=False` leaves out block quotes and the
    containers in which mail programs quote; a forum's `<aside class="quote">` is always left out.

    Raises `ReadError` "unsafe" when elements are nested deeper than the parser allows (2,048).
    """
    if not _ANY_MARKUP.search(source):
        return _joined(_paragraphs(source))
    blocks = _blocks(_parsed(source), Page(quotes=quotes, chrome=True))
    return _joined(marked(level, text) for level, text in blocks)


def html_sections(source: str, *, quotes: bool = True) -> list[Section]:
    """Return the sections of an HTML page: its main part where it marks one, else all of it.

    Navigation and page footers are left out. Raises `ReadError` "unsafe" as `html_to_text` does.
    """
    page = Page(quotes=quotes, chrome=False)
    return nest(_grouped(_blocks(_main_part(_parsed(source)), page)))


@dataclass(frozen=True, kw_only=True)
class Head:
    """The head of a page."""

    title: str | None
    meta: Mapping[str, list[str]]
    """Values by lower-case `name` or `property`, in order."""
    canonical: str | None
    licence: str | None


def html_head(source: str) -> Head:
    """Return a page's title, meta elements and links about itself. Raises as `html_to_text`."""
    root = _parsed(source)
    meta: dict[str, list[str]] = {}
    for element in root.iter("meta"):
        key = (element.get("name") or element.get("property") or "").strip().lower()
        value = clean_line(element.get("content") or "")
        if key and value:
            meta.setdefault(key, []).append(value)
    links = {link.get("rel", "").lower(): link.get("href") for link in root.iter("link")}
    title = next(root.iter("title"), None)
    return Head(
        title=clean_line("".join(title.itertext())) if title is not None else None,
        meta=meta,
        canonical=links.get("canonical"),
        licence=links.get("license"),
    )


def _parsed(source: str) -> html.HtmlElement:
    """Parse tolerantly, without network or entities of its own."""
    parser = html.HTMLParser(
        encoding="utf-8", no_network=True, huge_tree=True, remove_comments=True, remove_pis=True
    )
    data = source.replace("\x00", "").encode("utf-8", "replace")
    root = html.document_fromstring(b"<html>" + data, parser=parser, ensure_head_body=False)
    if any(entry.level >= etree.ErrorLevels.FATAL for entry in parser.error_log):
        raise ReadError("html", "unsafe", "elements are nested too deeply")
    return root


def _main_part(root: html.HtmlElement) -> html.HtmlElement:
    """Return the element that holds the page's own text, or the root."""
    for path in (".//main", ".//*[@role='main']"):
        found = root.findall(path)
        if len(found) == 1 and len(" ".join(found[0].itertext()).split()) > 20:
            return found[0]
    articles = root.findall(".//article")
    return articles[0] if len(articles) == 1 else root


def _paragraphs(text: str) -> Iterator[str]:
    for part in re.split(r"\n\s*\n", text):
        yield " ".join(part.split())


def _joined(blocks: Iterator[str]) -> str:
    return "\n\n".join(block for block in blocks if block)


def _grouped(blocks: list[tuple[int, str]]) -> Iterator[tuple[int, str | None, str]]:
    level, heading, body = 0, None, list[str]()
    for found, text in blocks:
        if not found:
            body.append(text)
            continue
        yield level, heading, "\n\n".join(body)
        level, heading, body = found, plain_heading(text), []
    yield level, heading, "\n\n".join(body)


def _blocks(root: html.HtmlElement, page: Page) -> list[tuple[int, str]]:
    """Return (heading level or 0, text) of every block in document order."""
    walk = etree.iterwalk(root, events=("start", "end"))
    for event, element in walk:
        if event == "start":
            if page.unseen.drops(element) and element is not root:
                page.replace(element)
                walk.skip_subtree()
                page.skipped = element
            else:
                page.open(element)
        elif element is page.skipped:
            page.skipped = None
        else:
            page.close(element)
        if event == "end" and element is not root:
            page.say_after(element)
    return page.finish()
