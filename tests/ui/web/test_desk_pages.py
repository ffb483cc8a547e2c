"""The desk's other pages, for stewards; whoever is none is turned away, and so are their calls."""

import json
import subprocess
import sys
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest

from assistant import agenda
from assistant.catalog import asked, feedback, supersessions
from assistant.catalog.asked import Asked
from assistant.catalog.feedback import FeedbackState, Reason, Remark
from assistant.errors import NotAllowed, UnknownId, WrongUse
from assistant.records import Status, Viewer
from assistant.visitor import Role, Visitor
from tests.ui.web.browsing import ROOT
from tests.ui.web.houses import written
from tests.ui.web.opening import ANA, BO, id_of, opened, settled, shown
from tests.ui.web.test_desk_sources import STEWARD, desk
from ui.web import desk_people, health, words, words_desk
from ui.web.claims import Listed, Person

AT = datetime.now(UTC)
VIEWS = ("agenda", "feedback", "identities", "replaced", "health")
STELLA = replace(STEWARD, viewer=Viewer(id="stew", audiences=frozenset({"public", "stewards"})))


@pytest.fixture
def house(tmp_path: Path):
    made = settled(tmp_path)
    yield made
    made.catalog.close()


def question(house, text="Who mends the weir?", **more) -> Asked:
    kept = Asked(
        id="a_1", question=text, viewer_id="pat", asked_at=AT, status=Status.UNANSWERED, **more
    )
    with house.catalog.note() as change:
        asked.add(change, kept)
    return kept


@pytest.mark.parametrize("view", VIEWS)
@pytest.mark.parametrize("who", ["pat", "ana"])
def test_whoever_is_no_steward_is_turned_away(house, view, who):
    question(house)
    at = opened(house, f"desk_{view}_view", who)
    assert at.title[0].value == words.NOT_YOURS
    assert "weir" not in shown(at) and len(at.header) == 0


@pytest.mark.parametrize("view", VIEWS)
def test_a_steward_finds_each_page_also_when_there_is_nothing_on_it(house, view):
    text = shown(opened(house, f"desk_{view}_view", "stew"))
    assert words.NOT_YOURS not in text


def test_whoever_is_no_steward_is_refused_by_every_function(house):
    stranger = desk(house, Visitor(roles=frozenset({Role.PRACTITIONER, Role.CONTRIBUTOR})))
    for act in (
        lambda: desk_people.same_address(stranger),
        lambda: desk_people.same_name(stranger),
        lambda: desk_people.splittable(stranger),
        lambda: desk_people.merge(stranger, ["c_1", "c_2"]),
        lambda: desk_people.split(stranger, "slack:x"),
        lambda: desk_people.find(stranger, "voluntary"),
        lambda: desk_people.can_be_asked(stranger, Listed(), "m_1"),
        lambda: desk_people.replace(stranger, Listed(), "m_1", "m_2", looked_for_author=True),
        lambda: desk_people.take_back(stranger, "m_1"),
        lambda: desk_people.replacements(stranger),
        lambda: desk_people.remarks(stranger, tuple(FeedbackState)),
        lambda: desk_people.settle(stranger, 1, FeedbackState.DONE),
        lambda: health.look(stranger),
        lambda: health.verify(stranger),
    ):
        with pytest.raises(NotAllowed):
            act()
    assert stranger.errands.begun == []
    with house.catalog.read() as reading, pytest.raises(NotAllowed):
        agenda.look(reading, stranger.visitor)


def test_the_agenda_proposes_and_keeps_what_people_choose(house):
    question(house)
    at = opened(house, "desk_agenda_view", "stew")
    text = shown(at)
    assert "Who mends the weir?" in text.replace("\\", "") and "pat" not in text.split()
    with house.catalog.read() as reading:
        [topic] = agenda.look(reading, STELLA)
    at.text_input(key=f"firsthand_widget_topic_owner_{topic.id}").set_value("Bo")
    at.selectbox(key=f"firsthand_widget_topic_state_{topic.id}").select(
        words_desk.AGENDA_STATES["taken"]
    )
    next(b for b in at.button if b.label == words_desk.SAVE).click().run()
    assert not at.exception
    with house.catalog.read() as reading:
        [topic] = agenda.look(reading, STELLA)
    assert topic.owner == "Bo" and topic.state.value == "taken"


def test_feedback_is_shown_without_who_gave_it_and_settled(house):
    question(house)
    item, _ = written(house.catalog, "Voluntary, every time")
    with house.catalog.note() as change:
        remark = Remark(asked_id="a_1", viewer_id="pat", reason=Reason.OUTDATED, at=AT)
        feedback.give(change, replace(remark, contribution_id=item.id, words="It was moved."))
    at = opened(house, "desk_feedback_view", "stew")
    text = shown(at)
    assert words_desk.REASONS["outdated"] in text and "It was moved." in text
    assert "Voluntary, every time" in text and item.id in text and "pat" not in text.split()
    next(b for b in at.button if b.label == words_desk.SETTLED).click().run()
    assert words_desk.NO_FEEDBACK in shown(at)
    at.toggle[0].set_value(True).run()
    assert "It was moved." in shown(at)


def test_feedback_on_words_that_a_steward_may_not_read_does_not_show_them(house):
    question(house)
    item, _ = written(house.catalog, "The canary leaves")
    with house.catalog.note() as change:
        remark = Remark(asked_id="a_1", viewer_id="x", reason=Reason.WRONG, at=AT)
        feedback.give(change, replace(remark, contribution_id=item.id))
    assert "canary" not in shown(opened(house, "desk_feedback_view"))
    assert "canary" in shown(opened(house, "desk_feedback_view", "stew"))


def test_an_author_who_is_linked_is_asked_before_their_words_are_replaced(house):
    old, _ = written(house.catalog, "Does anybody visit?")
    new, _ = written(house.catalog, "We do, in May.")
    here = desk(house, STELLA)
    step = desk_people.replace(here, Listed(), old.id, new.id, looked_for_author=True)
    assert step is supersessions.Step.ASKED
    assert written(house.catalog, "Does anybody visit?")[0].superseded_by is None
    assert words_desk.STEPS["asked"] in shown(opened(house, "desk_replaced_view", "stew"))
    desk_people.take_back(here, old.id)
    assert desk_people.replacements(here) == ()


def test_where_nobody_can_be_asked_a_stewards_word_counts_once_they_looked(house):
    old, _ = written(house.catalog, "We do, in May.")
    new, _ = written(house.catalog, "I disagree")
    here = desk(house, STELLA)
    assert not desk_people.can_be_asked(here, Listed(), old.id)
    assert desk_people.can_be_asked(here, Listed(person=(Person(contributor=BO),)), old.id)
    with pytest.raises(WrongUse, match="look for the author"):
        desk_people.replace(here, Listed(), old.id, new.id, looked_for_author=False)
    step = desk_people.replace(here, Listed(), old.id, new.id, looked_for_author=True)
    assert step is supersessions.Step.DECIDED
    assert written(house.catalog, "We do, in May.")[0].superseded_by == new.id
    with pytest.raises(WrongUse, match="replace itself"):
        desk_people.replace(here, Listed(), new.id, old.id, looked_for_author=True)
    desk_people.take_back(here, old.id)
    assert written(house.catalog, "We do, in May.")[0].superseded_by is None


def test_words_that_a_steward_may_not_read_are_neither_found_nor_replaced(house):
    canary, _ = written(house.catalog, "The canary leaves")
    new, _ = written(house.catalog, "I disagree")
    here = desk(house)
    assert desk_people.find(here, "canary") == () and desk_people.find(here, canary.id) == ()
    assert desk_people.find(here, "di") == ()
    assert [item.id for item in desk_people.find(here, "i DISAGREE")] == [new.id]
    with pytest.raises(UnknownId):
        desk_people.replace(here, Listed(), canary.id, new.id, looked_for_author=True)


def test_words_are_found_and_shown_before_they_are_replaced(house):
    at = opened(house, "desk_replaced_view", "stew")
    at.text_input(key="firsthand_widget_find_old").set_value("in May").run()
    at.text_input(key="firsthand_widget_find_new").set_value("disagree").run()
    text = shown(at)
    assert "We do, in May." in text and words_desk.NOT_REACHED in text
    at.checkbox[0].check().run()
    at.button(key="firsthand_widget_replace").click().run()
    assert words_desk.STEPS["decided"] in shown(at)


def test_identities_are_merged_and_split_by_command_after_a_stewards_word(house):
    here = desk(house, STELLA)
    ana, bo = id_of(house, ANA), id_of(house, BO)
    desk_people.merge(here, [ana, bo])
    assert here.errands.begun == [["identity", "merge", ana, bo]]
    with pytest.raises(UnknownId):
        desk_people.split(here, ANA)
    assert words_desk.NO_PROPOSALS in shown(opened(house, "desk_identities_view", "stew"))


def test_health_says_what_is_stored_synced_measured_and_spent(house):
    folder = house.home / "evals"
    folder.mkdir()
    for n, value in enumerate((0.5, 0.75)):
        values = {"dataset": "sample", "metrics": {"ndcg@10": value, "x": "y"}}
        (folder / f"{n}.json").write_text(json.dumps(values))
    (folder / "broken.json").write_text("{")
    question(house, model="local:m", trace={"prompt_tokens": 900, "completion_tokens": 80})
    found = health.look(desk(house))
    assert [item.metrics for item in found.evals] == [{"ndcg@10": 0.5}, {"ndcg@10": 0.75}]
    [spent] = found.spent
    assert (spent.answers, spent.prompt_tokens, spent.completion_tokens) == (1, 900, 80)
    assert found.sizes["catalog.sqlite"] > 0 and found.applied == 0
    assert {item.title for item in found.syncs} == {"The forum", "The desk"}
    text = shown(opened(house, "desk_health_view", "stew")).replace("\\", "")
    assert "ndcg@10 0.750" in text and "900 tokens read" in text and "local:m" in text


def test_the_pages_open_no_index_no_model_and_no_reader_of_files():
    heavy = ("torch", "chromadb", "tantivy", "openvino", "langchain", "pypdf", "lxml", "ijson")
    views = [f"ui.web.desk_{view}_view" for view in (*VIEWS, "sources")]
    views += ["ui.web.people_view", "ui.web.mine_view"]
    code = f"import sys, {', '.join(views)}\nprint([m for m in {heavy} if m in sys.modules])"
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, cwd=ROOT, timeout=120
    )
    assert done.stdout.strip() == "[]", done.stdout + done.stderr


def test_a_source_without_a_file_is_told_what_is_missing(house):
    at = opened(house, "desk_sources_view", "stew")
    next(button for button in at.button if button.label == words_desk.LOOK).click().run()
    assert not at.exception
    assert words_desk.NOTHING_GIVEN in [warning.value for warning in at.warning]
