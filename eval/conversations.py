"""Measures follow-up questions: what is found for the last turn alone, and made to stand alone.

The conversations are MTRAG's (see `eval.mtrag`), read with all their turns. A question counts when
something was said before it. It does not know the command line.
"""

import json
import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from statistics import fmean

from assistant.assistant import Assistant
from assistant.conversation import Conversation
from assistant.errors import WrongUse
from assistant.records import Exchange, JsonObject, Question
from assistant.wiring import Community, chat_of
from eval.asking import answering, contributions_in
from eval.corpus import Corpus
from eval.dataset import read_dataset
from eval.holdout import drawn
from eval.mtrag import task_files
from eval.noise import difference, mean_interval

LAST_TURN, CARRIED, REWRITTEN = "last turn alone", "without a model", "with a model"
_DEPTH = 5
_ANSWER = 600
"""Characters of an earlier answer that are handed on."""


@dataclass(frozen=True, kw_only=True)
class ConversationResult:
    """recall@5 and nDCG@5 of each question for each way of asking, over the same questions."""

    questions: int
    recall: Mapping[str, Sequence[float]]
    ndcg: Mapping[str, Sequence[float]]
    rewritten: int
    """Questions that the model's own words were taken for; the others went without it."""

    def as_json(self) -> JsonObject:
        """Return means with 95 % intervals, and what each way adds to the last turn alone."""
        ways = {
            way: {
                "recall@5": _figures(self.recall[way], self.recall[LAST_TURN]),
                "ndcg@5": _figures(self.ndcg[way], self.ndcg[LAST_TURN]),
            }
            for way in self.recall
        }
        return {"questions": self.questions, "ways": ways, "rewritten": self.rewritten}


def measure(
    community: Community, folder: Path, most: int | None = None, seed: int = 0
) -> ConversationResult:
    """Ask the follow-ups of a folder of MTRAG tasks in each way.

    With a chat model in the settings, its rewriting is measured too. Raises WrongUse when the
    folder holds no tasks.
    """
    dataset = read_dataset(folder)
    asked = _conversations(folder)
    queries = [query for query in dataset.queries if asked[query.id].conversation]
    if not queries:
        raise WrongUse(f"{folder} holds no question that something was said before")
    chosen = [asked[query.id] for query in drawn(queries, most, seed)]
    relevant = [dataset.relevant(query.id) for query in drawn(queries, most, seed)]
    corpus = Corpus(community, dataset, ignore_thread=False)
    corpus.put()
    ways = _ways(community)
    with answering(community) as assistant:
        found = {
            way: [_ranked(assistant, text(item), corpus) for item in chosen]
            for way, text in ways.items()
        }
    plain = Conversation(community.embedder).standalone
    model = ways.get(REWRITTEN)
    return ConversationResult(
        questions=len(chosen),
        recall={way: list(map(_recall, rows, relevant)) for way, rows in found.items()},
        ndcg={way: list(map(_ndcg, rows, relevant)) for way, rows in found.items()},
        rewritten=sum(model(item) != plain(item) for item in chosen) if model else 0,
    )


def _figures(values: Sequence[float], alone: Sequence[float]) -> JsonObject:
    gain = difference(alone, values)
    return {
        "mean": round(fmean(values), 4),
        "interval": [round(edge, 4) for edge in mean_interval(values)],
        "gain": round(gain.mean, 4),
        "gain_interval": [round(edge, 4) for edge in gain.interval],
    }


def _ways(community: Community) -> dict[str, Callable[[Question], str]]:
    ways: dict[str, Callable[[Question], str]] = {
        LAST_TURN: lambda question: question.text,
        CARRIED: Conversation(community.embedder).standalone,
    }
    chat = chat_of(community.settings)
    if chat is not None:
        known: dict[str, str] = {}
        rewrite = Conversation(community.embedder, chat).standalone

        def once(question: Question) -> str:
            key = repr((question.text, question.conversation))
            if key not in known:
                known[key] = rewrite(question)
            return known[key]

        ways[REWRITTEN] = once
    return ways


def _ranked(assistant: Assistant, text: str, corpus: Corpus) -> list[str]:
    documents = corpus.document_ids()
    found = contributions_in(assistant.ranking(Question(text=text)))
    return [documents[id] for id in found if id in documents][:_DEPTH]


def _recall(ranking: Sequence[str], relevant: frozenset[str]) -> float:
    """Return the share of the relevant documents among the first five."""
    return len(relevant & set(ranking)) / len(relevant)


def _ndcg(ranking: Sequence[str], relevant: frozenset[str]) -> float:
    """Return nDCG@5 with grades 0 and 1: sum(1 / log2(rank + 1)) over the best there could be."""
    gains = (1 / math.log2(i + 1) for i, id in enumerate(ranking, start=1) if id in relevant)
    ideal = sum(1 / math.log2(i + 1) for i in range(1, min(_DEPTH, len(relevant)) + 1))
    return sum(gains) / ideal


def _conversations(folder: Path) -> dict[str, Question]:
    """Return each task's question with what was said before it, by the task's id."""
    found: dict[str, Question] = {}
    for path in task_files(folder):
        for line in path.read_text("utf-8-sig").splitlines():
            if line.strip():
                task = json.loads(line)
                turns = [(str(t["speaker"]), str(t["text"])) for t in task["input"]]
                found[str(task["task_id"])] = _question(turns)
    return found


def _question(turns: Sequence[tuple[str, str]]) -> Question:
    said = [text for speaker, text in turns if speaker == "user"]
    answers = [text for speaker, text in turns if speaker != "user"]
    earlier = zip(said[:-1], [*answers, *[""] * len(said)], strict=False)
    return Question(
        text=said[-1],
        conversation=tuple(
            Exchange(question=question, answer=answer[:_ANSWER]) for question, answer in earlier
        ),
    )
