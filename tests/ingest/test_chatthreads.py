"""Messages into threads: whole, ordered, each once; long ones in pieces."""

from datetime import UTC, datetime, timedelta

from assistant.records import Author, Draft, Reaction, ThreadDraft
from ingest import chatthreads
from ingest.chatthreads import ChatEntry, ChatSpace, ChatThreads
from ingest.outcome import Noted, Skipped

SPACE = ChatSpace(id="C1", name="#launching")
START = datetime(2024, 1, 2, tzinfo=UTC)


def entry(number: int, thread: str | None = "T", **more: object) -> ChatEntry:
    draft = Draft(
        external_id=f"m{number}",
        authors=(Author(identity=f"x:{number % 3}", name="Ana", handles=("a",)),),
        text=f"words {number}",
        created_at=START + timedelta(seconds=number, microseconds=789_456),
        edited_at=START,
        url="https://example.org",
        reactions=(Reaction(name="clap", count=2),),
        mentions=(Author(identity="x:9", is_bot=True),),
        attachments=1,
    )
    fields = {"item": f"file {number}", "id": f"m{number}", "order": f"{number:09}"}
    return ChatEntry(**({**fields, "draft": draft, "thread": thread} | more))  # type: ignore[arg-type]


def collected(tmp_path, *entries: ChatEntry):
    with ChatThreads(tmp_path / "scratch") as threads:
        for one in entries:
            threads.add(SPACE, one)
        found = list(threads.threads())
    assert not list((tmp_path / "scratch").iterdir())
    return found


def test_a_message_comes_out_of_the_spool_as_it_went_in(tmp_path):
    sent = entry(1)
    (thread,) = collected(tmp_path, sent)
    assert thread.drafts == (sent.draft,)
    assert (thread.external_id, thread.space, thread.url) == (
        "T",
        "#launching",
        "https://example.org",
    )


def test_messages_come_out_in_order_of_time_whatever_their_arrival(tmp_path):
    (thread,) = collected(tmp_path, *(entry(number) for number in (5, 1, 30, 2)))
    assert [draft.external_id for draft in thread.drafts] == ["m1", "m2", "m5", "m30"]


def test_a_very_long_thread_goes_on_in_pieces(tmp_path, monkeypatch):
    monkeypatch.setattr(chatthreads, "LONGEST_THREAD", 4)
    found = collected(tmp_path, *(entry(number) for number in range(10)))
    assert [(t.external_id, len(t.drafts)) for t in found] == [("T", 4), ("T~2", 4), ("T~3", 2)]


def test_copies_are_skipped_once_each(tmp_path):
    found = collected(tmp_path, entry(1), entry(1, item="copy"), entry(1, None, item="bare"))
    assert [item.reason for item in found if isinstance(item, Skipped)] == ["duplicate"] * 2
    (thread,) = [item for item in found if isinstance(item, ThreadDraft)]
    assert (thread.external_id, len(thread.drafts)) == ("T", 1)


def test_a_thread_of_nothing_but_left_out_messages_is_no_thread(tmp_path):
    assert collected(tmp_path, entry(1, draft=None), entry(2, None, draft=None)) == []


def test_nobody_is_no_author(tmp_path):
    nobody = entry(1, None, draft=Draft(external_id="m1", authors=(), text="words"))
    (thread,) = collected(tmp_path, nobody)
    assert thread.drafts[0].authors == ()
    assert thread.drafts[0].created_at is None


def test_lost_parents_are_counted(tmp_path):
    lost = Draft(external_id="m2", authors=(), text="words", reply_to="m1")
    found = collected(tmp_path, entry(2, draft=lost), entry(3))
    assert [item for item in found if isinstance(item, Noted)] == [
        Noted(what="orphan_reply", item="T", count=1)
    ]
