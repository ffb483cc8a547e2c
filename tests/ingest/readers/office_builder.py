"""Office files for tests, written part by part so that they can also be wrong."""

import io
import struct
import zipfile
from collections.abc import Mapping

_TYPES = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_CORE = "http://schemas.openxmlformats.org/package/2006/relationships/metadata/core-properties"
_W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
_R = 'xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"'


def packed(parts: Mapping[str, str | bytes], *, method: int = zipfile.ZIP_DEFLATED) -> bytes:
    """Return a zip of these parts."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", method) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return out.getvalue()


def core(author: str, title: str = "") -> str:
    """Return core properties with an author, and somebody else who edited last."""
    return (
        '<cp:coreProperties xmlns:cp="http://schemas.openxmlformats.org/package/2006/metadata/'
        'core-properties" xmlns:dc="http://purl.org/dc/elements/1.1/" '
        'xmlns:dcterms="http://purl.org/dc/terms/">'
        f"<dc:title>{title}</dc:title><dc:creator>{author}</dc:creator>"
        "<cp:lastModifiedBy>Bo Li</cp:lastModifiedBy>"
        "<dcterms:created>2021-03-04T05:06:07Z</dcterms:created>"
        "<dcterms:modified>2022-03-04T05:06:07Z</dcterms:modified></cp:coreProperties>"
    )


def relations(**targets: str) -> str:
    """Return a relations part: kind to target, ids r1, r2 ... in order."""
    outside = ' TargetMode="External"'
    rows = "".join(
        f'<Relationship Id="r{n}" Type="{_CORE if kind == "core" else f"{_TYPES}/{kind}"}"'
        f' Target="{target}"{outside if "://" in target else ""}/>'
        for n, (kind, target) in enumerate(targets.items(), start=1)
    )
    return (
        '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
        f"{rows}</Relationships>"
    )


def paragraph(text: str, style: str = "", extra: str = "") -> str:
    """Return a Word paragraph."""
    properties = f'<w:pPr><w:pStyle w:val="{style}"/>{extra}</w:pPr>' if style or extra else ""
    return f"<w:p>{properties}<w:r><w:t>{text}</w:t></w:r></w:p>"


def word_parts(body: str, *, author: str = "Ana Silva", title: str = "") -> dict[str, str]:
    """Return the parts of a Word document with headings, notes and comments to refer to."""
    head = f"{_W} {_R}"
    styles = "".join(
        f'<w:style w:type="paragraph" w:styleId="{key}"><w:name w:val="{name}"/>{more}</w:style>'
        for key, name, more in (
            ("H1", "heading 1", ""),
            ("H2", "heading 2", ""),
            ("Mine", "My heading", '<w:basedOn w:val="H2"/>'),
            ("T", "Title", ""),
            ("TOC1", "toc 1", ""),
        )
    )
    return {
        "[Content_Types].xml": "<Types/>",
        "_rels/.rels": relations(officeDocument="word/document.xml", core="docProps/core.xml"),
        "docProps/core.xml": core(author, title),
        "word/_rels/document.xml.rels": relations(
            styles="styles.xml",
            numbering="numbering.xml",
            footnotes="footnotes.xml",
            comments="comments.xml",
            hyperlink="https://example.org/x",
        ),
        "word/document.xml": f"<w:document {head}><w:body>{body}</w:body></w:document>",
        "word/styles.xml": f"<w:styles {head}>{styles}</w:styles>",
        "word/numbering.xml": f'<w:numbering {head}><w:abstractNum w:abstractNumId="1">'
        '<w:lvl w:ilvl="0"><w:numFmt w:val="decimal"/></w:lvl>'
        '<w:lvl w:ilvl="1"><w:numFmt w:val="bullet"/></w:lvl></w:abstractNum>'
        '<w:num w:numId="7"><w:abstractNumId w:val="1"/></w:num></w:numbering>',
        "word/footnotes.xml": f'<w:footnotes {head}><w:footnote w:id="2">'
        f"{paragraph('A note below.')}</w:footnote></w:footnotes>",
        "word/comments.xml": f'<w:comments {head}><w:comment w:id="5" w:author="Bo Li"'
        f' w:date="2023-01-02T03:04:05Z">{paragraph("I disagree.")}</w:comment></w:comments>',
    }


_FREE, _END, _FAT = 0xFFFFFFFF, 0xFFFFFFFE, 0xFFFFFFFD
"""Marks in a table of sectors: unused, last of a chain, the table itself (MS-CFB, 2.2)."""


def compound(*streams: str) -> bytes:
    """Return an OLE compound file (MS-CFB, version 3) with these streams of 4,096 bytes each."""
    chains = [[*range(2 + 8 * n, 9 + 8 * n), _END] for n in range(len(streams))]
    table = [_FAT, _END, *(link + (link != _END) for chain in chains for link in chain)]
    table += [_FREE] * (128 - len(table))
    entries = [_entry("Root Entry", 5, child=1 if streams else _FREE, start=_END)]
    for n, name in enumerate(streams):
        after = n + 2 if n + 1 < len(streams) else _FREE
        entries.append(_entry(name, 2, right=after, start=2 + 8 * n, size=4096))
    head = struct.pack("<8s16x5H6x", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", 0x3E, 3, 0xFFFE, 9, 6)
    head += struct.pack("<9I", 0, 1, 1, 0, 4096, _END, 0, _END, 0)
    head += struct.pack("<109I", 0, *[_FREE] * 108)
    sectors = struct.pack("<128I", *table) + b"".join(entries).ljust(512, b"\0")
    return head + sectors + bytes(range(256)) * 16 * len(streams)


def _entry(
    name: str, kind: int, *, child: int = _FREE, right: int = _FREE, start: int, size: int = 0
) -> bytes:
    """Return an entry of a compound file's directory (MS-CFB, 2.6.1)."""
    written = name.encode("utf-16-le") + b"\0\0"
    links = struct.pack("<3I", _FREE, right, child)
    head = written.ljust(64, b"\0") + struct.pack("<HBB", len(written), kind, 1) + links
    return head.ljust(116, b"\0") + struct.pack("<IQ", start, size)


def locked_office_file() -> bytes:
    """Return what Office writes for any file with a password (MS-OFFCRYPTO, 1.3.3)."""
    return compound("EncryptionInfo", "EncryptedPackage")


_P = (
    'xmlns:p="http://schemas.openxmlformats.org/presentationml/2006/main" '
    'xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main" ' + _R
)


def shape(kind: str | None, *lines: str) -> str:
    """Return a shape of a slide with a paragraph for each line; indented lines are deeper."""
    place = f'<p:ph type="{kind}"/>' if kind else ""
    texts = "".join(
        f'<a:p><a:pPr lvl="{(len(line) - len(line.lstrip())) // 2}"/><a:r><a:t>{line.strip()}</a:t>'
        "</a:r></a:p>"
        for line in lines
    )
    return (
        f"<p:sp><p:nvSpPr><p:cNvPr/><p:nvPr>{place}</p:nvPr></p:nvSpPr>"
        f"<p:txBody>{texts}</p:txBody></p:sp>"
    )


def slides_parts(*slides: str, author: str = "Ana Silva") -> dict[str, str]:
    """Return the parts of a presentation: one string of shapes a slide, "-" before hidden ones."""
    numbers = range(1, len(slides) + 1)
    listed = "".join(f'<p:sldId id="{255 + n}" r:id="r{n}"/>' for n in numbers)
    rows = "".join(
        f'<Relationship Id="r{n}" Type="{_TYPES}/slide" Target="slides/slide{n}.xml"/>'
        for n in numbers
    )
    parts = {
        "[Content_Types].xml": "<Types/>",
        "_rels/.rels": relations(officeDocument="ppt/presentation.xml", core="docProps/core.xml"),
        "docProps/core.xml": core(author, "PowerPoint Presentation"),
        "ppt/presentation.xml": f"<p:presentation {_P}><p:sldIdLst>{listed}</p:sldIdLst>"
        "</p:presentation>",
        "ppt/_rels/presentation.xml.rels": f"<Relationships>{rows}</Relationships>",
    }
    for n, shapes in zip(numbers, slides, strict=True):
        hidden = ' show="0"' if shapes.startswith("-") else ""
        tree = f"<p:spTree>{shapes.lstrip('-')}</p:spTree>"
        parts[f"ppt/slides/slide{n}.xml"] = f"<p:sld {_P}{hidden}><p:cSld>{tree}</p:cSld></p:sld>"
    return parts


def book_parts(*chapters: str, author: str = "Ana Silva", more: str = "") -> dict[str, str]:
    """Return the parts of an EPUB with these chapters (bodies of XHTML)."""
    numbers = range(1, len(chapters) + 1)
    items = "".join(
        f'<item id="c{n}" href="c%20{n}.xhtml" media-type="application/xhtml+xml"/>'
        for n in numbers
    )
    spine = "".join(f'<itemref idref="c{n}"/>' for n in numbers)
    parts = {
        "mimetype": "application/epub+zip",
        "META-INF/container.xml": "<container "
        'xmlns="urn:oasis:names:tc:opendocument:xmlns:container"><rootfiles>'
        '<rootfile full-path="OPS/book.opf"/></rootfiles></container>',
        "OPS/book.opf": '<package xmlns="http://www.idpf.org/2007/opf" '
        'xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:opf="http://www.idpf.org/2007/opf">'
        f'<metadata><dc:title>Rhythms</dc:title><dc:creator opf:role="aut">{author}</dc:creator>'
        '<dc:creator opf:role="edt">Eda Editor</dc:creator><dc:date>2020-05-06</dc:date></metadata>'
        '<manifest><item id="nav" href="nav.xhtml" media-type="application/xhtml+xml" '
        f'properties="nav"/>{items}</manifest><spine><itemref idref="nav"/>{spine}</spine>'
        "</package>",
        "OPS/nav.xhtml": "<html><body><h1>Contents</h1><p>one two</p></body></html>",
    }
    for n, body in zip(numbers, chapters, strict=True):
        parts[f"OPS/c {n}.xhtml"] = (
            '<?xml version="1.0"?><!DOCTYPE html PUBLIC "-//W3C//DTD XHTML 1.1//EN" "x.dtd">'
            f'<html xmlns="http://www.w3.org/1999/xhtml"><head><title>x</title></head>'
            f"<body>{body}</body></html>"
        )
    return parts
