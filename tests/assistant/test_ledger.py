"""The ledger recognises who withdrew by hashes alone, across processes and crashes."""

import numpy as np
import pytest

from assistant.errors import LedgerDamaged
from assistant.ledger import QUOTE_WITHHELD, Ledger, marker_only
from assistant.naming import EVERYWHERE
from assistant.shingles import Shingler

SAYING = "Nobody told us that the river would rise before the harvest was in"
NONE = np.empty(0, dtype=np.uint64)


def test_an_identity_is_known_again_after_a_restart_and_nowhere_in_the_files(tmp_path):
    Ledger(tmp_path).add("c_1", EVERYWHERE, ["slack:U1"], ["Ana Silva"], NONE)
    again = Ledger(tmp_path)
    assert again.has_left("slack:U1", "any") and not again.has_left("slack:U2", "any")
    assert again.person("slack:U1") == "c_1"
    stored = b"".join(path.read_bytes() for path in tmp_path.iterdir()).lower()
    assert b"slack" not in stored and b"silva" not in stored


def test_two_homes_hash_differently(tmp_path):
    one, two = Ledger(tmp_path / "a"), Ledger(tmp_path / "b")
    assert one.digest("slack:U1") != two.digest("slack:U1")
    assert one.pseudonym("c_1") != two.pseudonym("c_1")


def test_what_another_process_wrote_is_seen_after_a_refresh(tmp_path):
    here, there = Ledger(tmp_path), Ledger(tmp_path)
    there.add("c_1", "s", ["slack:U1"], [], NONE)
    assert not here.has_left("slack:U1", "s")
    here.refresh()
    assert here.has_left("slack:U1", "s") and not here.has_left("slack:U1", "other")


def test_words_that_are_heard_count_once_they_are_written(tmp_path):
    ledger = Ledger(tmp_path)
    ledger.add("c_1", EVERYWHERE, ["slack:U1"], [], NONE)
    ledger.hear("slack:U1", SAYING, 7.0)
    ledger.hear("slack:U2", "Somebody else said that this would never do at all.", 7.0)
    heard = {id: np.array(sorted(first), dtype=np.uint64) for id, first in ledger.heard().items()}
    assert not ledger.heard()
    ledger.write_down(heard)
    again = Ledger(tmp_path)
    assert again.without_quotes(f"> {SAYING}!\nYes.") == f"> {QUOTE_WITHHELD}!\nYes."
    assert len(again.entries) == 1


def test_forgetting_leaves_no_file(tmp_path):
    ledger = Ledger(tmp_path)
    ledger.add("c_1", EVERYWHERE, ["slack:U1"], [], NONE)
    assert ledger.forget("slack:U1", EVERYWHERE)
    assert not list(tmp_path.glob("w_*")) and not Ledger(tmp_path).entries


def test_a_damaged_entry_is_named(tmp_path):
    entry = Ledger(tmp_path).add("c_1", EVERYWHERE, ["slack:U1"], [], NONE)
    (tmp_path / f"{entry.id}.json").write_text("{")
    with pytest.raises(LedgerDamaged, match=entry.id):
        Ledger(tmp_path)


@pytest.mark.parametrize(
    ("text", "left"),
    [
        (f"As Bo says: {SAYING}. So be it.", "As Bo says: #. So be it."),
        (f"As Bo says: {SAYING.upper()}!", "As Bo says: #!"),
        ("“told us that the river would rise” he wrote", "“#” he wrote"),
        ("> that the river would rise before\nwell", "> #\nwell"),
        ("nobody told us that the river would flood", "nobody told us that the river would flood"),
        ("the river would rise", "the river would rise"),
        (f"one\n\n{SAYING.replace(' ', chr(10), 3)}", "one\n\n#"),
    ],
)
def test_ten_words_in_a_row_are_a_quotation_and_five_within_marks(text, left):
    shingler = Shingler(key=b"key")
    for start, end in reversed(shingler.quoted(text, shingler.hashes(SAYING))):
        text = text[:start] + "#" + text[end:]
    assert text == left


def test_an_address_that_many_cite_is_no_quotation():
    link = "See https://en.wiki.example/wiki/Community_of_practice/History/Early/Years/Of/It for it"
    shingler = Shingler(key=b"key")
    other = link.replace("See", "Read").replace("for it", "today")
    assert not shingler.quoted(other, shingler.hashes(link))


def test_a_text_of_nothing_but_withdrawn_words_is_told_from_others():
    assert marker_only(f"> {QUOTE_WITHHELD}.")
    assert not marker_only(f"{QUOTE_WITHHELD} Yes.") and not marker_only("...")
