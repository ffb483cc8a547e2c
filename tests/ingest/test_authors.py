"""Authors come from properties: split only where that is safe, programs are nobody."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingest.authors import document_authors


@pytest.mark.parametrize(
    ("value", "names"),
    [
        ("Ana Silva", ["Ana Silva"]),
        ("Ana Silva; Bo Li", ["Ana Silva", "Bo Li"]),
        ("Ana Silva, Bo Li", ["Ana Silva", "Bo Li"]),
        ("Ana Silva, Bo Li, and Cy Ek", ["Ana Silva", "Bo Li", "Cy Ek"]),
        ("Ana Silva & Bo Li", ["Ana Silva", "Bo Li"]),
        ("Silva, Ana", ["Silva, Ana"]),
        ("Silva, Ana; Li, Bo", ["Silva, Ana", "Li, Bo"]),
        ("Ana Silva, PhD", ["Ana Silva, PhD"]),
        ("Ana Silva, PhD, Bo Li, Jr.", ["Ana Silva, PhD", "Bo Li, Jr"]),
        ("John and Mary Smith", ["John and Mary Smith"]),
        ("Research and Development Team", ["Research and Development Team"]),
        ("Ministry of Health, Office of Quality", ["Ministry of Health, Office of Quality"]),
        ("Ana Silva, Head Nurse", ["Ana Silva, Head Nurse"]),
        ("Will", ["Will"]),
        ("محمد الأحمد", ["محمد الأحمد"]),
        ("Ana Silva\nBo Li", ["Ana Silva", "Bo Li"]),
        ("Ana Silva; Ana Silva", ["Ana Silva"]),
        ("Zoë\u200b Núñez", ["Zoë Núñez"]),
        ("Anderson, Rose", ["Anderson, Rose"]),
        ("Hugo Dell", ["Hugo Dell"]),
        ("Tex Avery", ["Tex Avery"]),
        ("Prince Amadi", ["Prince Amadi"]),
        ("Microsoft Office User", []),
        ("python-docx", []),
        ("pdfTeX, Version 3.14", []),
        ("LaTeX with hyperref", []),
        ("Adobe InDesign CC", []),
        ("(anonymous)", []),
        ("Unknown Author", []),
        ("Administrator", []),
        ("https://example.org/ana", []),
        ("12345", []),
        (" - ", []),
        ("", []),
        ("x" * 500, []),
    ],
)
def test_a_property_names_people(value: str, names: list[str]) -> None:
    assert [author.name for author in document_authors([value])] == names


def test_an_address_is_a_handle_and_never_a_name() -> None:
    (ana,) = document_authors(["Ana Silva <Ana@Example.org>"])
    assert (ana.identity, ana.name, ana.handles) == (
        "document:Ana Silva",
        "Ana Silva",
        ("ana@example.org",),
    )
    (bare,) = document_authors(["ana@example.org"])
    assert (bare.identity, bare.name) == ("document:ana@example.org", None)


@given(st.lists(st.text(max_size=40), max_size=5))
def test_each_person_is_named_once(values: list[str]) -> None:
    found = document_authors(values)
    assert len({author.identity for author in found}) == len(found)
