"""Plain chat logs: every line credited to its speaker, dated, and put into a conversation."""

import io
import zipfile
from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.errors import ReadError, UnknownFormat
from assistant.records import Draft, ThreadDraft
from ingest.irc_lines import Calendar, parse_line
from ingest.outcome import Failed, Noted, Skipped
from ingest.reader import ReadItem, ReadRequest
from ingest.readers.irc import IrcLog

LOG = """\
[09:58] === noor has joined #gatherings
[09:58] <noor> hi all, has anyone run a peer assist over video?
[09:59] <kofi> how do I get the room key on a Saturday?
[09:59] <mei> noor: twice, keep it under six people
[10:00] <@lars> kofi: ask the porter, extension 44
[10:01] <noor> mei: six with the owner of the case?
    or six besides?
[10:02]  * mei thinks
[10:02] <mei> noor: six in all
[10:03] <kofi> lars: thanks
"""


def write(folder: Path, name: str, text: str | bytes) -> Path:
    path = folder / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(text.encode() if isinstance(text, str) else text)
    return path


def read(path: Path, scratch: Path, root: Path | None = None) -> list[ReadItem]:
    scratch.mkdir(exist_ok=True)
    return list(IrcLog().read(ReadRequest(location=path, scratch=scratch, root=root)))


def threads(items: list[ReadItem]) -> list[ThreadDraft]:
    return [item for item in items if isinstance(item, ThreadDraft)]


def drafts(items: list[ReadItem]) -> list[Draft]:
    return [draft for thread in threads(items) for draft in thread.drafts]


def texts(thread: ThreadDraft) -> list[str]:
    return [draft.text for draft in thread.drafts]


def names(found: list[Draft]) -> list[str | None]:
    return [draft.authors[0].name for draft in found]


@pytest.fixture
def scratch(tmp_path: Path) -> Path:
    return tmp_path / "scratch"


def test_an_ordinary_log_becomes_conversations_with_everybody_credited(
    tmp_path: Path, scratch: Path
) -> None:
    items = read(write(tmp_path, "gatherings-2024-03-02.log", LOG), scratch)
    assist, key = threads(items)
    assert [draft.authors[0].name for draft in key.drafts] == ["kofi", "lars", "kofi"]
    assert texts(assist)[:2] == [
        "hi all, has anyone run a peer assist over video?",
        "noor: twice, keep it under six people",
    ]
    assert assist.space == "gatherings"
    assert assist.drafts[0].created_at == datetime(2024, 3, 2, 9, 58, tzinfo=UTC)
    assert assist.drafts[0].authors[0].identity == "irc:noor"


def test_a_line_without_a_speaker_goes_on_the_message_before(tmp_path: Path, scratch: Path) -> None:
    items = read(write(tmp_path, "g-2024-03-02.log", LOG), scratch)
    (asked,) = [draft for draft in drafts(items) if "six with" in draft.text]
    assert asked.text == "mei: six with the owner of the case?\n    or six besides?"


def test_every_line_that_somebody_said_is_seen_once_and_notices_are_skipped(
    tmp_path: Path, scratch: Path
) -> None:
    items = read(write(tmp_path, "g-2024-03-02.log", LOG), scratch)
    assert len(drafts(items)) == 8
    assert [item for item in items if isinstance(item, Skipped)] == [
        Skipped(item="g-2024-03-02.log:1", reason="system")
    ]


@pytest.mark.parametrize(
    ("line", "author", "text"),
    [
        ("[03:04] <ana> hello", "ana", "hello"),
        ("[03:04:05] <ana> hello", "ana", "hello"),
        ("03:04 < ana> hello", "ana", "hello"),
        ("03:04 <@ana> hello", "ana", "hello"),
        ("3:04 <ana> hello", "ana", "hello"),
        ("2016-06-08 07:01:22 <ana> hello", "ana", "hello"),
        ("[2016-06-08 07:01:22] <ana> a: b", "ana", "a: b"),
        ("2016-06-08T07:01:22.125Z <ana> hello", "ana", "hello"),
        ("2016-06-08 07:01:22\t@ana\thello", "ana", "hello"),
        ("#tea 2016-06-08 [07:01:22] <ana> hello", "ana", "hello"),
        ("<Ana Silva> hello", "Ana Silva", "hello"),
        ("03:04 * ana waves", "ana", "waves"),
        ("* ana waves", "ana", "waves"),
        ("=== ana joined", None, "=== ana joined"),
        ("03:04 -!- ana [a@b] has quit [bye]", None, "-!- ana [a@b] has quit [bye]"),
        ("2016-06-08 07:01:22\t-->\tana joined", None, "-->\tana joined"),
        ("[03:04] *** Joins: ana", None, "*** Joins: ana"),
        ("--- Day changed Thu Jun 09 2016", None, "--- Day changed Thu Jun 09 2016"),
    ],
)
def test_the_line_forms_of_common_clients_are_known(
    line: str, author: str | None, text: str
) -> None:
    found = parse_line(line)
    assert found is not None
    assert (found.author, found.text) == (author, text)


@pytest.mark.parametrize(
    "line", ["plain words", "12:30 is noon", "- a list item", "", "[1] a note"]
)
def test_a_line_of_no_known_form_is_not_taken_for_a_message(line: str) -> None:
    assert parse_line(line) is None


def test_a_deed_behind_a_tab_is_the_doers_and_goes_on_nobody_elses_words() -> None:
    done = parse_line("room 2007-09-14 [11:12:23] *bo \twaves")
    assert done is not None and (done.author, done.text) == ("bo", "waves")
    unknown = parse_line("room 2007-09-14 [11:12:23] something new")
    assert unknown is not None and unknown.author is None


@pytest.mark.parametrize("line", ["[29:71] <ana> hi", "2016-13-45 10:00 <ana> hi"])
def test_a_time_that_cannot_be_leaves_the_message_without_one(line: str) -> None:
    found = parse_line(line)
    assert found is not None
    assert (found.author, found.day, found.clock) == ("ana", None, None)


def test_a_clock_that_starts_again_begins_the_next_day(tmp_path: Path, scratch: Path) -> None:
    log = "23:58 <a> late?\n23:59 <b> a: very\n00:01 <a> b: good night\n"
    items = read(write(tmp_path, "#tea_20231231.txt", log), scratch)
    assert [str(draft.created_at)[:16] for draft in drafts(items)] == [
        "2023-12-31 23:58",
        "2023-12-31 23:59",
        "2024-01-01 00:01",
    ]


def test_a_day_that_the_log_itself_tells_wins_over_the_file_name(
    tmp_path: Path, scratch: Path
) -> None:
    log = (
        "--- Log opened Wed Jun 08 07:01:22 2016\n07:02 <a> one?\n07:03 <b> a: two\n"
        "--- Day changed Thu Jun 09 2016\n07:04 <a> b: three\n"
    )
    items = read(write(tmp_path, "tea-2020-01-01.log", log), scratch)
    assert {str(draft.created_at)[:10] for draft in drafts(items)} == {"2016-06-08", "2016-06-09"}


def test_without_any_day_the_messages_have_no_time(tmp_path: Path, scratch: Path) -> None:
    items = read(write(tmp_path, "tea.log", LOG), scratch)
    assert {draft.created_at for draft in drafts(items)} == {None}
    assert len(drafts(items)) == 8


def test_the_clock_put_back_an_hour_begins_no_new_day() -> None:
    calendar = Calendar(datetime(2024, 10, 27, tzinfo=UTC).date())
    moments = [calendar.moment(parse_line(f"{clock} <a> x")) for clock in ("02:59", "02:00")]  # type: ignore[arg-type]
    assert [moment.day for moment in moments if moment] == [27, 27]


def test_a_log_that_grew_keeps_the_ids_of_what_was_there(tmp_path: Path, scratch: Path) -> None:
    path = write(tmp_path, "tea-2024-03-02.log", LOG)
    before = {draft.external_id: draft.text for draft in drafts(read(path, scratch))}
    write(tmp_path, "tea-2024-03-02.log", LOG + "[10:09] <noor> mei: thank you\n")
    after = {draft.external_id: draft.text for draft in drafts(read(path, scratch))}
    assert before.items() < after.items()
    assert not any("noor" in name for name in after)


def test_a_line_that_vanished_from_its_end_leaves_the_other_ids_alone(
    tmp_path: Path, scratch: Path
) -> None:
    path = write(tmp_path, "tea-2024-03-02.log", LOG)
    before = {draft.external_id for draft in drafts(read(path, scratch))}
    write(tmp_path, "tea-2024-03-02.log", LOG.rpartition("[10:03]")[0])
    after = {draft.external_id for draft in drafts(read(path, scratch))}
    assert len(before - after) == 1
    assert after < before


def test_daily_files_of_a_folder_are_one_channel(tmp_path: Path, scratch: Path) -> None:
    first = "23:57 <a> who has the key?\n23:58 <a> the one of the hall\n23:59 <b> a: I do\n"
    second = "00:02 <a> b: can I have it?\n00:03 <b> a: yes\n00:04 <a> b: thanks\n"
    write(tmp_path, "logs/tea/2024-03-02.log", first)
    write(tmp_path, "logs/tea/2024-03-03.log", second)
    assert IrcLog().accepts(tmp_path / "logs")
    (found,) = threads(read(tmp_path / "logs", scratch))
    assert found.space == "tea"
    assert [draft.created_at.day for draft in found.drafts if draft.created_at] == [
        2,
        2,
        2,
        3,
        3,
        3,
    ]


def test_a_zip_of_logs_is_read_like_the_folder(tmp_path: Path, scratch: Path) -> None:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        archive.writestr("tea/2024-03-02.log", LOG)
    path = write(tmp_path, "logs.zip", packed.getvalue())
    assert IrcLog().accepts(path)
    assert len(drafts(read(path, scratch))) == 8


def test_lines_in_other_encodings_are_read_one_by_one(tmp_path: Path, scratch: Path) -> None:
    log = LOG.encode() + "[10:04] <zoë> Köln?\n".encode("cp1252") + "[10:05] <zoë> Łódź\n".encode()
    items = read(write(tmp_path, "tea-2024-03-02.log", log), scratch)
    assert {"Köln?", "Łódź"} <= {text for thread in threads(items) for text in texts(thread)}
    assert "encoding:utf-8+cp1252" in {item.what for item in items if isinstance(item, Noted)}


def test_a_log_saved_as_utf_16_is_read(tmp_path: Path, scratch: Path) -> None:
    items = read(write(tmp_path, "tea-2024-03-02.log", LOG.encode("utf-16")), scratch)
    assert len(drafts(items)) == 8


def test_colours_and_weights_are_left_out(tmp_path: Path, scratch: Path) -> None:
    log = LOG + "[10:04] <noor> \x0304,01red\x03 and \x02bold\x0f\n"
    items = read(write(tmp_path, "tea-2024-03-02.log", log), scratch)
    assert "red and bold" in {draft.text for draft in drafts(items)}


def test_a_message_without_words_is_skipped_as_empty(tmp_path: Path, scratch: Path) -> None:
    items = read(write(tmp_path, "tea-2024-03-02.log", LOG + "[10:04] <noor> \n"), scratch)
    assert Skipped(item="tea-2024-03-02.log:11", reason="empty") in items


def test_words_before_the_first_message_belong_to_nobody(tmp_path: Path, scratch: Path) -> None:
    items = read(write(tmp_path, "tea-2024-03-02.log", "Log of our channel\n\n" + LOG), scratch)
    assert Skipped(item="tea-2024-03-02.log:1", reason="unsupported") in items
    assert len(drafts(items)) == 8


def test_a_file_that_is_cut_in_a_line_gives_all_that_is_there(
    tmp_path: Path, scratch: Path
) -> None:
    items = read(write(tmp_path, "tea-2024-03-02.log", LOG[:-12]), scratch)
    assert len(drafts(items)) == 8


def test_a_bad_file_among_good_ones_is_named_and_the_rest_is_read(
    tmp_path: Path, scratch: Path
) -> None:
    write(tmp_path, "logs/tea-2024-03-02.log", LOG)
    write(tmp_path, "logs/tea-2024-03-03.log", b"\x00\x01\x02\xff" * 500)
    write(tmp_path, "logs/picture.png", b"\x89PNG")
    items = read(tmp_path / "logs", scratch)
    assert len(drafts(items)) == 8
    named = {item.item for item in items if isinstance(item, Skipped | Failed)}
    assert {"tea-2024-03-03.log", "picture.png"} <= named


def test_a_file_that_is_no_log_is_refused(tmp_path: Path, scratch: Path) -> None:
    path = write(
        tmp_path, "essay.txt", "Why we meet.\n\n* a list item\n* another item\n* third one\n"
    )
    assert not IrcLog().accepts(path)
    with pytest.raises(UnknownFormat):
        read(path, scratch)


def test_a_missing_location_is_refused(tmp_path: Path, scratch: Path) -> None:
    assert not IrcLog().accepts(tmp_path / "nothing.log")
    with pytest.raises(ReadError):
        read(tmp_path / "nothing.log", scratch)


def test_a_hostile_line_of_a_megabyte_is_read_within_bounds(tmp_path: Path, scratch: Path) -> None:
    log = LOG + "[10:04] <noor> " + "ha" * 500_000 + "\n[10:05] <mei> noor: calm down\n"
    items = read(write(tmp_path, "tea-2024-03-02.log", log), scratch)
    assert max(len(draft.text) for draft in drafts(items)) < 300_000
    assert "noor: calm down" in {draft.text for draft in drafts(items)}


SPOKEN = st.lists(
    st.tuples(
        st.sampled_from(["ana", "bo", "cy"]), st.text(st.sampled_from("ab <>:*[]=-"), max_size=20)
    ),
    min_size=3,
    max_size=40,
)


@given(SPOKEN)
def test_no_words_are_ever_credited_to_another(tmp_path_factory, spoken) -> None:
    folder = tmp_path_factory.mktemp("irc")
    lines = [f"[10:{n:02}] <{nick}> {nick}-{n} {text}" for n, (nick, text) in enumerate(spoken)]
    path = write(folder, "tea-2024-03-02.log", "\n".join(lines))
    found = drafts(read(path, folder / "scratch"))
    assert len(found) == len(spoken)
    for draft in found:
        assert draft.text.startswith(f"{draft.authors[0].name}-")


@pytest.mark.parametrize(
    "text",
    [
        "* bring water for everybody\n* ask Ana about the keys\n* call Tom on Friday\n",
        "- bring water\n* ask Ana about the keys\n* call Tom on Friday\n* go home early\n",
        "<title>News of the week</title>\n<link>https://example.org</link>\n<item>Words</item>\n",
    ],
)
def test_lists_and_markup_are_no_chat(tmp_path, text):
    path = tmp_path / "notes.txt"
    path.write_text(text, "utf-8")
    assert not IrcLog().accepts(path)
