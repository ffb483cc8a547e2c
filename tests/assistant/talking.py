"""A small real community for tests of answers: real embedder, Chroma and Tantivy."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

from assistant.assistant import Assistant
from assistant.catalog import sources
from assistant.records import ThreadDraft
from assistant.settings import read_settings
from assistant.wiring import Community
from eval.asking import answering
from ingest.run import Wish
from ingest.shelve import Shelf
from ingest.sync import Sync
from tests.builders import ListReader, source


@contextmanager
def talking(
    folder: Path, talk: dict[str, Sequence[ThreadDraft]], audiences: dict[str, str] | None = None
) -> Iterator[tuple[Community, Assistant]]:
    """Give a community of these threads by source, and what answers in it."""
    community = Community(read_settings(folder / "home"), create=True)
    route = Sync(community.catalog, Shelf(community.catalog, community.embedder), "m")
    for name, threads in talk.items():
        (folder / name).mkdir()
        (folder / name / "export.txt").write_text(name)
        made = replace(
            source(folder / name, name, audience=(audiences or {}).get(name, "public")),
            title=f"The {name}",
        )
        with community.catalog.change() as change:
            sources.add(change, made)
        route.run(made, ListReader(threads), Wish())
    try:
        with answering(community) as answers:
            yield community, answers
    finally:
        community.close()
