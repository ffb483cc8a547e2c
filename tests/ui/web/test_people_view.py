"""The People page: who wrote about what, as each viewer may know it."""

from pathlib import Path

import pytest

from assistant.errors import NotAllowed
from assistant.visitor import LOCAL, Visitor
from tests.ui.web.houses import community
from tests.ui.web.opening import house_of, opened, settled, shown
from ui.web import folk, words, words_people


@pytest.fixture
def house(tmp_path: Path):
    made = settled(tmp_path)
    yield made
    made.catalog.close()


def test_colleagues_stand_by_name_with_what_they_wrote_about(house):
    text = shown(opened(house, "people_view", "pat"))
    assert text.index("Ana Silva") < text.index("Bo Lind") < text.index("Chen Wu")
    assert "Should taking part be voluntary" in text
    assert "Stella Steward" not in text and "Which steward leaves next" not in text
    assert not any(character.isdigit() for character in text), "no counts"
    assert "Stella Steward" in shown(opened(house, "people_view", "stew"))


def test_colleagues_are_found_by_name_and_by_topic(house):
    at = opened(house, "people_view", "pat")
    at.text_input[0].set_value("bo L").run()
    assert "Bo Lind" in shown(at) and "Chen Wu" not in shown(at)
    at.text_input[0].set_value("taking part").run()
    assert "Chen Wu" in shown(at)
    at.text_input[0].set_value("leaves next").run()
    assert at.info[0].value == words_people.NOBODY_FOUND
    found = folk.find(house.catalog, LOCAL, "zzz")
    assert found == ()


def test_names_and_titles_are_shown_as_they_were_typed(house):
    at = opened(house, "people_view", "pat")
    assert any("\\<img src\\=x\\>" in item.value for item in at.markdown)
    assert not any("![" in item.value for item in at.markdown)


def test_an_empty_community_says_so(tmp_path):
    made = community(tmp_path, {})
    at = opened(house_of(made, tmp_path), "people_view")
    assert at.info[0].value == words_people.NOBODY
    made.close()


def test_whoever_did_not_come_in_finds_nobody(house):
    with pytest.raises(NotAllowed):
        folk.find(house.catalog, Visitor(roles=frozenset()), "")
    with pytest.raises(NotAllowed):
        folk.with_threads(house.catalog, Visitor(roles=frozenset()), ())


def test_asking_what_somebody_wrote_narrows_the_next_question_to_them(house, monkeypatch):
    import streamlit

    monkeypatch.setattr(streamlit, "switch_page", lambda page: None)
    at = opened(house, "people_view", "pat")
    next(b for b in at.button if b.label == words_people.ASK_THEM).click().run()
    chosen = at.session_state["firsthand_widget_filter_people"]
    assert len(chosen) == 1 and chosen[0].startswith("c_")
    assert words.NOT_YOURS not in shown(at)
