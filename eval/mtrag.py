"""Reads MTRAG's generation tasks as a question set: conversations and what answered them.

MTRAG-UN (Rosenthal et al. 2026) has no corpus of its own in this form: the union of all contexts
makes one. A task is one question, the last two things that its user said, for a follow-up is seldom
understood alone. It does not know how a set is asked or scored.
"""

import json
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from assistant.errors import WrongUse
from eval.dataset_records import Dataset, Document, Query

_TURNS = 2
_ANSWERABLE = ("ANSWERABLE", "PARTIAL")
_UNANSWERABLE = "UNANSWERABLE"


def task_files(folder: Path) -> list[Path]:
    """Return the files of generation tasks in a folder or the folders in it, sorted; none: []."""
    return sorted(folder.glob("**/generation_tasks/*.jsonl"))


def read_tasks(folder: Path, files: Sequence[Path]) -> Dataset:
    """Read the tasks as a set whose relevant documents are each task's contexts.

    What can be answered, if only in part, is asked for its ranking; what cannot is `unanswerable`;
    underspecified questions are left out. Raises WrongUse naming the file and line.
    """
    documents: dict[str, Document] = {}
    queries: list[Query] = []
    unanswerable: list[Query] = []
    judgements: dict[str, dict[str, int]] = {}
    left_out = 0
    for where, task in _tasks(files):
        query, label, contexts = _task(where, task)
        documents |= {item.id: item for item in contexts}
        if label == _UNANSWERABLE:
            unanswerable.append(query)
        elif label in _ANSWERABLE and contexts:
            queries.append(query)
            judgements[query.id] = {item.id: 1 for item in contexts}
        else:
            left_out += 1
    if not queries:
        raise WrongUse(f"{folder} holds no task that can be answered from its contexts")
    return Dataset(
        name=folder.resolve().name,
        documents=tuple(documents.values()),
        queries=tuple(queries),
        judgements=judgements,
        unjudged=left_out,
        unanswerable=tuple(unanswerable),
    )


def _tasks(files: Sequence[Path]) -> Iterator[tuple[str, Mapping[str, Any]]]:
    for path in files:
        with path.open(encoding="utf-8-sig") as lines:
            for number, line in enumerate(lines, start=1):
                if line.strip():
                    where = f"{path}, line {number}"
                    try:
                        yield where, json.loads(line)
                    except json.JSONDecodeError as error:
                        raise WrongUse(f"{where}: not JSON ({error.msg})") from error


def _task(where: str, task: Mapping[str, Any]) -> tuple[Query, str, tuple[Document, ...]]:
    try:
        said = [turn["text"] for turn in task["input"] if turn["speaker"] == "user"]
        query = Query(id=str(task["task_id"]), text="\n".join(said[-_TURNS:]).strip())
        label = str((task["answerability"] or [""])[0]).upper()
        contexts = tuple(
            Document(
                id=str(item["document_id"]),
                title=str(item.get("title") or "").strip(),
                text=str(item["text"]),
            )
            for item in task["contexts"]
            if str(item["text"]).strip()
        )
    except (KeyError, TypeError, AttributeError) as error:
        raise WrongUse(f"{where}: no generation task of MTRAG ({error!r})") from error
    return query, label, contexts
