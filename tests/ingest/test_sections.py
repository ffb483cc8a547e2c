"""Markdown is cut at its headings, each with its path and a stable name."""

from hypothesis import given
from hypothesis import strategies as st

from ingest.sections import Slugs, markdown_sections, plain_heading


def test_headings_nest_by_level() -> None:
    found = markdown_sections("intro\n\n# A\n\n## B\nb\n### C ###\nc\n## D\nd\n# E\ne\n")
    assert [(s.locator, s.text) for s in found] == [
        (None, "intro"),
        ("A", ""),
        ("A › B", "b"),
        ("A › B › C", "c"),
        ("A › D", "d"),
        ("E", "e"),
    ]


def test_a_skipped_level_still_nests() -> None:
    assert [s.locator for s in markdown_sections("### X\nx\n# Y\n#### Z\nz")] == ["X", "Y", "Y › Z"]


def test_underlined_headings_count_and_rules_do_not() -> None:
    text = "Title\n=====\n\na\n\nPart\n----\nb\n\n---\n\nc\n\n- item\n---\nd"
    assert [(s.level, s.heading) for s in markdown_sections(text)] == [(1, "Title"), (2, "Part")]


def test_a_hash_in_code_is_no_heading() -> None:
    text = "# A\n```sh\n# not\n~~~\n# not\n```\n~~~\n# nor this\n~~~\n#nor\n    # nor\n# B\nb"
    assert [s.heading for s in markdown_sections(text)] == ["A", "B"]


def test_a_fence_that_never_closes_hides_the_rest() -> None:
    assert [s.heading for s in markdown_sections("# A\n```\n# B")] == ["A"]


def test_a_heading_is_shown_without_marks() -> None:
    assert plain_heading("**The** `make` [guide](x.md) {#top}") == "The make guide"
    assert plain_heading("snake_case_name stays") == "snake_case_name stays"


def test_slugs_are_githubs() -> None:
    slugs = Slugs()
    names = ["First meeting!", "First meeting", "First meeting", "Q&A: what's next?", "Überblick"]
    assert [slugs.of(name) for name in names] == [
        "first-meeting",
        "first-meeting-1",
        "first-meeting-2",
        "qa-whats-next",
        "überblick",
    ]


@given(st.lists(st.sampled_from(["a", "a-1", "a 1", "A", "b", ""]), max_size=12))
def test_slugs_never_repeat(headings: list[str]) -> None:
    slugs = Slugs()
    given_out = [slugs.of(heading) for heading in headings]
    assert len(set(given_out)) == len(given_out)


@given(st.text(alphabet="#ab`~-=\n ", max_size=120))
def test_no_line_of_text_is_lost(text: str) -> None:
    found = markdown_sections(text)
    kept = "".join((s.heading or "") + s.text for s in found)
    letters = [c for c in text if c in "ab"]
    assert [c for c in kept if c in "ab"] == letters
