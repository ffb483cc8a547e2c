"""The sample community: registers the sources, viewers and wishes that its description names."""

import tomllib
from pathlib import Path
from typing import Any

from assistant import ids
from assistant.catalog import Catalog, identities, invitations, people, shelves, sources, viewers
from assistant.catalog.catalog import Change
from assistant.catalog.invitations import Invitation
from assistant.errors import UnreadableFile
from assistant.naming import EVERYWHERE
from assistant.records import PUBLIC, Author, JsonObject, Naming, Source
from assistant.wiring import Community
from ingest.run import Wish
from ingest.wiring import Progress, sync
from ingest.withdrawal import keep_out

_NOT_HERE = (
    "it comes with the project's source tree, not with an installed package: run from a checkout,"
    " or leave --sample out and add a source of your own"
)


def folder() -> Path:
    """Return where the sample lies: in `data/sample` of the project."""
    return Path(__file__).resolve().parent.parent / "data" / "sample"


def load(community: Community, actor: str, progress: Progress | None = None) -> list[JsonObject]:
    """Add the sample's sources, viewers and choices, sync them, and return the reports.

    Loading it twice changes nothing. Raises UnreadableFile when the sample is not there.
    """
    description = folder() / "community.toml"
    try:
        facts = tomllib.loads(description.read_text("utf-8"))
    except FileNotFoundError as error:
        raise UnreadableFile("the sample community", "unreadable", _NOT_HERE) from error
    except OSError as error:
        raise UnreadableFile(str(description), "unreadable", str(error)) from error
    wanted = [_source(item) for item in facts["source"]]
    _register(community.catalog, wanted, facts, actor)
    reports = sync(community, [item.id for item in wanted], Wish(), progress)
    _relate(community.catalog, facts, actor)
    return reports


def _source(item: dict[str, Any]) -> Source:
    return Source(
        id=item["id"],
        kind=item["kind"],
        location=str(folder() / item["path"]),
        title=item["title"],
        audience=item.get("audience", PUBLIC),
        map_audience=tuple(item.get("map_audience", {}).items()),
        steward=item.get("steward"),
        licence=item.get("licence"),
        base_url=item.get("base_url"),
    )


def _register(catalog: Catalog, wanted: list[Source], facts: dict[str, Any], actor: str) -> None:
    with catalog.change(actor) as change:
        known = {item.id for item in sources.every(change)}
        if known & {item.id for item in wanted}:
            return
        for item in wanted:
            sources.add(change, item)
        for viewer in facts.get("viewer", ()):
            viewers.put(change, viewer["id"], viewer["audiences"])
        for choice in facts.get("consent", ()):
            naming = Naming(choice["state"])
            if naming is Naming.WITHDRAWN:
                # Before anything is read: a withdrawn person's words never come in.
                keep_out(change, choice["contributor"], "sample")
                continue
            people.ensure(change, [Author(identity=choice["contributor"])])
            person = people.resolve(change, choice["contributor"])
            people.choose(change, person, naming, EVERYWHERE, "sample")
            if naming is Naming.PSEUDONYM and choice.get("pseudonym"):
                people.set_pseudonym(change, person, choice["pseudonym"])


def _relate(catalog: Catalog, facts: dict[str, Any], actor: str) -> None:
    """Merge the identities of one person, note what was superseded and who may be asked."""
    with catalog.change(actor) as change:
        for item in facts.get("identity", ()):
            first, *others = [people.resolve(change, key) for key in item["same"]]
            for other in others:
                if other != first:
                    identities.merge(change, first, other)
        for item in facts.get("supersede", ()):
            old, new = (ids.contribution_id(*item[key].split("/", 1)) for key in ("old", "new"))
            shelves.supersede(change, old, new)
        for item in facts.get("ask", ()):
            _invite(change, item)


def _invite(change: Change, item: dict[str, Any]) -> None:
    person = people.resolve(change, item["contributor"])
    before = invitations.get(change, person)
    wish = Invitation(
        channel=item["channel"],
        every_days=item.get("every_days"),
        wants_thanks=before.wants_thanks,
    )
    if wish != before:
        invitations.put(change, person, wish)
