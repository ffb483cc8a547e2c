"""Links and conversations are scored as the corpus's authors do, and ours beat the baseline."""

from pathlib import Path

import pytest

from eval.chat_links import gather, main, train, weights_module
from eval.disentangle import (
    before_links,
    guessed_links,
    link_score,
    read_log,
    report,
    talk_score,
)
from ingest.conversations import link_replies
from ingest.reply_model import WEIGHTS

SAMPLES = Path(__file__).resolve().parents[2] / "../shared/samples/chat-unthreaded"
needs_samples = pytest.mark.skipif(not SAMPLES.is_dir(), reason="the annotated logs are not here")

LOG = """\
=== ana has joined
[10:00] <ana> has anyone a spare projector?
[10:00] <bo> where is the agenda?
[10:01] <cy> ana: in the cellar
[10:01] <dee> bo: on the wiki
"""
ANNOTATION = "0 0 -\n1 1 -\n2 2 -\n3 1 -\n2 4 -\n"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "tea.ascii.txt").write_text(LOG)
    (tmp_path / "tea.annotation.txt").write_text(ANNOTATION)
    return tmp_path


def test_an_annotated_log_is_read_line_by_line(folder: Path) -> None:
    log = read_log(folder / "tea.ascii.txt")
    assert log.links == {0: {0}, 1: {1}, 2: {2}, 3: {1}, 4: {2}}
    assert [message.author for message in log.messages] == ["", "ana", "bo", "cy", "dee"]
    assert log.messages[0].system


def test_what_is_annotated_scores_one(folder: Path) -> None:
    links = read_log(folder / "tea.ascii.txt").links
    score, talks = link_score([links], [links]), talk_score([links], [links])
    assert (score.precision, score.recall, score.f1) == (1, 1, 1)
    assert (talks.variation, talks.one_to_one, talks.exact_f1) == (pytest.approx(1), 1, 1)


def test_the_baseline_scores_what_can_be_counted_by_hand(folder: Path) -> None:
    log = read_log(folder / "tea.ascii.txt")
    score = link_score([log.links], [before_links(log)])
    assert (score.right, score.guessed, score.annotated) == (1, 5, 5)
    talks = talk_score([log.links], [before_links(log)])
    assert talks.one_to_one == 0.4
    assert talks.exact_f1 == 0


def test_scores_of_nothing_are_zero_for_links_and_one_for_conversations() -> None:
    score, talks = link_score([], []), talk_score([], [])
    assert (score.precision, score.recall, score.f1) == (0, 0, 0)
    assert (talks.variation, talks.one_to_one, talks.exact_f1) == (1, 1, 1)


def test_only_annotated_lines_are_scored(folder: Path) -> None:
    (folder / "tea.annotation.txt").write_text("3 1 -\n")
    log = read_log(folder / "tea.ascii.txt")
    assert set(guessed_links(log, link_replies(log.messages))) == {3}


def test_the_report_names_baseline_and_ours(folder: Path) -> None:
    lines = report(folder).splitlines()
    assert [line.split()[0] for line in lines[1:]] == ["before", "ours"]


def test_training_fits_what_it_is_shown_and_writes_a_module(folder: Path) -> None:
    log = read_log(folder / "tea.ascii.txt")
    weights = train([log], rounds=1)
    assert len(weights) == WEIGHTS
    assert guessed_links(log, link_replies(log.messages, weights)) == log.links
    source = weights_module(weights, [log])
    space: dict[str, object] = {}
    exec(source, space)
    assert len(space["trained_weights"]()) == WEIGHTS  # type: ignore[operator]
    assert "projector" not in source


def test_a_message_that_answers_one_out_of_reach_teaches_nothing(folder: Path) -> None:
    (folder / "tea.annotation.txt").write_text("0 3 -\n4 2 -\n")
    choices = gather([read_log(folder / "tea.ascii.txt")], [0.0] * WEIGHTS)
    assert len(choices.starts) == 1


def test_the_command_writes_the_weights_where_it_is_told(folder: Path) -> None:
    target = folder / "weights.py"
    assert main([str(folder), "--write", str(target)]) == 0
    assert target.read_text().startswith('"""Weights')


@needs_samples
@pytest.mark.parametrize(("part", "least"), [("dev", 0.70), ("test", 0.70), ("new-domains", 0.70)])
def test_links_of_real_channels_beat_the_message_before_clearly(part: str, least: float) -> None:
    logs = [read_log(path) for path in sorted((SAMPLES / part).glob("*.ascii.txt"))]
    gold = [log.links for log in logs]
    ours = link_score(gold, [guessed_links(log, link_replies(log.messages)) for log in logs])
    before = link_score(gold, [before_links(log) for log in logs])
    assert ours.f1 > max(least, before.f1 + 0.1)
