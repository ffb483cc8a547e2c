"""Leaving leaves nothing: no word, no name, no quotation, no byte; and nothing brings it back."""

import os
import shutil
import stat
from dataclasses import replace
from datetime import UTC, datetime

import pytest

from assistant.catalog import Catalog, identities, people, runs, sources
from assistant.errors import LedgerDamaged
from assistant.ledger import QUOTE_WITHHELD, Ledger
from assistant.masks import WITHHELD
from assistant.records import Author, Naming, Reaction
from ingest import choice, wiring, withdrawal
from ingest import identities as decided
from ingest.earlier import write_down_heard
from ingest.outcome import Failed
from ingest.run import Wish
from tests.builders import author, draft, source, thread_draft
from tests.ingest.people_place import Home

GREGOR = Author(
    identity="slack:U0GREG77", name="Gregor Vandersteen", handles=("gvsteen", "g.vandersteen@x.org")
)
ANA, BO = author("Ana Silva"), author("Bo Lind")
MIREILLE = Author(identity="mail:mq@x.org", name="Mireille Quastenholt", handles=("mq@x.org",))
DAY_AFTER = datetime(2024, 6, 2, tzinfo=UTC)
CANARY = "ochre-pelican-4402"
SAYING = f"Every levy that we tried failed because of {CANARY} and the winter that came after it."
NEEDLES = (CANARY, "pelican", "Gregor", "Vandersteen", "gvsteen", "U0GREG77", "g.vandersteen@x.org")

EXPORT = [
    thread_draft(
        "t1",
        draft("1", SAYING, GREGOR, url="https://f.example/t/why-the-pelican-levies-failed/1/1"),
        draft(
            "2",
            f'I keep what Gregor Vandersteen wrote: "{SAYING}" It is still true.',
            ANA,
            url="https://f.example/t/why-the-pelican-levies-failed/1/2",
            mentions=(GREGOR,),
        ),
        draft("3", "Gregor's point stands, thanks @gvsteen and g.vandersteen@x.org.", BO),
        title="Why the pelican levies failed",
        url="https://f.example/t/why-the-pelican-levies-failed/1",
    ),
    thread_draft(
        "t2",
        draft("4", f"On levies:\n> {SAYING}\nI do not agree with all of it.", BO),
        draft("5", "The levies of 2019 worked for us.", ANA),
        title="What Gregor Vandersteen said",
    ),
    thread_draft("t3", draft("6", f"> {SAYING}", BO), title="A quotation alone"),
    thread_draft(
        "notes by Gregor Vandersteen.md",
        draft("notes by Gregor Vandersteen.md#1", "Minutes of the meeting.", ANA),
        title="Notes",
        tags=("gregor-vandersteen", "levies"),
    ),
    Failed(item="letters/Gregor Vandersteen.pdf", reason="malformed"),
]


@pytest.fixture
def home(tmp_path):
    made = Home(tmp_path)
    yield made
    made.close()


@pytest.fixture
def left(home):
    home.sync(EXPORT, steward="Gregor Vandersteen")
    home.index()
    assert all(home.count(*NEEDLES).values()), "the search finds each of them before"
    home.receipt = home.choose("slack:U0GREG77", "withdrawn")
    return home


def test_after_a_withdrawal_no_byte_of_the_person_is_under_the_home_folder(left):
    assert left.count(*NEEDLES) == dict.fromkeys(NEEDLES, 0)


def test_the_receipt_counts_what_went_from_every_store(left):
    receipt = left.receipt
    assert receipt["state"] == "done" and receipt["kept"]
    removed = receipt["removed"]
    assert removed["contributions"] == 2, "the post, and one that held nothing but its words"
    assert removed["quotations"] == 2 and removed["mentions"] == 1 and removed["titles"] >= 2
    assert removed["masked"] >= 3 and removed["passages"] >= 3 and removed["vectors"] >= 3
    assert (removed["identities"], removed["index_generations"]) == (1, 1)
    assert (removed["sources"], removed["reports"]) == (1, 1)
    assert withdrawal.finish(left.community, receipt["contributor_id"]) == receipt


def test_what_others_wrote_stays(left):
    assert left.texts() == [
        f'I keep what {WITHHELD} wrote: "{QUOTE_WITHHELD}." It is still true.',
        "Minutes of the meeting.",
        f"On levies:\n> {QUOTE_WITHHELD}.\nI do not agree with all of it.",
        "The levies of 2019 worked for us.",
        f"{WITHHELD}'s point stands, thanks {WITHHELD} and {WITHHELD}.",
    ]


def test_syncing_the_old_export_again_brings_nothing_back(left):
    before = left.texts()
    report = left.sync(EXPORT)
    assert report["skipped"] == {"withdrawn": 2}
    assert left.texts() == before
    left.index()
    assert left.count(*NEEDLES) == dict.fromkeys(NEEDLES, 0)


def test_a_new_export_that_names_the_person_otherwise_is_masked_too(left):
    left.sync([thread_draft("t9", draft("9", "Hi."), draft("10", "I met GREGOR VANDERSTEEN.", BO))])
    assert f"I met {WITHHELD}." in left.texts()
    renamed = Author(identity="slack:U0GREG77", name="Grisha Steen")
    left.sync(
        [thread_draft("t9", draft("9", "Grisha Steen rang.", BO), draft("11", "Hm.", renamed))]
    )
    assert left.texts() == [f"{WITHHELD} rang."]
    assert left.count("Grisha")["Grisha"] == 0


def test_an_old_backup_put_back_is_withdrawn_again_at_the_next_sync(home):
    home.sync(EXPORT)
    home.close()
    shutil.copy(home.folder / "catalog.sqlite", home.folder.parent / "backup.sqlite")
    home.open()
    home.choose("slack:U0GREG77", "withdrawn")
    home.close()
    for path in home.folder.glob("catalog.sqlite*"):
        path.unlink()
    shutil.copy(home.folder.parent / "backup.sqlite", home.folder / "catalog.sqlite")
    shutil.rmtree(home.folder / "indexes")
    home.open()
    assert home.count(CANARY)[CANARY]
    [receipt] = withdrawal.enforce(home.community, "test")
    assert receipt["state"] == "done"
    assert home.count(CANARY, "pelican", "gvsteen") == {CANARY: 0, "pelican": 0, "gvsteen": 0}
    assert withdrawal.enforce(home.community, "test") == []


def test_taking_it_back_needs_the_identity_and_a_new_import(left):
    choice.take_back(left.community, "slack:U0GREG77", Naming.NAMED, "test")
    assert SAYING not in left.texts()
    left.sync(EXPORT)
    assert SAYING in left.texts()
    with left.catalog.read() as reading:
        person = people.register(reading).person("slack:U0GREG77")
    assert person.name == "Gregor Vandersteen" and person.id == left.receipt["contributor_id"]


def test_leaving_one_source_keeps_the_person_in_the_others(home):
    home.sync(
        [thread_draft("a", draft("1", "Here I say one thing, and mean it well.", GREGOR))], "s"
    )
    home.sync([thread_draft("b", draft("2", "Gregor Vandersteen is in.", GREGOR))], "other")
    home.choose("slack:U0GREG77", "withdrawn", "s")
    assert home.texts() == ["Gregor Vandersteen is in."]
    home.sync(
        [thread_draft("a", draft("1", "Here I say one thing, and mean it well.", GREGOR))], "s"
    )
    assert home.texts() == ["Gregor Vandersteen is in."]


def test_words_that_somebody_else_wrote_before_stay_theirs(home):
    saying = "The best time to plant a tree was twenty years ago, the next best is now."
    old = datetime(2010, 1, 1, tzinfo=UTC)
    home.sync(
        [
            thread_draft("a", draft("2", f"As they say: {saying}", GREGOR)),
            thread_draft("b", replace(draft("1", saying, ANA), created_at=old)),
        ]
    )
    home.choose("slack:U0GREG77", "withdrawn")
    assert home.texts() == [saying]


def test_the_ledger_is_for_its_owner_only_and_names_nobody(left):
    folder = left.folder / "ledger"
    assert stat.S_IMODE(folder.stat().st_mode) == 0o700
    for path in folder.iterdir():
        assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert left.count("slack:")["slack:"] > 0, "others are still there"


def test_a_ledger_without_its_key_is_refused(left):
    os.unlink(left.folder / "ledger" / "key")
    with pytest.raises(LedgerDamaged, match="missing"):
        Ledger(left.folder / "ledger")


def test_the_report_of_the_sync_names_no_one_who_left(left):
    with left.catalog.read() as reading:
        _, report = runs.last(reading, "s")
    assert report["failures"][0]["item"] == f"letters/{WITHHELD}.pdf"


def test_who_left_as_one_comes_back_as_one_under_the_name_they_chose(home):
    mail = Author(identity="mail:greg@x.org", name="Greg van der Steen")
    export = [thread_draft("t", draft("1", "One thing.", GREGOR), draft("2", "Another.", mail))]
    home.sync(export)
    merged = decided.merge(home.community, [GREGOR.identity, mail.identity], "test")
    home.choose(GREGOR.identity, "withdrawn")
    choice.take_back(home.community, mail.identity, Naming.PSEUDONYM, "test")
    home.sync(export[:1])
    with home.catalog.read() as reading:
        register = people.register(reading)
        found = {register.person(key).id for key in (GREGOR.identity, mail.identity)}
        names = {register.shown(key, "s").name for key in (GREGOR.identity, mail.identity)}
    assert found == {merged["contributor_id"]} and len(names) == 1
    assert not names & {GREGOR.name, mail.name}


def test_who_was_taken_for_another_leaves_one_source_for_themselves_only(home):
    bo = Author(identity="slack:UBO", name="Bodil Lind")
    export = [thread_draft("t", draft("1", "One thing.", GREGOR), draft("2", "Another.", bo))]
    home.sync(export)
    decided.merge(home.community, [GREGOR.identity, bo.identity], "test")
    home.choose(GREGOR.identity, "withdrawn", "s")
    decided.split(home.community, bo.identity, "test")
    home.choose(GREGOR.identity, "named", "s")
    home.sync([*export, thread_draft("u", draft("3", "Gregor Vandersteen, Bodil Lind.", ANA))])
    assert home.texts() == [f"Gregor Vandersteen, {WITHHELD}.", "One thing."]


def test_a_merge_that_was_cut_off_is_carried_out_at_the_next_sync(home):
    mail = Author(identity="mail:greg@x.org", name="Greg van der Steen")
    export = [thread_draft("t", draft("1", "One thing.", GREGOR), draft("2", "Another.", mail))]
    home.sync(export)
    home.choose(GREGOR.identity, "withdrawn")
    with home.catalog.change() as change:
        keep, other = (people.resolve(change, key) for key in (mail.identity, GREGOR.identity))
        identities.merge(change, keep, other)
    home.sync(export)
    assert home.texts() == [] and home.count("greg@x", "van der Steen") == {
        "greg@x": 0,
        "van der Steen": 0,
    }


def test_words_of_another_that_somebody_repeats_after_leaving_stay_the_other_s(left):
    said = "Swallows return to the northern harbour in the third week of every April."
    day = datetime(2024, 6, 1, tzinfo=UTC)
    post, again = draft("20", said, BO), draft("21", f"They said: {said} I agree.", GREGOR)
    thread = thread_draft("t9", replace(post, created_at=day), replace(again, created_at=DAY_AFTER))
    left.sync([*EXPORT[:2], thread])
    assert said in left.texts()


def test_a_name_that_somebody_bore_before_goes_with_them(home):
    said = draft("2", "Mireille Quastenholt showed us how.", BO)
    first = [thread_draft("t1", draft("1", "Drain the pipe.", MIREILLE), said)]
    first += [thread_draft("t2", draft("3", "I doubt it.", replace(MIREILLE, name="M. Q. Steen")))]
    home.sync(first)
    now = replace(MIREILLE, name="Mireille Brugnatelli")
    home.sync([*first, thread_draft("t3", draft("4", "Dose the chlorine.", now))])
    home.choose(MIREILLE.identity, "pseudonym")
    assert not any("Quastenholt" in text or "Steen" in text for text in home.texts())
    home.choose(MIREILLE.identity, "withdrawn")
    assert home.texts() == [f"{WITHHELD} showed us how."]
    assert home.count("Quastenholt", "Brugnatelli") == {"Quastenholt": 0, "Brugnatelli": 0}
    home.sync([thread_draft("t4", draft("5", "Where is Mireille Quastenholt?", BO))])
    assert home.texts() == [f"Where is {WITHHELD}?"]


def test_an_earlier_name_stays_hidden_when_the_source_gives_another(home):
    post = draft("1", "Ask Mireille Quastenholt.", BO)
    home.sync([thread_draft("t1", post, draft("2", "Drain the pipe.", MIREILLE))])
    home.choose(MIREILLE.identity, "pseudonym")
    now = replace(MIREILLE, name="Mireille Brugnatelli")
    home.sync([thread_draft("t1", post, draft("2", "Drain the pipe, always.", now))])
    home.sync([thread_draft("t1", post, draft("2", "Drain it, always.", now))])
    assert not any("Quastenholt" in text for text in home.texts())


def test_words_that_were_never_let_in_are_taken_out_of_what_others_quote(home):
    with home.catalog.change() as change:
        withdrawal.keep_out(change, GREGOR.identity, "test")
    private = thread_draft("p", draft("1", SAYING, GREGOR), space="leads", private=True)
    quoting = thread_draft("t", draft("2", f'They wrote: "{SAYING}" So be it.', BO))
    home.sync([private, quoting])
    write_down_heard(home.catalog)
    home.sync([private, quoting, thread_draft("u", draft("3", "Yes.", ANA))])
    assert not any(CANARY in text for text in home.texts())


def test_a_name_that_comes_in_after_words_about_it_leaves_no_byte(home):
    with home.catalog.change() as change:
        withdrawal.keep_out(change, MIREILLE.identity, "test")
    place = home.exports / "list.mbox"
    place.parent.mkdir()
    place.write_text(_mails(("Bo <bo@x.org>", "Ask Mireille Quastenholt, she knows the pipes.")))
    with home.catalog.change() as change:
        sources.add(change, replace(source(place, "list"), kind="mbox"))
    stays = Catalog(home.community.settings.catalog_address)  # as a served page keeps it open
    with stays.read() as reading:
        people.register(reading)
    wiring.sync(home.community, [], Wish())
    home.index()
    assert home.count("Quastenholt")["Quastenholt"]
    later = ("Mireille Quastenholt <mq@x.org>", "I drained all of them in November.")
    place.write_text(place.read_text() + _mails(later))
    wiring.sync(home.community, [], Wish())
    home.index()
    assert home.count("Quastenholt")["Quastenholt"] == 0
    stays.close()


def test_whoever_comes_back_under_a_pseudonym_is_named_nowhere(home):
    home.sync(EXPORT)
    home.choose(GREGOR.identity, "named", "s")
    home.choose(GREGOR.identity, "withdrawn")
    choice.take_back(home.community, GREGOR.identity, Naming.PSEUDONYM, "test")
    home.sync(EXPORT)
    who = [c.contributors[0].name for t in home.threads().values() for c in t.contributions]
    assert "Gregor Vandersteen" not in who
    assert not any("Gregor" in text for text in home.texts())


def test_licences_and_reactions_that_are_called_after_somebody_are_covered(home):
    facts = {
        "licence": "© Gregor Vandersteen 2020",
        "reactions": (
            Reaction(name="gvsteen", count=3),
            Reaction(name="thanks_g.vandersteen@x.org", count=1),
        ),
    }
    post = draft("1", "The levies of 2019 worked for us.", ANA, **facts)
    home.sync([thread_draft("t1", post), thread_draft("t2", draft("2", SAYING, GREGOR))])
    home.choose(GREGOR.identity, "withdrawn")
    [item] = [c for t in home.threads().values() for c in t.contributions]
    assert item.licence == f"© {WITHHELD} 2020"
    assert [r.count for r in item.reactions] == [3, 1]
    home.index()
    assert home.count(*NEEDLES) == dict.fromkeys(NEEDLES, 0)
    home.sync([thread_draft("t1", post), thread_draft("t3", draft("3", "Now.", ANA, **facts))])
    home.index()
    assert home.count(*NEEDLES) == dict.fromkeys(NEEDLES, 0)


def _mails(*written):
    return "".join(
        f"From x Mon Jun 1 10:00:00 2020\nFrom: {who}\nSubject: Pipes {n}\n"
        f"Message-ID: <{len(text)}@x.org>\nDate: Mon, 1 Jun 2020 10:00:00 +0000\n\n{text}\n\n"
        for n, (who, text) in enumerate(written)
    )
