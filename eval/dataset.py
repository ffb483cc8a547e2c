"""Question sets as folders: `corpus.jsonl`, `queries.jsonl`, `qrels.tsv`.

The form is that of BEIR (Thakur et al. 2021) with an author, a link, a date and a thread for each
document. It does not know how a set is asked or scored.
"""

import json
from collections import defaultdict
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from assistant.errors import WrongUse
from eval.dataset_records import Dataset, Document, Judgements, Query
from eval.mtrag import read_tasks, task_files
from ingest.dates import utc

__all__ = ["Dataset", "Document", "Judgements", "Query", "read_dataset"]

_FILES = ("corpus.jsonl", "queries.jsonl", "qrels.tsv")


def read_dataset(folder: Path) -> Dataset:
    """Read a question set: the three files, or a folder of MTRAG's generation tasks.

    Raises WrongUse naming the folder, file or line that is missing or malformed.
    """
    tasks = task_files(folder) if not (folder / _FILES[0]).is_file() else []
    if tasks:
        return read_tasks(folder, tasks)
    _check(folder)
    documents = tuple(_document(where, row) for where, row in _rows(folder / _FILES[0]))
    queries = [
        Query(id=_field(where, row, "_id"), text=_field(where, row, "text"))
        for where, row in _rows(folder / _FILES[1])
    ]
    judgements = _judgements(folder / _FILES[2])
    if len({item.id for item in documents}) != len(documents):
        raise WrongUse(f"{folder / _FILES[0]}: two rows have the same _id")
    scored = [item for item in queries if any(g > 0 for g in judgements.get(item.id, {}).values())]
    if not documents or not scored:
        raise WrongUse(f"{folder} holds no documents, or no question with a relevant document")
    return Dataset(
        name=folder.resolve().name,
        documents=documents,
        queries=tuple(scored),
        judgements=judgements,
        unjudged=len(queries) - len(scored),
    )


def _check(folder: Path) -> None:
    if not folder.is_dir():
        raise WrongUse(
            f"there is no data set at {folder} (looked for {folder.resolve()});"
            f" a data set is a folder with {', '.join(_FILES)}"
        )
    missing = [name for name in _FILES if not (folder / name).is_file()]
    if missing:
        raise WrongUse(f"{folder} is no data set: it lacks {', '.join(missing)}")


def _rows(path: Path) -> Iterator[tuple[str, dict[str, Any]]]:
    with path.open(encoding="utf-8-sig") as lines:
        for number, line in enumerate(lines, start=1):
            if not line.strip():
                continue
            where = f"{path}, line {number}"
            try:
                row = json.loads(line)
            except json.JSONDecodeError as error:
                raise WrongUse(f"{where}: not JSON ({error.msg})") from error
            if not isinstance(row, dict):
                raise WrongUse(f"{where}: not a JSON object")
            yield where, row


def _field(where: str, row: Mapping[str, Any], name: str) -> str:
    if row.get(name) is None:
        raise WrongUse(f"{where}: there is no {name!r}")
    return str(row[name])


def _document(where: str, row: Mapping[str, Any]) -> Document:
    def words(name: str) -> str:
        return str(row.get(name) or "").strip()

    return Document(
        id=_field(where, row, "_id"),
        title=words("title"),
        text=_field(where, row, "text"),
        author=words("author"),
        url=words("url"),
        date=utc(words("date")),
        thread=words("thread"),
        community=words("community"),
        accepted=bool(row.get("accepted", False)),
        votes=_whole(row.get("score")),
    )


def _whole(value: object) -> int:
    return int(value) if isinstance(value, int | float) else 0


def _judgements(path: Path) -> Judgements:
    grades: defaultdict[str, dict[str, int]] = defaultdict(dict)
    with path.open(encoding="utf-8-sig") as lines:
        for number, line in enumerate(lines, start=1):
            cells = line.rstrip("\r\n").split("\t")
            if (number == 1 and not cells[-1].lstrip("-").isdigit()) or not line.strip():
                continue
            try:
                query, document, grade = cells
                grades[query][document] = int(float(grade))
            except ValueError as error:
                raise WrongUse(
                    f"{path}, line {number}: not three cells (query-id, corpus-id, score)"
                ) from error
    return dict(grades)
