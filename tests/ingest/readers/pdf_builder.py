"""Small PDFs for tests: ordinary ones by reportlab, broken and hostile ones by hand."""

import io
import zlib
from collections.abc import Sequence

from reportlab.lib.pdfencrypt import StandardEncryption
from reportlab.pdfgen import canvas


def ordinary(
    pages: Sequence[Sequence[str]],
    *,
    author: str | None = None,
    title: str | None = None,
    password: str | None = None,
) -> bytes:
    """Return a PDF with these lines on its pages; a line "(picture)" is drawn as a picture."""
    out = io.BytesIO()
    lock = StandardEncryption(password, ownerPassword="owner") if password is not None else None
    sheet = canvas.Canvas(out, invariant=True, encrypt=lock)
    sheet.setAuthor(author or "")
    sheet.setTitle(title or "")
    for lines in pages:
        for number, line in enumerate(lines):
            if line == "(picture)":
                sheet.drawInlineImage(_picture(), 100, 100, 200, 200)
            else:
                sheet.drawString(72, 780 - 14 * number, line)
        sheet.showPage()
    sheet.save()
    return out.getvalue()


def _picture() -> object:
    from PIL import Image

    return Image.new("L", (8, 8), 128)


def raw(objects: Sequence[bytes], *, root: int = 1, info: int | None = None) -> bytes:
    """Return a PDF of these objects (number 1 first) with a right cross-reference table."""
    out, offsets = io.BytesIO(), []
    out.write(b"%PDF-1.4\n")
    for number, body in enumerate(objects, start=1):
        offsets.append(out.tell())
        out.write(b"%d 0 obj\n%s\nendobj\n" % (number, body))
    start = out.tell()
    out.write(b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1))
    for offset in offsets:
        out.write(b"%010d 00000 n \n" % offset)
    more = b"/Info %d 0 R" % info if info else b""
    out.write(b"trailer\n<</Size %d/Root %d 0 R%s>>\n" % (len(objects) + 1, root, more))
    out.write(b"startxref\n%d\n%%%%EOF\n" % start)
    return out.getvalue()


def stream(data: bytes, extra: bytes = b"") -> bytes:
    """Return a stream object's body."""
    return b"<</Length %d%s>>\nstream\n%s\nendstream" % (len(data), extra, data)


def one_page(content: bytes, extra: bytes = b"") -> bytes:
    """Return a PDF of one page with this content stream."""
    return raw(
        [
            b"<</Type/Catalog/Pages 2 0 R>>",
            b"<</Type/Pages/Kids[3 0 R]/Count 1>>",
            b"<</Type/Page/Parent 2 0 R/Contents 4 0 R/MediaBox[0 0 9 9]"
            b"/Resources<</Font<</F 5 0 R>>>>>>",
            stream(content, extra),
            b"<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>",
        ]
    )


def flate_bomb() -> bytes:
    """Return a page whose content unpacks to 400 MB."""
    packer = zlib.compressobj(9)
    block = b"0 0 m " * 170_000
    data = b"".join(packer.compress(block) for _ in range(400)) + packer.flush()
    return one_page(data, b"/Filter/FlateDecode")


def many_operators(count: int) -> bytes:
    """Return a page of so many operators."""
    return one_page(zlib.compress(b"BT 1 0 Td ET\n" * (count // 3), 9), b"/Filter/FlateDecode")


def cyclic() -> bytes:
    """Return a page tree that is its own child."""
    return raw([b"<</Type/Catalog/Pages 2 0 R>>", b"<</Type/Pages/Kids[2 0 R 2 0 R]/Count 9>>"])


def many_pages(count: int) -> bytes:
    """Return a PDF of so many pages with one word."""
    kids = b" ".join(b"%d 0 R" % (number + 5) for number in range(count))
    page = b"<</Type/Page/Parent 2 0 R/Contents 3 0 R/Resources<</Font<</F 4 0 R>>>>>>"
    return raw(
        [
            b"<</Type/Catalog/Pages 2 0 R>>",
            b"<</Type/Pages/MediaBox[0 0 9 9]/Kids[%s]/Count %d>>" % (kids, count),
            stream(b"BT /F 9 Tf (word) Tj ET"),
            b"<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>",
            *[page] * count,
        ]
    )
