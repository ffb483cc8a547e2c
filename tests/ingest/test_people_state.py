"""Any row of imports, edits, choices, withdrawals and returns keeps what people were promised.

Checked against a plain model after every step (design 7.1 to 7.3). `FIRSTHAND_STATE_STEPS` and
`FIRSTHAND_STATE_RUNS` make it go deeper.
"""

import os
import sqlite3
import tempfile
from pathlib import Path

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from assistant.catalog import feed, passages, people, threads
from assistant.records import Author, Naming, Question, Viewer
from ingest import choice
from tests.builders import draft, thread_draft
from tests.ingest.people_place import Home

STEPS = int(os.environ.get("FIRSTHAND_STATE_STEPS", "14"))
RUNS = int(os.environ.get("FIRSTHAND_STATE_RUNS", "10"))

PEOPLE = {
    name: Author(identity=f"slack:U0{name.split()[0].upper()}9", name=name, handles=(handle,))
    for name, handle in (
        ("Gregor Vandersteen", "gvsteen7"),
        ("Zoraida Quispe", "zquispe4"),
        ("Mark Oyelaran", "moyelaran2"),
        ("Rose Adeyemi", "radeyemi5"),
    )
}
WHO = st.sampled_from(sorted(PEOPLE))
SOURCES = {"s": "public", "t": "stewards"}


class PeopleMachine(RuleBasedStateMachine):
    """A community of four, two sources with an audience each, and what they may expect."""

    @initialize()
    def start(self):
        self.place = tempfile.TemporaryDirectory()
        self.home = Home(Path(self.place.name))
        self.exports = {"s": {}, "t": {}}
        self.seen = []
        self.naming = dict.fromkeys(PEOPLE, Naming.NAMED)
        self.known = set()
        self.n = 0

    def teardown(self):
        if hasattr(self, "home"):
            self.home.close()
            self.place.cleanup()

    @rule(
        who=WHO,
        source=st.sampled_from("st"),
        thread=st.sampled_from("ab"),
        other=WHO,
        how=st.sampled_from(["plain", "names", "handle", "quotes", "quotes inline"]),
    )
    def write(self, who, source, thread, other, how):
        self.n += 1
        said = f"Word qz{self.n}x tells that rain and sun {self.n} come when nobody waits for them."
        earlier = [p for e in self.exports.values() for p in e.values() if p["by"] == other]
        if how == "names":
            said += f" I heard it from {other}."
        elif how == "handle":
            said += f" Ask @{PEOPLE[other].handles[0]}."
        elif how == "quotes" and earlier:
            said += f"\n> {earlier[-1]['own']}\nSo it is."
        elif how == "quotes inline" and earlier:
            said += f" They said: {earlier[-1]['own']} I agree."
        own = said.split("\n")[0].split(" They said")[0]
        self.exports[source][f"{source}{self.n}"] = {
            "by": who,
            "thread": thread,
            "text": said,
            "own": own,
            "canary": f"qz{self.n}x",
        }

    @precondition(lambda self: any(self.exports.values()))
    @rule(data=st.data())
    def edit_or_delete(self, data):
        source = data.draw(st.sampled_from([s for s in self.exports if self.exports[s]]))
        id = data.draw(st.sampled_from(sorted(self.exports[source])))
        if data.draw(st.booleans()):
            # A copy: exports seen before keep what they said.
            post = self.exports[source][id]
            added = " Later I saw it again."
            self.exports[source][id] = {**post, "text": post["text"] + added}
        else:
            del self.exports[source][id]

    @rule(source=st.sampled_from("st"))
    def sync(self, source):
        self.seen.append((source, dict(self.exports[source])))
        self.bring(source, self.exports[source])

    @precondition(lambda self: self.seen)
    @rule(data=st.data())
    def import_an_old_export_again(self, data):
        source, posts = data.draw(st.sampled_from(self.seen))
        self.exports[source] = dict(posts)
        self.bring(source, posts)

    def bring(self, source, posts):
        items = []
        for thread in sorted({post["thread"] for post in posts.values()}):
            parts = [
                draft(id, post["text"], PEOPLE[post["by"]])
                for id, post in posts.items()
                if post["thread"] == thread
            ]
            first = next(p for p in posts.values() if p["thread"] == thread)
            title = f"{first['canary']} by {first['by']}"
            items.append(thread_draft(source + thread, *parts, title=title))
            self.known |= {post["by"] for post in posts.values()}
        before = self.home.sync(items, source, audience=SOURCES[source])
        assert before["seen"] == before["indexed"] + before["unchanged"] + sum(
            before["skipped"].values()
        )
        self.held = getattr(self, "held", {})
        self.held[source] = dict(posts)
        revision = self.home.catalog.revision()
        again = self.home.sync(items, source)
        assert again["indexed"] == 0
        assert self.home.catalog.revision() <= revision + 1, "the second sync changes nothing"

    @precondition(lambda self: self.known)
    @rule(data=st.data(), naming=st.sampled_from(Naming))
    def choose(self, data, naming):
        who = data.draw(st.sampled_from(sorted(self.known)))
        identity = PEOPLE[who].identity
        if self.naming[who] is Naming.WITHDRAWN:
            if naming is Naming.WITHDRAWN:
                return
            choice.take_back(self.home.community, identity, naming, "test")
            self.known.discard(who)
            self.naming[who] = naming
            return
        receipt = self.home.choose(identity, naming)
        self.naming[who] = naming
        if naming is Naming.WITHDRAWN:
            assert receipt["state"] == "done"
            needles = self.traces(who)
            assert self.home.count(*needles) == dict.fromkeys(needles, 0)

    @rule(word=st.sampled_from(["rain", "Vandersteen", "zquispe4", "waits", "Rose"]))
    def ask_as_the_public(self, word):
        question = Question(text=word, viewer=Viewer(audiences=frozenset({"public"})))
        with self.home.community.answers("test") as answers:
            answers.catch_up()
            for item in answers.search(question, 20):
                assert item.passage.audience == "public"
                self.hides(item.passage.text)

    def traces(self, who):
        author = PEOPLE[who]
        posts = [p for e in getattr(self, "held", {}).values() for p in e.values()]
        return (
            who,
            author.handles[0],
            author.identity,
            *(post["canary"] for post in posts if post["by"] == who),
        )

    def hides(self, text):
        for who, naming in self.naming.items():
            if naming is Naming.PSEUDONYM:
                assert who not in text and PEOPLE[who].handles[0] not in text
            elif naming is Naming.WITHDRAWN:
                assert not any(trace in text for trace in self.traces(who)), (who, text)

    @invariant()
    def nothing_is_left_of_those_who_withdrew_in_any_table(self):
        gone = [who for who, naming in self.naming.items() if naming is Naming.WITHDRAWN]
        if not gone:
            return
        with sqlite3.connect(self.home.folder / "catalog.sqlite") as database:
            whole = "\n".join(database.iterdump())
        for who in gone:
            assert not [trace for trace in self.traces(who) if trace in whole]

    @invariant()
    def everybody_is_shown_as_they_chose_and_quoted_to_the_letter(self):
        if not hasattr(self, "home"):
            return
        with self.home.catalog.read() as reading:
            register = people.register(reading)
            ids = [i for s in self.home.sources for i in threads.thread_ids(reading, s)]
            found = {c.id: c for t in threads.threads(reading, ids) for c in t.contributions}
            every = frozenset(SOURCES.values())
            cut = passages.get(reading, [id for id, _, _ in feed.sample(reading, 0)], every)
        by_identity = {a.identity: who for who, a in PEOPLE.items()}
        for item in found.values():
            self.hides(item.text)
            for person in item.contributors:
                who = by_identity[register.behind(person.id).identities[0]]
                assert self.naming[who] is not Naming.WITHDRAWN
                is_named = self.naming[who] is Naming.NAMED
                assert (person.name == who) is is_named
        for passage in cut.values():
            assert passage.audience == SOURCES[passage.source_id]
            for turn in passage.turns:
                text = found[turn.contribution_id].text
                size = turn.end - turn.start
                assert passage.text[turn.start : turn.end] == text[turn.offset :][:size]

    @invariant()
    def what_nobody_objects_to_is_in_to_the_letter(self):
        held = getattr(self, "held", {})
        expected = {
            post["text"]
            for posts in held.values()
            for post in posts.values()
            if self.naming[post["by"]] is not Naming.WITHDRAWN
            and post["by"] in self.known
            and post["text"].removesuffix(" Later I saw it again.") == post["own"]
            and "Ask @" not in post["text"]
            and "heard it from" not in post["text"]
        }
        if held:
            assert expected <= set(self.home.texts())


PeopleMachine.TestCase.settings = settings(
    max_examples=RUNS,
    stateful_step_count=STEPS,
    deadline=None,
    suppress_health_check=list(HealthCheck),
)
TestPeople = PeopleMachine.TestCase
