"""A home folder with sources that tests fill by hand, and a search through all its bytes."""

from pathlib import Path

from assistant.catalog import people, sources, threads
from assistant.naming import EVERYWHERE
from assistant.records import Naming
from assistant.settings import Settings
from assistant.wiring import Community
from ingest import choice, withdrawal
from ingest.rewrite import rewrite_all
from ingest.run import Wish
from ingest.shelve import Shelf
from ingest.sync import Sync
from tests.builders import CountingEmbedder, ListReader, source


class Home:
    """A community in a folder."""

    def __init__(self, folder: Path):
        self.folder = folder / "home"
        self.exports = folder / "exports"
        self.sources = {}
        self.open()

    def open(self):
        self.community = Community(Settings(home=self.folder), create=True)
        self.community.__dict__["embedder"] = CountingEmbedder()
        self.catalog = self.community.catalog

    def close(self):
        self.community.close()

    def sync(self, items, id="s", **facts):
        """Sync the items as the whole of a source."""
        place = self.exports / id
        place.mkdir(parents=True, exist_ok=True)
        (place / "export.txt").write_text(repr(items))
        if id not in self.sources:
            self.sources[id] = source(place, id, **{"deletions": "apply", **facts})
            with self.catalog.change() as change:
                sources.add(change, self.sources[id])
        withdrawal.enforce(self.community, "test")
        shelf = Shelf(self.catalog, self.community.embedder)
        route = Sync(self.catalog, shelf, "m")
        report = route.run(self.sources[id], ListReader(items), Wish())
        rewrite_all(self.catalog, shelf)
        return report

    def choose(self, who, naming, scope=EVERYWHERE):
        with self.catalog.read() as reading:
            person = people.resolve(reading, who)
        return choice.choose(self.community, person, Naming(naming), scope, "test")

    def index(self):
        """Let the indexes catch up."""
        with self.community.answers("test") as answers:
            answers.catch_up()

    def threads(self):
        """Return {external id: thread} as everybody may see them."""
        with self.catalog.read() as reading:
            ids = [i for s in self.sources for i in threads.thread_ids(reading, s)]
            return {item.external_id: item for item in threads.threads(reading, ids)}

    def texts(self):
        return sorted(c.text for item in self.threads().values() for c in item.contributions)

    def count(self, *needles: str) -> dict[str, int]:
        """Return how many times each string stands in any byte under the home, in any case."""
        found = dict.fromkeys(needles, 0)
        for path in self.folder.rglob("*"):
            if path.is_file():
                data = path.read_bytes().lower()
                for needle in needles:
                    found[needle] += data.count(needle.lower().encode())
        return found
