"""What an HTML page says about itself in its head: title, authors, dates, address.

It reads `meta` names of HTML, Dublin Core and Open Graph. The parsed page comes from
`ingest.markup`; it does not read the text.
"""

from collections.abc import Mapping
from urllib.parse import urlsplit

from ingest.authors import document_authors
from ingest.dates import utc
from ingest.document import Facts, real_title
from ingest.markup import html_head

_AUTHORS = (
    "author",
    "authors",
    "article:author",
    "dc.creator",
    "dcterms.creator",
    "citation_author",
)
_CREATED = (
    *("article:published_time", "dcterms.created", "dc.date.created", "dc.date", "dcterms.date"),
    *("citation_publication_date", "date", "created", "pubdate"),
)
_EDITED = ("article:modified_time", "dcterms.modified", "dc.date.modified", "last-modified")


def html_facts(source: str) -> Facts:
    """Return what the page's head says. Raises `ReadError` as `html_head` does."""
    head = html_head(source)
    return Facts(
        title=real_title(head.title)
        or _first(head.meta, ("og:title", "dcterms.title", "dc.title")),
        authors=document_authors(
            value for key in _AUTHORS for value in head.meta.get(key, ()) if "://" not in value
        ),
        created_at=utc(_first(head.meta, _CREATED)),
        edited_at=utc(_first(head.meta, _EDITED)),
        url=_address(head.canonical),
        licence=_first(head.meta, ("license", "dcterms.license")) or head.licence,
    )


def _first(meta: Mapping[str, list[str]], keys: tuple[str, ...]) -> str | None:
    return next((meta[key][0] for key in keys if meta.get(key)), None)


def _address(url: str | None) -> str | None:
    parts = urlsplit(url or "")
    return url if parts.scheme in ("http", "https") and parts.netloc else None
