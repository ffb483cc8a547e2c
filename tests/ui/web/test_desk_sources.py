"""The desk's Sources: for stewards, by the menu, by the address bar and by function alike."""

import io
import json
import os
from datetime import UTC, datetime, timedelta
from pathlib import Path

import numpy as np
import pytest
from sqlalchemy import select, update

from assistant.catalog import sources, vanished
from assistant.catalog.source_facts import SourceFacts
from assistant.catalog.tables import audit, source
from assistant.errors import NotAllowed, WrongUse
from assistant.records import Naming, SourceState
from assistant.visitor import LOCAL, Role, Visitor
from tests.ui.web.houses import written
from tests.ui.web.opening import opened, settled, shown
from ui.web import desk_sources, navigation, words, words_desk
from ui.web.desk_sources import Desk, NewSource
from ui.web.errands import Errands

STEWARD = Visitor(roles=frozenset({Role.PRACTITIONER, Role.STEWARD}))


@pytest.fixture
def house(tmp_path: Path):
    made = settled(tmp_path)
    yield made
    made.catalog.close()


class Noted(Errands):
    """Notes what would be started, and starts nothing."""

    def __init__(self, home: Path) -> None:
        super().__init__(home)
        self.begun: list[list[str]] = []

    def start(self, arguments, *, subject, by):
        self.begun.append(list(arguments))


def desk(house, visitor=STEWARD) -> Desk:
    return Desk(catalog=house.catalog, errands=Noted(house.home), visitor=visitor, home=house.home)


def test_the_desk_stands_in_the_menu_of_stewards_only():
    files = {entry.file for entry in navigation.open_to(["practitioner", "contributor"])}
    assert "sources.py" not in files
    assert "sources.py" in {entry.file for entry in navigation.open_to(["steward"])}


@pytest.mark.parametrize("who", ["pat", "ana"])
def test_whoever_is_no_steward_finds_nothing_at_the_pages_address(house, who):
    at = opened(house, "desk_sources_view", who)
    assert at.title[0].value == words.NOT_YOURS
    assert "The forum" not in shown(at) and len(at.text_input) == 0
    with house.catalog.read() as reading:
        refused = reading.connection.execute(select(audit).where(audit.c.action == "refused")).all()
    assert [(row.actor, row.subject) for row in refused] == [(f"viewer:{who}", "desk: sources")]


def test_whoever_is_no_steward_is_refused_by_every_function(house, tmp_path):
    stranger = desk(house, Visitor())
    new = NewSource(id="new", location=tmp_path / "x.mbox")
    for act in (
        lambda: desk_sources.look(stranger),
        lambda: desk_sources.audiences(stranger),
        lambda: desk_sources.gone(stranger, "forum"),
        lambda: desk_sources.upload(stranger, "new", "x.mbox", io.BytesIO(b"")),
        lambda: desk_sources.discard(stranger, "new"),
        lambda: desk_sources.renew(stranger, "forum", "x.mbox", io.BytesIO(b"")),
        lambda: desk_sources.preview(stranger, new),
        lambda: desk_sources.add(stranger, new),
        lambda: desk_sources.sync(stranger, "forum"),
        lambda: desk_sources.attribute(stranger, "forum", Naming.PSEUDONYM),
        lambda: desk_sources.open_to(stranger, "forum", "stewards", ()),
        lambda: desk_sources.set_aside(stranger, "forum", SourceState.PAUSED),
        lambda: desk_sources.mask(stranger, "forum", ("email",)),
        lambda: desk_sources.link(stranger, "forum", "https://x.example.org"),
        lambda: desk_sources.describe(stranger, "forum", SourceFacts(title="Mine now")),
    ):
        with pytest.raises(NotAllowed):
            act()
    assert stranger.errands.begun == [] and not (house.home / "uploads").exists()
    with house.catalog.read() as reading:
        assert sources.get(reading, "forum").title == "The forum"


def test_only_a_maintainer_names_places_on_the_machine_and_never_the_home(house, tmp_path):
    new = NewSource(id="new", location=Path("/etc"))
    with pytest.raises(NotAllowed):
        desk_sources.add(desk(house), new)
    inside = NewSource(id="new", location=house.home / "ledger")
    with pytest.raises(WrongUse, match="own folder"):
        desk_sources.add(desk(house, LOCAL), inside)
    at = opened(house, "desk_sources_view", "stew")
    assert at.radio(key="firsthand_widget_add_way").options == [words_desk.BY_UPLOAD]
    at = opened(house, "desk_sources_view", "max")
    assert words_desk.BY_PATH in at.radio(key="firsthand_widget_add_way").options


def test_what_a_steward_types_is_never_an_option_of_the_command(house):
    here = desk(house)
    kept = desk_sources.upload(here, "new", "--dry-run.mbox", io.BytesIO(b"From x"))
    new = NewSource(id="new", location=kept, title="--home=/etc", spaces=(("--x", "public"),))
    desk_sources.add(here, new)
    [arguments] = here.errands.begun
    assert arguments[-2:] == ["--", str(kept)]
    assert "--title=--home=/etc" in arguments and "--map-audience=--x=public" in arguments
    with pytest.raises(WrongUse, match="cannot be an audience"):
        desk_sources.add(here, NewSource(id="new", location=kept, audience="a,b"))
    with pytest.raises(WrongUse, match="already a source"):
        desk_sources.upload(here, "forum", "x.mbox", io.BytesIO(b""))


def test_who_may_read_a_source_is_changed_by_command(house):
    here = desk(house)
    spaces = desk_sources.pairs("#leads = stewards\n\n  a=b = c ")
    assert spaces == (("#leads", "stewards"), ("a=b", "c"))
    desk_sources.open_to(here, "forum", "field", spaces[:1])
    [arguments] = here.errands.begun
    mapped = "--map-audience=#leads=stewards"
    assert arguments == ["source", "audience", mapped, "--", "forum", "field"]
    for wrong in ("#leads", "= x", "a ="):
        with pytest.raises(WrongUse, match="a space and its audience"):
            desk_sources.pairs(wrong)
    with pytest.raises(WrongUse, match="cannot be an audience"):
        desk_sources.open_to(here, "forum", "--x", ())


def test_a_steward_sees_how_each_source_stands_and_pauses_it(house):
    at = opened(house, "desk_sources_view", "stew")
    text = shown(at)
    assert "The forum" in text and "The desk" in text
    assert words_desk.about_source("list", "stewards", 2) in text
    at.button(key="firsthand_widget_pause_forum").click().run()
    assert not at.exception
    with house.catalog.read() as reading:
        assert sources.get(reading, "forum").state is SourceState.PAUSED
    at.button(key="firsthand_widget_pause_forum").click().run()
    with house.catalog.read() as reading:
        assert sources.get(reading, "forum").state is SourceState.ACTIVE


def test_facts_are_kept_and_a_review_that_is_due_is_shown(house):
    due = datetime.now(UTC) - timedelta(days=2)
    facts = SourceFacts(title="  Our   forum ", purpose="x", review_by=due, deletions="apply")
    desk_sources.describe(desk(house), "forum", facts)
    at = opened(house, "desk_sources_view", "stew")
    assert "Our forum" in shown(at)
    assert any("looked at again" in item.value for item in at.warning)
    for wrong in (SourceFacts(title=" "), SourceFacts(title="x", deletions="never")):
        with pytest.raises(WrongUse):
            desk_sources.describe(desk(house), "forum", wrong)


def test_a_steward_chooses_what_is_masked(house):
    here = desk(house)
    kept = desk_sources.upload(here, "new", "x.mbox", io.BytesIO(b"From x"))
    desk_sources.add(here, NewSource(id="new", location=kept, mask=("email", "key")))
    desk_sources.preview(here, NewSource(id="new", location=kept, mask=()))
    added, looked = here.errands.begun
    assert "--mask=email,key" in added and "--mask=none" in looked
    at = opened(house, "desk_sources_view", "stew")
    assert at.multiselect(key="firsthand_widget_add_mask").value == ["key"]
    at.multiselect(key="firsthand_widget_masks_kinds_forum").set_value(["email", "phone"])
    [save] = [b for b in at.button if b.label == words_desk.APPLY_MASK and "forum" in (b.key or "")]
    save.click().run()
    assert not at.exception and words_desk.MASK_DONE in shown(at)
    with house.catalog.read() as reading:
        assert sources.get(reading, "forum").mask == ("email", "phone")


def test_a_steward_says_where_links_start(house):
    here = desk(house)
    kept = desk_sources.upload(here, "new", "x.mbox", io.BytesIO(b"From x"))
    start = "https://forum.example.org"
    desk_sources.add(here, NewSource(id="new", location=kept, base_url=start))
    assert f"--base-url={start}" in here.errands.begun[0]
    at = opened(house, "desk_sources_view", "stew")
    [save] = [
        b for b in at.button if b.label == words_desk.APPLY_LINKS and "forum" in (b.key or "")
    ]
    for given, kept_url in ((f"{start}/", start), ("javascript:alert(1)", start)):
        at.text_input(key="firsthand_widget_links_start_forum").set_value(given)
        save.click().run()
        assert not at.exception
        with house.catalog.read() as reading:
            assert sources.get(reading, "forum").base_url == kept_url


def test_what_vanished_is_shown_as_far_as_the_steward_may_read_it(house):
    canary, _ = written(house.catalog, "The canary leaves")
    with house.catalog.change() as change:
        vanished.mark(change, [canary.id], datetime.now(UTC))
    assert desk_sources.gone(desk(house), "desk") == ()
    at = opened(house, "desk_sources_view", "stew")
    assert "The canary leaves in spring" in shown(at)
    assert words_desk.CONFIRM in shown(at)
    local = opened(house, "desk_sources_view")
    assert "canary" not in shown(local) and words_desk.GONE_UNREAD in shown(local)


def test_retiring_deletes_what_a_source_brought_and_its_upload(house):
    here = desk(house)
    (house.home / "uploads" / "forum").mkdir(parents=True)
    (house.home / "uploads" / "forum" / "x.mbox").write_text("x")
    desk_sources.set_aside(here, "forum", SourceState.RETIRED)
    assert not (house.home / "uploads" / "forum").exists()
    with pytest.raises(LookupError):
        written(house.catalog, "Voluntary, every time")
    at = opened(house, "desk_sources_view", "stew")
    keys = [button.key for button in at.button]
    assert "firsthand_widget_sync_forum" not in keys and "firsthand_widget_sync_desk" in keys


def test_an_upload_that_holds_words_of_whoever_left_since_is_named(house):
    kept = house.home / "uploads" / "forum" / "x.mbox"
    kept.parent.mkdir(parents=True)
    kept.write_text("x")
    with house.catalog.change() as change:
        moved = update(source).where(source.c.id == "forum").values(location=str(kept))
        change.connection.execute(moved)
    assert words_desk.HOLDS_LEFT not in shown(opened(house, "desk_sources_view", "stew"))
    os.utime(kept, (1, 1))
    house.catalog.ledger.add("c_x", "*", ["slack:x"], [], np.empty(0, dtype=np.uint64))
    assert words_desk.HOLDS_LEFT in shown(opened(house, "desk_sources_view", "stew"))


def test_a_report_is_shown_in_words(house):
    text = shown(opened(house, "desk_sources_view", "stew"))
    assert words_desk.REPORT in text and words_desk.counted("seen", 6) in text
    assert json.dumps({}) not in text
