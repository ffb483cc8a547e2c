"""Takes documents out of a question set, so that some of its questions lose their answer.

Those are the hard ones: the community talks about the topic and has not answered the question.
Pure. It does not know how questions are asked.
"""

import random
from collections.abc import Sequence
from dataclasses import dataclass

from assistant.errors import WrongUse
from eval.dataset import Dataset, Judgements, Query


@dataclass(frozen=True, kw_only=True)
class HoldOut:
    """What is taken out, and which questions have no answer left by that."""

    seed: int = 0
    documents: frozenset[str] = frozenset()
    queries: frozenset[str] = frozenset()


def hold_out(dataset: Dataset, fraction: float, seed: int) -> HoldOut:
    """Take out all that is relevant to questions drawn by chance, until enough have nothing left.

    Paraphrases share their documents and fall together, so that counting goes by what is left.
    """
    order = sorted(query.id for query in dataset.queries)
    random.Random(seed).shuffle(order)
    target = fraction * len(order)
    left = {id: set(dataset.relevant(id)) for id in order}
    asking: dict[str, list[str]] = {}
    for query, documents in left.items():
        for document in documents:
            asking.setdefault(document, []).append(query)
    gone: set[str] = set()
    held: set[str] = set()
    for id in order:
        if len(held) >= target:
            break
        for document in sorted(left[id]):
            gone.add(document)
            for query in asking[document]:
                left[query].discard(document)
                if not left[query]:
                    held.add(query)
    return HoldOut(seed=seed, documents=frozenset(gone), queries=frozenset(held))


def leave_community(dataset: Dataset, community: str) -> HoldOut:
    """Take out one community: its questions have no answer in the others.

    Raises WrongUse listing the communities there are.
    """
    gone = frozenset(item.id for item in dataset.documents if item.community == community)
    if not gone or not community:
        known = sorted({item.community for item in dataset.documents if item.community})
        raise WrongUse(
            f"{dataset.name} has no community {community!r}; it has: {', '.join(known) or 'none'}"
        )
    held = (query.id for query in dataset.queries if dataset.relevant(query.id) <= gone)
    return HoldOut(documents=gone, queries=frozenset(held))


def judgements_left(dataset: Dataset, out: HoldOut) -> Judgements:
    """Return the judgements of the answerable questions about the documents that are left."""
    return {
        query: {id: grade for id, grade in grades.items() if id not in out.documents}
        for query, grades in dataset.judgements.items()
        if query not in out.queries
    }


def drawn(queries: Sequence[Query], most: int | None, seed: int) -> tuple[Query, ...]:
    """Return at most `most` questions, drawn by chance, in their order; None: all."""
    if most is None or most >= len(queries):
        return tuple(queries)
    chosen = sorted(random.Random(seed).sample(range(len(queries)), most))
    return tuple(queries[i] for i in chosen)
