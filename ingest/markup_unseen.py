"""What of an HTML page is not its author's words: hidden, page furniture, quotes of others.

A part of `ingest.markup`; it decides about one element at a time and writes nothing.
"""

import re

from lxml import etree, html

_DROPPED = {
    *("script", "style", "template", "noscript", "head", "title", "iframe", "object", "embed"),
    *("applet", "svg", "canvas", "audio", "video", "button", "input", "select", "textarea"),
    *("option", "datalist", "dialog", "map", "frameset", "rp", "rt", "img", "math", "hr"),
}
_CHROME = {"nav", "footer"}
_CHROME_CLASSES = frozenset(["mw-editsection", "headerlink", "anchor-link"])
_OTHERS_ASIDES = frozenset(["quote", "onebox"])
_OTHERS_CARDS = frozenset(
    ["message_embed", "message_inline_ref", "inline-preview-twitter", "onebox-result"]
)
"""What chats and forums show of a linked page: the page's words, not the author's."""
_QUOTES = frozenset(["gmail_attr", "moz-cite-prefix", "yahoo_quoted", "protonmail_quote"])
_GMAIL = frozenset(["gmail_quote", "gmail_quote_container"])
_OUTLOOK = frozenset(["divRplyFwdMsg", "appendonsend"])
_NONE: frozenset[str] = frozenset()
_HIDDEN_STYLE = re.compile(
    r"display\s*:\s*none|visibility\s*:\s*hidden|(?<![\w-])opacity\s*:\s*0(?:\.0*)?(?![\d.])"
    r"|font-size\s*:\s*0(?:\.0*)?(?:px|em|pt|rem|%)?\s*(?:;|$|!)|mso-hide\s*:\s*all",
    re.I,
)
_OUTLOOK_RULE = re.compile(r"border-top\s*:\s*solid\s+#(?:E1E1E1|B5C4DF)", re.I)
_FORWARDED = re.compile(r"^\s*-{2,}\s*\S.{0,60}\S\s*-{2,}")


class Unseen:
    """Decide which elements of one page are left out."""

    def __init__(self, *, quotes: bool, chrome: bool) -> None:
        """Keep quotes and page furniture, or not."""
        self._quotes = quotes
        self._unseen = _DROPPED if chrome else _DROPPED | _CHROME
        self._ended: set[html.HtmlElement] = set()

    def drops(self, element: html.HtmlElement) -> bool:
        """Say whether a reader of the page would not see it as the author's words."""
        tag = element.tag
        if not isinstance(tag, str) or tag in self._unseen:
            return True
        names = element.attrib
        if names and _is_hidden(names):
            return True
        kinds = frozenset(names.get("class", "").split()) if names else _NONE
        if (
            kinds & _CHROME_CLASSES
            or kinds & _OTHERS_CARDS
            or (tag == "aside" and kinds & _OTHERS_ASIDES)
        ):
            return True
        if "meta" in kinds and "lightbox" in element.getparent().get("class", "").split():
            return True  # Discourse: name and size of an image's file
        return not self._quotes and self._is_quoted(element, tag, kinds)

    def _is_quoted(self, element: html.HtmlElement, tag: str, kinds: frozenset[str]) -> bool:
        if tag == "blockquote" or element.getparent() in self._ended or kinds & _QUOTES:
            return True
        if kinds & _GMAIL:
            return _is_wholly_quoted(element)
        if element.get("id") in _OUTLOOK or (
            tag == "div" and _OUTLOOK_RULE.search(element.get("style", ""))
        ):
            self._end(element)
            return True
        return False

    def ends_before(self, element: html.HtmlElement) -> bool:
        """Say whether the text after an element is an older mail."""
        return element.getparent() in self._ended

    def _end(self, element: html.HtmlElement) -> None:
        """Outlook quotes by position: all that follows its rule is the older mail."""
        parent = element.getparent()
        while parent is not None:
            self._ended.add(parent)
            if element.getprevious() is not None or (parent.text or "").strip():
                return
            element, parent = parent, parent.getparent()


def _is_hidden(names: etree._Attrib) -> bool:
    folded = names.get("aria-hidden") == "true" and "spoiler-content" not in names.get("class", "")
    if "hidden" in names or folded:
        return True
    return bool(_HIDDEN_STYLE.search(names.get("style", "")))


def _is_wholly_quoted(element: html.HtmlElement) -> bool:
    """Say whether a Gmail container holds no reply of the sender between the quotes."""
    if not element.findall(".//blockquote"):
        return True
    mark = " ".join("".join(element.itertext())[:200].split())
    return bool(_FORWARDED.match(mark))
