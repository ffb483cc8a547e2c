"""Any row of imports, choices, merges, audiences and questions keeps what people were promised.

Checked against a plain model after every step (design 7.1 to 7.3). `FIRSTHAND_STATE_STEPS` and
`FIRSTHAND_STATE_RUNS` make it go deeper.
"""

import os
import sqlite3
import tempfile
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from functools import cache
from pathlib import Path

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from assistant import asked as memory
from assistant import lookup
from assistant.catalog import asked, feed, passages, people, sources, threads, viewers
from assistant.embedder import load_embedder
from assistant.records import Filters, Naming, Question
from assistant.settings import Settings
from ingest import choice
from ingest import identities as decided
from ingest.audience import open_to
from tests.builders import DAY, draft, thread_draft
from tests.ingest.people_model import ANYWHERE, PEOPLE, Model
from tests.ingest.people_place import Home

STEPS = int(os.environ.get("FIRSTHAND_STATE_STEPS", "16"))
RUNS = int(os.environ.get("FIRSTHAND_STATE_RUNS", "12"))

WHO = st.sampled_from(sorted(PEOPLE))
SOURCE = st.sampled_from("st")
AUDIENCE = st.sampled_from(["public", "stewards", "field"])
SCOPE = st.sampled_from([ANYWHERE, ANYWHERE, "s", "t"])
POST = st.tuples(
    WHO,
    st.sampled_from("abc"),
    WHO,
    st.sampled_from(["plain", "names", "handle", "quotes", "quotes inline", "together"]),
)
SAYINGS = (
    "fills the northern cisterns before dawn and leaves the orchard dry at",
    "comes over the harbour in the third week of April after the swallows at",
    "washes the chalk from both gates so the drains must be opened at",
    "falls twice on the slate roof and once upon the copper one near",
    "makes the millwheel turn by itself and nobody has to push it at",
)
BY_IDENTITY = {author.identity: name for name, author in PEOPLE.items()}
EVERYBODY = frozenset({"public", "stewards", "field"})


LONG_AGO = datetime(2000, 1, 1, tzinfo=UTC)
EMBEDDER = cache(lambda: load_embedder(Settings(home=Path(tempfile.gettempdir()))))


def own_words(saying, canary):
    """Return a sentence of which no five words in a row are anybody else's."""
    words = saying.split()
    parts = [" ".join(words[i : i + 4]) for i in range(0, len(words), 4)]
    return f"Rain {f' {canary} '.join([*parts, ''])}when nobody waits."


class PeopleMachine(RuleBasedStateMachine):
    """A community of five, two sources, two private spaces, a reader, and what they may expect."""

    @initialize()
    def start(self):
        self.place = tempfile.TemporaryDirectory()
        self.home = Home(Path(self.place.name))
        self.home.community.__dict__["embedder"] = EMBEDDER()
        self.model = Model()
        self.exports = {"s": {}, "t": {}}
        self.held = {}
        self.seen = []
        self.audience = {"s": "public", "t": "stewards"}
        self.spaces = {"s": {}, "t": {}}
        self.reader = {"public"}
        self.missing = set()
        """Of (source, post): what somebody withdrew, until the next import."""
        self.n = 0
        self.read_as(self.reader)
        for source in "st":
            for n, who in enumerate(sorted(PEOPLE)):
                self.post(source, who, "ab"[n % 2], who, "plain")
            self.sync(source)

    def teardown(self):
        if hasattr(self, "home"):
            self.home.close()
            self.place.cleanup()

    def read_as(self, audiences):
        with self.home.catalog.change() as change:
            viewers.put(change, "eve", sorted(audiences))

    @rule(source=SOURCE, posts=st.lists(POST, min_size=1, max_size=4), at_once=st.booleans())
    def write(self, source, posts, at_once):
        for who, thread, other, how in posts:
            self.post(source, who, thread, other, how)
        if at_once:
            self.sync(source)

    def post(self, source, who, thread, other, how):
        self.n += 1
        said = own_words(SAYINGS[self.n % len(SAYINGS)], f"qz{self.n}x")
        earlier = [p for e in self.exports.values() for p in e.values() if p["by"][0] == other]
        if how == "names":
            said += f" I heard it from {other}."
        elif how == "handle":
            said += f" Ask @{PEOPLE[other].handles[0]}."
        elif how == "quotes" and earlier:
            said += f"\n> {earlier[-1]['own']}\nSo it is."
        elif how == "quotes inline" and earlier:
            said += f" They said: {earlier[-1]['own']} I agree."
        own = said.split("\n")[0].split(" They said")[0]
        together = how == "together" and who != other
        self.exports[source][f"{source}{self.n}"] = {
            "by": (who, other) if together else (who,),
            "thread": thread,
            "text": said,
            "own": own,
            "canary": f"qz{self.n}x",
            "at": DAY + timedelta(minutes=self.n),
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

    @rule(source=SOURCE)
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
        """Sync; the thread `c` of each source stands in a private space."""
        items = []
        for thread in sorted({post["thread"] for post in posts.values()}):
            parts = [
                replace(
                    draft(id, post["text"]),
                    authors=tuple(PEOPLE[p] for p in post["by"]),
                    created_at=post["at"],
                )
                for id, post in posts.items()
                if post["thread"] == thread
            ]
            first = next(p for p in posts.values() if p["thread"] == thread)
            title = f"{first['canary']} by {first['by'][0]}"
            where = {"space": "back", "private": True} if thread == "c" else {"space": "front"}
            items.append(thread_draft(source + thread, *parts, title=title, **where))
        if source in self.home.sources:
            with self.home.catalog.read() as reading:
                self.home.sources[source] = sources.get(reading, source)
        before = self.home.sync(
            items,
            source,
            audience=self.audience[source],
            map_audience=tuple(self.spaces[source].items()),
        )
        self.missing = {item for item in self.missing if item[0] != source}
        assert before["seen"] == before["indexed"] + before["unchanged"] + sum(
            before["skipped"].values()
        )
        self.held[source] = {
            id: post
            for id, post in posts.items()
            if post["thread"] != "c" or "back" in self.spaces[source]
        }
        gone = {
            who: self.model.naming(who, source) is Naming.WITHDRAWN
            for post in posts.values()
            for who in post["by"]
        }
        threads_in = {
            post["thread"]
            for post in self.held[source].values()
            if not any(gone[who] for who in post["by"])
        }
        for post in self.held[source].values():
            if post["thread"] in threads_in:
                self.model.known |= {w for w in post["by"] if not self.model.has_left(w)}
        revision = self.home.catalog.revision()
        again = self.home.sync(items, source)
        assert again["indexed"] == 0
        assert self.home.catalog.revision() <= revision + 1, "the second sync changes nothing"

    def in_catalog(self):
        with self.home.catalog.read() as reading:
            register = people.register(reading)
        return {BY_IDENTITY[key] for p in register.people.values() for key in p.identities}

    @precondition(lambda self: self.model.known)
    @rule(data=st.data(), naming=st.sampled_from(Naming), scope=SCOPE)
    def choose(self, data, naming, scope):
        who = data.draw(st.sampled_from(sorted(self.model.known)))
        if scope != ANYWHERE and scope not in self.home.sources:
            return
        concerned = self.model.same(who)
        receipt = self.home.choose(PEOPLE[who].identity, naming, scope)
        self.model.choose(who, naming, scope)
        if naming is Naming.WITHDRAWN and scope == ANYWHERE:
            assert receipt["state"] == "done"
            needles = [trace for one in concerned for trace in self.traces(one)]
            left = {needle: n for needle, n in self.home.count(*needles).items() if n}
            assert not left, left

    @precondition(lambda self: any(map(self.model.has_left, PEOPLE)))
    @rule(data=st.data(), naming=st.sampled_from([Naming.NAMED, Naming.PSEUDONYM]))
    def take_back(self, data, naming):
        who = data.draw(st.sampled_from([p for p in sorted(PEOPLE) if self.model.has_left(p)]))
        choice.take_back(self.home.community, PEOPLE[who].identity, naming, "test")
        self.model.take_back(who, naming)

    @precondition(lambda self: len(self.model.known) > 1)
    @rule(data=st.data())
    def merge(self, data):
        known = sorted(self.model.known)
        others = known + [p for p in sorted(PEOPLE) if self.model.has_left(p)]
        pair = [data.draw(st.sampled_from(known)), data.draw(st.sampled_from(others))]
        if data.draw(st.booleans()):
            pair.reverse()
        if pair[0] != pair[1]:
            decided.merge(self.home.community, [PEOPLE[who].identity for who in pair], "test")
            self.model.merge(*pair)

    @precondition(lambda self: any(len(self.model.same(p)) > 1 for p in self.model.known))
    @rule(data=st.data())
    def split(self, data):
        merged = [p for p in sorted(self.model.known) if len(self.model.same(p)) > 1]
        who = data.draw(st.sampled_from(merged))
        decided.split(self.home.community, PEOPLE[who].identity, "test")
        self.model.split(who)

    @rule(source=SOURCE, audience=AUDIENCE, back=st.none() | AUDIENCE)
    def open_a_source(self, source, audience, back):
        spaces = {"back": back} if back else {}
        if source in self.home.sources:
            open_to(self.home.community, source, audience, list(spaces.items()), "test")
            if self.spaces[source] and not spaces:
                kept = self.held.get(source, {}).items()
                self.held[source] = {id: p for id, p in kept if p["thread"] != "c"}
        self.audience[source], self.spaces[source] = audience, spaces

    @rule(audiences=st.sets(AUDIENCE))
    def give_the_reader_audiences(self, audiences):
        self.reader = {"public", *audiences}
        self.read_as(self.reader)

    @rule(
        word=st.sampled_from(
            [
                "When does the rain come over the harbour?",
                "What washes the chalk from the gates?",
                "What makes the millwheel turn?",
                "Vandersteen",
                "What did Rose Adeyemi say about rain?",
                "zquispe4",
            ]
        ),
        by=st.none() | WHO,
    )
    def ask(self, word, by):
        with self.home.catalog.read() as reading:
            viewer = viewers.get(reading, "eve")
            register = people.register(reading)
            person = register.person(PEOPLE[by].identity) if by else None
        assert viewer.audiences == self.reader
        filters = Filters(contributors=(person.id,) if person else ())
        question = Question(text=word, viewer=viewer, filters=filters)
        with self.home.community.answers("test") as answers:
            answers.catch_up()
            for item in answers.search(question, 20):
                assert item.passage.audience in self.reader
                self.hides(item.passage.text, item.passage.source_id)
            answer = answers.ask(question)
        self.checks(answer)
        memory.keep(self.home.catalog, question, answer)

    def checks(self, answer):
        """Check an answer: readable, to the letter, by whom it was written."""
        with self.home.catalog.read() as reading:
            known = threads.contributions(reading, [c.contribution_id for c in answer.citations])
            heads = threads.threads(reading, [item.thread_id for item in answer.related])
        numbers = {citation.number for citation in answer.citations}
        assert all(set(s.citations) <= numbers and s.citations for s in answer.statements)
        for citation in answer.citations:
            found = known[citation.contribution_id]
            assert found.audience in self.reader and citation.quote in found.text
            assert citation.contributor == found.contributors[0].name
            assert citation.contributor_id == found.contributors[0].id
            self.hides(citation.quote, found.source_id)
        assert all(head.audience in self.reader for head in heads)

    def traces(self, who):
        author = PEOPLE[who]
        posts = [p for e in self.held.values() for p in e.values()]
        return (
            who,
            author.handles[0],
            author.identity,
            *(post["canary"] for post in posts if who in post["by"]),
        )

    def hides(self, text, source):
        for who, author in PEOPLE.items():
            naming = self.model.naming(who, source)
            if naming is not Naming.NAMED:
                assert who not in text and author.handles[0] not in text, (who, naming, text)
            if naming is Naming.WITHDRAWN:
                # What they wrote in another source stands there, and may be quoted here.
                own = {p["canary"] for p in self.held.get(source, {}).values() if who in p["by"]}
                assert not [canary for canary in own if canary in text], (who, text)

    @invariant()
    def nothing_is_left_of_those_who_withdrew_in_any_table(self):
        if not hasattr(self, "home"):
            return
        gone = [who for who in PEOPLE if self.model.has_left(who)]
        if not gone:
            return
        with sqlite3.connect(self.home.folder / "catalog.sqlite") as database:
            whole = "\n".join(database.iterdump())
        for who in gone:
            assert not [trace for trace in self.traces(who) if trace in whole], who

    @invariant()
    def everybody_is_shown_as_they_chose_and_quoted_to_the_letter(self):
        if not hasattr(self, "home"):
            return
        with self.home.catalog.read() as reading:
            register = people.register(reading)
            ids = [i for s in self.home.sources for i in threads.thread_ids(reading, s)]
            found = {c.id: c for t in threads.threads(reading, ids) for c in t.contributions}
            cut = passages.get(reading, [id for id, _, _ in feed.sample(reading, 0)], EVERYBODY)
        assert self.in_catalog() == self.model.known
        for item in found.values():
            self.hides(item.text, item.source_id)
            for person in item.contributors:
                group = {BY_IDENTITY[key] for key in register.behind(person.id).identities}
                names = {self.model.naming(who, item.source_id) for who in group}
                assert names == {person.naming} and person.naming is not Naming.WITHDRAWN
                assert len({self.model.key[who] for who in group}) == 1
                assert (person.name in group) is (person.naming is Naming.NAMED)
                assert (person.id == register.behind(person.id).id) is (person.name in group)
        for passage in cut.values():
            for turn in passage.turns:
                text = found[turn.contribution_id].text
                size = turn.end - turn.start
                assert passage.text[turn.start : turn.end] == text[turn.offset :][:size]
                assert found[turn.contribution_id].audience == passage.audience

    @invariant()
    def everything_stands_in_the_audience_that_it_was_given(self):
        if not hasattr(self, "home"):
            return
        with self.home.catalog.read() as reading:
            for source in self.home.sources:
                every = threads.threads(reading, threads.thread_ids(reading, source))
                for thread in every:
                    at_back = self.spaces[source].get("back") if thread.space == "back" else None
                    expected = at_back or self.audience[source]
                    assert {thread.audience, *(c.audience for c in thread.contributions)} == {
                        expected
                    }
                    assert thread.space != "back" or at_back
            for person in lookup.colleagues(reading, frozenset(self.reader)):
                register = people.register(reading)
                keys = people.visible(reading, frozenset(self.reader))
                assert {key for key, _ in keys} & {
                    key for key in register.behind(person.id).identities
                }

    @invariant()
    def kept_answers_show_no_more_than_may_be_read_now(self):
        if not hasattr(self, "home"):
            return
        with self.home.catalog.read() as reading:
            for item in asked.since(reading, LONG_AGO, 50):
                shown = memory.show(reading, item, frozenset(self.reader))
                self.checks(shown.answer)

    @invariant()
    def what_nobody_objects_to_is_in_to_the_letter(self):
        if not hasattr(self, "home"):
            return
        self.missing |= {
            (source, id)
            for source, posts in self.held.items()
            for id, post in posts.items()
            if any(self.model.naming(w, source) is Naming.WITHDRAWN for w in post["by"])
        }
        expected = {
            post["text"]
            for source, posts in self.held.items()
            for id, post in posts.items()
            if (source, id) not in self.missing
            and self.model.known >= set(post["by"])
            and post["text"].removesuffix(" Later I saw it again.") == post["own"]
            and "Ask @" not in post["text"]
            and "heard it from" not in post["text"]
        }
        lost = expected - set(self.home.texts())
        assert not lost, lost


PeopleMachine.TestCase.settings = settings(
    max_examples=RUNS,
    stateful_step_count=STEPS,
    deadline=None,
    suppress_health_check=list(HealthCheck),
)
TestPeople = PeopleMachine.TestCase
