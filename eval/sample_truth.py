"""What the sample community's questions and raw exports say: the truth that answers are held to.

Who wrote what is looked up in what the readers find in the files, and in `community.toml`; never
in the catalog. It does not know how anything was asked or answered.
"""

import json
import tempfile
import tomllib
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from assistant.errors import UnreadableFile, WrongUse
from assistant.ids import contribution_id, contributor_id, veiled_id
from assistant.naming import shown_name
from assistant.records import Author, Draft, Naming, ThreadDraft
from eval.fidelity import Credit
from ingest.reader import ReadRequest
from ingest.register import detect
from ingest.sample import folder
from ingest.wiring import readers

_NAMELESS = "a colleague"
"""What stands for somebody under a pseudonym that nobody chose."""


@dataclass(frozen=True, kw_only=True)
class SampleQuestion:
    """One question of the sample and what is right to answer."""

    id: str
    text: str
    kind: str
    """"answered", "contested" or "unanswered"."""
    near_miss: bool
    viewer: str | None
    contributions: frozenset[str]
    """Ids of the contributions that answer it."""
    people: frozenset[str]
    """Ids of the contributors who answer it, one for each person."""
    views: tuple[frozenset[str], ...]
    """Where colleagues differ: the contributions of each side."""


@dataclass(frozen=True, kw_only=True)
class SampleTruth:
    """Everything that is known of the sample."""

    questions: tuple[SampleQuestion, ...]
    credits: Mapping[str, Credit]
    """By contribution id."""
    withdrawn_names: frozenset[str]
    """Names that may be shown nowhere."""


def read_truth(pseudonyms: Mapping[str, str]) -> SampleTruth:
    """Read the questions and the exports of the sample.

    `pseudonyms` is what contributors who want one are called, by contributor id. Raises
    UnreadableFile when the sample is not there, WrongUse when its questions are malformed.
    """
    facts = _facts()
    drafts = {contribution_id(source, draft.external_id): draft for source, draft in _drafts(facts)}
    persons = _Persons(facts, drafts.values())
    choices = {item["contributor"]: item["state"] for item in facts.get("consent", ())}
    gone = [key for key, state in choices.items() if state == Naming.WITHDRAWN.value]
    hidden = [key for key, state in choices.items() if state == Naming.PSEUDONYM.value]
    masked = {persons.id(key): pseudonyms.get(persons.id(key), _NAMELESS) for key in hidden}
    return SampleTruth(
        questions=tuple(_questions(lambda key: _shown_id(persons.id(key), masked))),
        credits={id: _credit(draft, persons, masked) for id, draft in drafts.items()},
        withdrawn_names=frozenset(name for key in gone for name in persons.names(key)),
    )


class _Persons:
    """Who is who, as `community.toml` says."""

    def __init__(self, facts: Mapping[str, Any], drafts: Any) -> None:
        self._first = {key: row["same"][0] for row in facts["identity"] for key in row["same"]}
        self._names: defaultdict[str, set[str]] = defaultdict(set)
        for author in (author for draft in drafts for author in draft.authors):
            name = shown_name(Naming.NAMED, author.name, None, author.identity)
            self._names[self.id(author.identity)].add(name)

    def id(self, identity: str) -> str:
        """Return the contributor id of the person behind an identity."""
        return contributor_id(self._first.get(identity, identity))

    def names(self, identity: str) -> frozenset[str]:
        """Return every name that the sources give the person behind an identity."""
        return frozenset(self._names[self.id(identity)])


def _credit(draft: Draft, persons: _Persons, masked: Mapping[str, str]) -> Credit:
    def names(author: Author) -> frozenset[str]:
        person = persons.id(author.identity)
        return frozenset({masked[person]}) if person in masked else persons.names(author.identity)

    return Credit(
        contributor_ids=frozenset(_shown_id(persons.id(a.identity), masked) for a in draft.authors),
        names=frozenset(name for author in draft.authors for name in names(author)),
        url=draft.url,
    )


def _shown_id(person: str, masked: Mapping[str, str]) -> str:
    return veiled_id(masked[person]) if person in masked else person


def _facts() -> dict[str, Any]:
    path = folder() / "community.toml"
    try:
        return tomllib.loads(path.read_text("utf-8"))
    except OSError as error:
        raise UnreadableFile(str(path), "unreadable", str(error)) from error


def _drafts(facts: Mapping[str, Any]) -> Iterator[tuple[str, Draft]]:
    table = readers()
    for source in facts["source"]:
        location = folder() / source["path"]
        reader = detect(location, table, source["kind"])
        with tempfile.TemporaryDirectory(prefix="firsthand-eval-") as scratch:
            request = ReadRequest(
                location=location,
                scratch=Path(scratch),
                base_url=source.get("base_url"),
                root=location if location.is_dir() else location.parent,
            )
            for item in reader.read(request):
                if isinstance(item, ThreadDraft):
                    yield from ((source["id"], draft) for draft in item.drafts)


def _questions(id_of: Callable[[str], str]) -> Iterator[SampleQuestion]:
    path = folder() / "questions.jsonl"
    for number, line in enumerate(path.read_text("utf-8").splitlines(), start=1):
        row = json.loads(line)
        try:
            yield SampleQuestion(
                id=row["id"],
                text=row["text"],
                kind=row["kind"],
                near_miss=row["near_miss"],
                viewer=row["viewer"],
                contributions=frozenset(map(_contribution, row["contributions"])),
                people=frozenset(map(id_of, row["contributors"])),
                views=tuple(frozenset(map(_contribution, view)) for view in row["views"]),
            )
        except KeyError as error:
            raise WrongUse(f"{path}, line {number}: there is no {error}") from error


def _contribution(reference: str) -> str:
    source, _, external = reference.partition("/")
    return contribution_id(source, external)
