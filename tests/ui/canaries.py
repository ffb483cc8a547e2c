"""Communities with words that must not come out: of a private audience, and of who withdrew."""

import json
import sqlite3
from pathlib import Path

from ui.commands.app import run

VAULT = ("okapilamp", "Vera Lockhart", "veralock")
"""Of a private audience: in a text, a title and a link; who wrote it."""
GONE = ("zebrafig", "Wanda Canaryson", "wcanary77")
"""Of somebody who withdraws: in a text, a title and a link; who wrote it."""
WANDA = "discourse:wcanary77"
SAYING = "Every zebrafig basket that we wove by hand held water for a whole winter."


def topic(folder: Path, number: int, title: str, *posts: tuple[str, str, str]) -> None:
    """Write a topic as Discourse gives it; posts are (user name, name, words)."""
    slug = title.lower().replace(" ", "-").replace("?", "")
    stream = [
        {
            "id": number * 1000 + n,
            "post_number": n,
            "username": user,
            "name": name,
            "cooked": f"<p>{words}</p>",
            "created_at": f"2024-01-{n % 27 + 1:02}T10:00:00Z",
        }
        for n, (user, name, words) in enumerate(posts, start=1)
    ]
    content = {"id": number, "title": title, "slug": slug, "post_stream": {"posts": stream}}
    folder.mkdir(parents=True, exist_ok=True)
    (folder / f"{number}.json").write_text(json.dumps(content), encoding="utf-8")


def write_exports(folder: Path) -> None:
    """Write the two exports in which the words stand."""
    wanda, bo = ("wcanary77", "Wanda Canaryson"), ("bo_li", "Bo Li")
    topic(
        folder / "open",
        1,
        "Does a zebrafig basket hold water?",
        (*wanda, SAYING),
        (*bo, f'Wanda Canaryson wrote: "{SAYING}" I tried it, and it is true for reeds too.'),
        (*bo, "Ask @wcanary77 about the basket; reeds hold water if they are woven wet."),
    )
    topic(
        folder / "vault",
        2,
        "Where is the okapilamp kept?",
        (
            "veralock",
            "Vera Lockhart",
            "The okapilamp is kept behind the boiler on the third floor.",
        ),
    )


class House:
    """A home folder, and commands run on it in this process."""

    def __init__(self, folder: Path, capfd) -> None:
        self.folder = folder
        self._capfd = capfd

    def __call__(self, *arguments: str, code: int | None = 0, form: str = "--json") -> str:
        """Return all that a command prints: its result, its progress and its log."""
        self._capfd.readouterr()
        done = run([*arguments, "--home", str(self.folder), *([form] if form else [])])
        out, err = self._capfd.readouterr()
        assert code is None or done == code, (arguments, done, err)
        return out + err

    def json(self, *arguments: str) -> dict:
        self._capfd.readouterr()
        assert run([*arguments, "--home", str(self.folder), "--json"]) == 0
        return json.loads(self._capfd.readouterr().out)

    def bytes_with(self, *needles: str) -> dict[str, int]:
        """Return how often each stands in any byte under the home, in any case."""
        found = dict.fromkeys(needles, 0)
        for path in self.folder.rglob("*"):
            if path.is_file():
                content = path.read_bytes().lower()
                for needle in needles:
                    found[needle] += content.count(needle.lower().encode())
        return found

    def passages_with(self, needle: str) -> list[tuple[str, str]]:
        """Return (id, audience) of the passages in whose words or context it stands."""
        with sqlite3.connect(self.folder / "catalog.sqlite") as database:
            return database.execute(
                "select id, audience from passage where text || context like ?", [f"%{needle}%"]
            ).fetchall()


def inside(output: str, needles: tuple[str, ...]) -> list[str]:
    """Return which of these stand in what was printed, in any case and however JSON spells them."""
    flat = " ".join(output.split()).lower()
    return [needle for needle in needles if needle.lower() in flat]
