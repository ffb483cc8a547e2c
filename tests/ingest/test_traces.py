"""Leaving reaches what was asked, saved, shared, said and thanked for, and counts each."""

from dataclasses import replace
from datetime import UTC, datetime

import pytest
from sqlalchemy import insert, select

from assistant import agenda, handoff
from assistant import asked as keeping
from assistant.catalog import asked as asked_rows
from assistant.catalog import feedback as remarks
from assistant.catalog import invitations, people, threads, viewers
from assistant.catalog.asking_tables import (
    agenda_item,
    asked,
    asked_use,
    conversation,
    feedback,
    open_question,
    share,
    supersession,
    thanks,
)
from assistant.catalog.feedback import Reason, Remark
from assistant.catalog.invitations import Invitation
from assistant.catalog.tables import audit, contribution, viewer
from assistant.cite import cite
from assistant.ledger import QUOTE_WITHHELD
from assistant.masks import WITHHELD
from assistant.records import Answer, Author, Naming, Question, Statement, Status, Viewer
from assistant.visitor import Role, Visitor
from ingest import attribution
from tests.builders import author, draft, thread_draft
from tests.ingest.people_place import Home

AT = datetime(2026, 1, 2, tzinfo=UTC)
NOW = datetime.now(UTC)
EVE = Viewer(id="eve")
GREGOR = Author(identity="slack:U0GREG77", name="Gregor Vandersteen", handles=("gvsteen",))
ANA, BO = author("Ana Silva"), author("Bo Lind")
SAYING = "Every levy that we tried failed because of the pelican and the winter that came after it."
EXPORT = [
    thread_draft("t1", draft("1", SAYING, GREGOR), draft("2", "I see it otherwise.", ANA)),
    thread_draft("t2", draft("3", "The levies of 2019 worked for us.", BO)),
    thread_draft("t3", draft("4", "Does firsthand q-abc12 know?", ANA), draft("5", "No.", GREGOR)),
]
NEEDLES = ("pelican", "Gregor", "Vandersteen", "gvsteen", "U0GREG77", "greg@login")


def ids_of(home):
    """Return {external id: contribution id}."""
    return {c.external_id: c.id for t in home.threads().values() for c in t.contributions}


def put(home, table, **values):
    with home.catalog.change() as change:
        change.connection.execute(insert(table).values(**values))


def save(home, id, question, uses, *, viewer_id="eve", body=None, talk=None):
    """Save an answer that rests on these contributions."""
    if talk:
        facts = {"viewer_id": viewer_id, "title": question, "started_at": AT, "changed_at": AT}
        put(home, conversation, id=talk, **facts)
    facts = {"ordinal": 0, "filters": {}, "asked_at": AT, "status": "answered", "confidence": 0.5}
    put(
        home,
        asked,
        id=id,
        conversation_id=talk,
        viewer_id=viewer_id,
        question=question,
        writer="quote",
        body=body or {},
        trace={},
        **facts,
    )
    for use in uses:
        put(home, asked_use, asked_id=id, contribution_id=use)


def rows(home, table, *columns):
    with home.catalog.read() as reading:
        found = reading.connection.execute(select(*(table.c[name] for name in columns))).all()
    return sorted(tuple(row) for row in found)


@pytest.fixture
def home(tmp_path):
    made = Home(tmp_path)
    made.sync(EXPORT)
    made.index()
    yield made
    made.close()


@pytest.fixture
def full(home):
    """A community that asked, shared, thanked and decided before Gregor leaves."""
    id = ids_of(home)
    save(home, "q1", "Why did the levies fail?", [id["1"], id["3"]], talk="talk1")
    save(home, "q2", "Did levies work?", [id["3"]], talk="talk2")
    save(home, "q3", f'Who says "{SAYING}", is it Gregor Vandersteen?', [id["3"]], talk="talk3")
    save(home, "q4", "Who knows?", [id["2"]], body={"statements": ["Ask Gregor Vandersteen."]})
    save(home, "q5", "What do I think?", [id["3"]], viewer_id="greg@login", talk="talk5")
    put(home, share, id="s1", asked_id="q1", made_at=AT)
    put(home, share, id="s2", asked_id="q2", made_at=AT)
    for n, (answer, use, words) in enumerate(
        (
            ("q1", None, "Good."),
            ("q2", id["1"], "Not this one."),
            ("q2", id["3"], "As Gregor Vandersteen told me."),
        )
    ):
        facts = {"viewer_id": "eve", "reason": "other", "at": AT, "state": "new"}
        put(home, feedback, id=n + 1, asked_id=answer, contribution_id=use, words=words, **facts)
    put(home, thanks, id=1, contribution_id=id["1"], asked_id="q1", topic="levies", at=AT)
    put(home, thanks, id=2, contribution_id=id["3"], asked_id="q1", topic="levies", at=AT)
    waiting = {"anonymous": False, "opened_at": AT, "changed_at": AT, "revision": 0}
    facts = {**waiting, "viewer_id": "eve", "state": "answered"}
    t3 = home.threads()["t3"].id
    where = {"asked_id": "q1", "thread_id": t3, "reply_id": id["5"]}
    put(home, open_question, id="o1", marker="q-abc12", question="Who?", **where, **facts)
    facts = {**waiting, "viewer_id": "greg@login", "state": "draft"}
    put(home, open_question, id="o2", marker="q-abc13", question="And I?", **facts)
    facts = {"form": "ask", "state": "taken", "changed_at": AT}
    put(home, agenda_item, id="a1", topic="levies", owner="Gregor Vandersteen", **facts)
    facts = {"proposed_by": "greg@login", "at": AT, "state": "agreed"}
    put(home, supersession, contribution_id=id["2"], by_id=id["1"], **facts)
    with home.catalog.change("greg@login") as change:
        viewers.put(change, "greg@login", ["stewards"])
        change.connection.execute(
            viewer.update().values(contributor_id=people.resolve(change, GREGOR.identity))
        )
        change.connection.execute(
            contribution.update().where(contribution.c.id == id["2"]).values(superseded_by=id["1"])
        )
    return home


def test_no_byte_of_what_was_asked_and_said_keeps_the_person(full):
    assert all(full.count(*NEEDLES).values()), "the search finds each of them before"
    receipt = full.choose(GREGOR.identity, "withdrawn")
    assert receipt["state"] == "done"
    assert full.count(*NEEDLES) == dict.fromkeys(NEEDLES, 0)


def test_the_receipt_counts_every_store(full):
    removed = full.choose(GREGOR.identity, "withdrawn")["removed"]
    assert removed["answers"] == 3, "one rests on their words, one names them, one they asked"
    assert (removed["shares"], removed["thanks"], removed["supersessions"]) == (1, 1, 1)
    assert removed["feedback"] == 3, "one of the answer, one of their post, one that names them"
    assert (removed["open_questions"], removed["conversations"], removed["readers"]) == (1, 1, 1)
    assert removed["questions"] == 1 and removed["agenda"] == 1 and removed["accounts"] >= 1


def test_what_rests_on_others_stays(full):
    full.choose(GREGOR.identity, "withdrawn")
    who = f'Who says "{QUOTE_WITHHELD}.", is it {WITHHELD}?'
    assert rows(full, asked, "id", "question") == [("q2", "Did levies work?"), ("q3", who)]
    assert rows(full, conversation, "id", "title") == [
        ("talk2", "Did levies work?"),
        ("talk3", who),
    ]
    assert rows(full, share, "id") == [("s2",)]
    assert rows(full, feedback, "words") == [(f"As {WITHHELD} told me.",)]
    assert rows(full, thanks, "id", "asked_id") == [(2, None)]
    assert rows(full, agenda_item, "owner") == [(WITHHELD,)]
    assert rows(full, open_question, "id", "state", "reply_id") == [("o1", "posted", None)]
    assert ("public",) not in rows(full, viewer, "id")
    with full.catalog.read() as reading:
        held = threads.contributions(reading, [ids_of(full)["2"]])
    assert [item.superseded_by for item in held.values()] == [None]
    assert ("viewer.put", WITHHELD, WITHHELD) in rows(full, audit, "action", "actor", "subject")


def test_leaving_one_source_takes_only_what_rests_on_its_words(full):
    full.choose(GREGOR.identity, "withdrawn", "s")
    assert rows(full, asked, "id") == [("q2",), ("q3",), ("q5",)], "q4 names them from its words"
    assert rows(full, viewer, "id") == [("greg@login",)]


def test_leaving_again_after_a_crash_takes_the_rest(full):
    full.choose(GREGOR.identity, "withdrawn")
    save(full, "late", "Saved a moment after?", ["m_gone"])
    full.choose(GREGOR.identity, "withdrawn")
    assert "late" not in {id for (id,) in rows(full, asked, "id")}


def test_a_pseudonym_stands_in_what_was_asked_and_said_too(full):
    full.choose(GREGOR.identity, "pseudonym")
    with full.catalog.read() as reading:
        name = people.register(reading).shown(GREGOR.identity, "s").name
    kept = f'Who says "{SAYING}", is it {name}?'
    assert kept in [text for (text,) in rows(full, asked, "question")]
    assert (f"As {name} told me.",) in rows(full, feedback, "words")
    assert "q4" not in {id for (id,) in rows(full, asked, "id")}, "its own words named them"
    assert rows(full, share, "id") == [("s1",), ("s2",)]


def told(home, words):
    """Save an answer in which a model says this of Bo's post."""
    save(home, "told", "Who knows?", [ids_of(home)["3"]], body={"said": [{"text": words}]})
    return lambda: ("told",) in rows(home, asked, "id")


@pytest.mark.parametrize("words", ["Bo Lind tried levies in 2019.", "Bo tried levies."])
def test_what_a_model_wrote_goes_where_one_source_names_somebody_no_more(home, words):
    is_there = told(home, words)
    home.choose(ANA.identity, "pseudonym", "s")
    assert is_there()
    home.choose(BO.identity, "pseudonym", "s")
    assert not is_there()


def test_what_a_model_wrote_goes_where_a_source_shows_pseudonyms_from_now_on(home):
    is_there = told(home, "Bo Lind tried levies in 2019.")
    attribution.attribute(home.community, "s", Naming.PSEUDONYM, "test")
    assert not is_there()


def test_no_sentence_of_a_model_says_whose_pseudonym_it_was(home):
    home.choose(BO.identity, "pseudonym")
    with home.catalog.read() as reading:
        name = people.register(reading).shown(BO.identity, "s").name
    is_there = told(home, f"{name} tried levies in 2019.")
    home.choose(BO.identity, "named", "s")
    assert not is_there()


def test_whoever_left_is_not_kept_when_somebody_asks_for_them_by_name(home):
    home.choose(GREGOR.identity, "withdrawn")
    asks = 'What did Gregor Vandersteen say? from:"Gregor Vandersteen"'
    question = Question(text=asks, viewer=Viewer(id="eve"))
    [thread] = [t for t in home.threads().values() if t.external_id == "t2"]
    [post] = thread.contributions
    citation = cite(1, post, post.text, None)
    wrote = [Statement(text="So says @gvsteen.", citations=(1,), written=True)]
    wrote.append(Statement(text="Levies worked.", citations=(1,), written=True))
    given = Answer(
        question=asks,
        status=Status.ANSWERED,
        statements=tuple(wrote),
        citations=(citation,),
        notes=("unknown:from:Gregor Vandersteen",),
        trace=(("understood", asks),),
    )
    talk = keeping.new_id()
    keeping.begin(home.catalog, EVE, asks, talk)
    kept = keeping.keep(home.catalog, question, given, talk)
    item = handoff.hand_off(home.catalog, EVE, asks, asked_id=kept)
    assert handoff.hand_off(home.catalog, EVE, asks).id == item.id, "the same question, once"
    with home.catalog.note("test") as change:
        invitations.put(change, people.resolve(change, BO.identity), Invitation(wants_thanks=True))
        words = "As Gregor Vandersteen said."
        says = Remark(asked_id=kept, viewer_id="eve", reason=Reason.WRONG, at=AT, words=words)
        remarks.give(change, says)
        assert remarks.thank(change, kept, post.id, asks, words, AT)
    home.community.catalog.vacuum()
    assert home.count("Vandersteen", "gvsteen") == {"Vandersteen": 0, "gvsteen": 0}
    with home.catalog.read() as reading:
        [said] = asked_rows.get(reading, kept).said
    assert said.text == "Levies worked."


def test_the_agenda_names_nobody_who_left(home):
    home.choose(GREGOR.identity, "withdrawn")
    empty = {"spans": [], "said": [], "related": [], "notes": []}
    save(home, "q1", "Who tried levies?", [], body=empty)
    with home.catalog.change() as change:
        change.connection.execute(asked.update().values(status="unanswered", asked_at=NOW))
    steward = Visitor(viewer=EVE, roles=frozenset({Role.STEWARD}))
    with home.catalog.read() as reading:
        [topic] = agenda.look(reading, steward)
    chosen = replace(topic, owner="Gregor Vandersteen", note="Ask Gregor Vandersteen.")
    agenda.decide(home.catalog, steward, chosen)
    assert rows(home, agenda_item, "owner", "note") == [(WITHHELD, f"Ask {WITHHELD}.")]
