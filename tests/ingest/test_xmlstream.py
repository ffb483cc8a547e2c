"""XML rows are streamed; entities, bombs and damage never get through."""

import io
import tracemalloc

import pytest

from assistant.errors import ReadError, TooLarge
from ingest.xmlstream import DamagedRow, rows, tree, without_doctype

HEAD = b'\xef\xbb\xbf<?xml version="1.0" encoding="utf-8"?>\n'


def read(data: bytes) -> list[str]:
    return [row["Id"] for row in rows(io.BytesIO(data), "row")]


def test_rows_are_read_with_mark_and_an_empty_doctype() -> None:
    data = HEAD + b"<!DOCTYPE posts SYSTEM 'posts.dtd'>\n<posts>\n<row Id='1' B='a&#xA;b&lt;'/>\n"
    found = list(rows(io.BytesIO(data + b"</posts>"), "row"))
    assert found == [{"Id": "1", "B": "a\nb<"}]


def test_sixteen_bit_files_are_read() -> None:
    data = '<?xml version="1.0" encoding="utf-16"?><p><row Id="ä"/></p>'.encode("utf-16")
    assert read(data) == ["ä"]


@pytest.mark.parametrize(
    "head",
    [
        b'<!DOCTYPE p [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;&a;">]>',
        b'<!DOCTYPE p [<!ENTITY x SYSTEM "file:///etc/passwd">]>',
        b'<!DOCTYPE p [<!ENTITY % x SYSTEM "http://x/">%x;]>',
    ],
)
def test_entities_are_refused_when_declared(head: bytes) -> None:
    with pytest.raises(ReadError) as caught:
        read(head + b"<p><row Id='1'/></p>")
    assert caught.value.reason == "unsafe"


def test_an_entity_that_would_vanish_silently_is_refused() -> None:
    with pytest.raises(ReadError) as caught:
        read(b"<!DOCTYPE p SYSTEM 'x.dtd'>\n<p>\n<row Id='1'/>\n<row Id='&lost;2'/>\n</p>")
    assert caught.value.reason == "unsafe"


def test_good_rows_come_before_the_news_of_truncation() -> None:
    stream = rows(io.BytesIO(b"<p>\n<row Id='1'/>\n<row Id='2'/>\n<row Id='3"), "row")
    assert [next(stream)["Id"], next(stream)["Id"]] == ["1", "2"]
    with pytest.raises(ReadError) as caught:
        next(stream)
    assert caught.value.reason == "truncated"


def test_an_empty_file_is_truncated() -> None:
    with pytest.raises(ReadError) as caught:
        read(b"")
    assert caught.value.reason == "truncated"


def test_one_damaged_row_is_named_and_the_rest_is_read() -> None:
    data = b"<p>\n<row Id='1'/>\n<row Id='&#x1;2'/>\n<row Id='3' <b/>\n<row Id='4'/>\n</p>\n"
    bad: list[DamagedRow] = []
    assert [row["Id"] for row in rows(io.BytesIO(data), "row", bad.append)] == ["1", "4"]
    assert [row.line for row in bad] == [3, 4]
    with pytest.raises(ReadError) as caught:
        read(data)
    assert caught.value.reason == "malformed"


def test_an_endless_attribute_is_refused_within_memory() -> None:
    class Endless(io.RawIOBase):
        def readline(self, size: int | None = -1, /) -> bytes:
            return b"a" * 65536

    tracemalloc.start()
    with pytest.raises(TooLarge):
        list(rows(Endless(), "row"))  # type: ignore[arg-type]
    with pytest.raises(ReadError):
        list(rows(io.BytesIO(b"<p><row Id='" + b"a" * 40_000_000), "row"))
    assert tracemalloc.get_traced_memory()[1] < 400_000_000
    tracemalloc.stop()


def test_memory_does_not_grow_with_the_rows() -> None:
    def lines() -> bytes:
        return b"".join(b"<row Id='%d' Body='%s'/>\n" % (i, b"x" * 500) for i in range(20_000))

    data = io.BytesIO(b"<p>\n" + lines() + b"</p>")
    tracemalloc.start()
    assert sum(1 for _ in rows(data, "row")) == 20_000
    assert tracemalloc.get_traced_memory()[1] < 2_000_000
    tracemalloc.stop()


def test_a_tree_refuses_any_doctype_in_any_encoding() -> None:
    for encoding in ("utf-8", "utf-16"):
        data = '<!DOCTYPE a [<!ENTITY x "y">]><a>&x;</a>'.encode(encoding)
        with pytest.raises(ReadError) as caught:
            tree(data, "part.xml")
        assert caught.value.reason == "unsafe"
    with pytest.raises(ReadError):
        tree(b'<?xml version="1.0" encoding="cp037"?><a/>', "part.xml")
    with pytest.raises(ReadError):
        tree(b"<a><b></a>", "part.xml")
    assert tree(b"<a>x</a>", "part.xml").text == "x"


def test_a_doctype_that_declares_nothing_can_be_taken_out() -> None:
    data = b'<?xml version="1.0"?><!DOCTYPE package PUBLIC "x" "y"><a/>'
    assert tree(without_doctype(data, "x.opf"), "x.opf").tag == "a"
    with pytest.raises(ReadError):
        without_doctype(b'<!DOCTYPE a [<!ENTITY x "y">]><a/>', "x.opf")
