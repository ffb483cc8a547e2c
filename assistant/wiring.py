"""Chooses the parts of `assistant` and puts them together for one home folder."""

import os
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from datetime import UTC, datetime
from functools import cached_property
from uuid import uuid4

from assistant import generations
from assistant.adapt import Adapter
from assistant.assistant import Assistant, Writers
from assistant.catalog import Catalog, read_fact, write_fact
from assistant.chat import Chat, ChatOnDemand
from assistant.conversation import Conversation
from assistant.embedder import Embedder, find_files, load_embedder
from assistant.errors import IndexBusy, ModelMismatch, WrongUse
from assistant.exact_vectors import ExactVectors
from assistant.ledger import Ledger
from assistant.llm_writer import LlmWriter
from assistant.lock import FileLock, Holder
from assistant.model_files import ModelFiles
from assistant.model_of import model_of
from assistant.owner import Owner, wait_for
from assistant.quote_writer import QuoteWriter
from assistant.reached import ReachedAnswers
from assistant.remote import LocalAnswers, RemoteAnswers, Service, handlers
from assistant.retrieve import Indexes, Reorder, Retriever
from assistant.settings import Settings
from assistant.spending import Spending
from assistant.support import Entailment
from assistant.tantivy_words import TantivyWords
from assistant.wire import socket_path

_OWNER_WAIT_S = 60.0
_LOOK_S = 1.0


class Community:
    """A home folder, opened: its catalog, and on demand its embedder and answers."""

    def __init__(self, settings: Settings, *, create: bool = False) -> None:
        """Open the catalog.

        Raises WrongUse when the home folder was never initialised and `create` is False.
        """
        if not create and not settings.catalog_url and not settings.catalog_path.exists():
            raise WrongUse(
                f"there is no community in {settings.home}; create one with `firsthand init`"
                " (or `firsthand init --sample` for a ready-made one)"
            )
        settings.home.mkdir(mode=0o700, parents=True, exist_ok=True)
        self.settings = settings
        self.catalog = Catalog(settings.catalog_address, Ledger(settings.home / "ledger"))
        self._give_epoch()

    @cached_property
    def model_files(self) -> ModelFiles:
        """The model that the settings name, checked against what made the catalog's vectors.

        Loading it takes a second that a sync in which nothing changed need not wait for. One that
        the catalog does not know yet is loaded: what does not load must not be remembered.
        Raises ModelMissing, ModelDamaged, ModelMismatch.
        """
        files = find_files(self.settings.embedder)
        with self.catalog.read() as reading:
            is_known = read_fact(reading, "embedder") is not None
        facts = files if is_known else self.embedder.model
        check_model(self.catalog, "embedder", facts.fingerprint, facts.name)
        return files

    @cached_property
    def embedder(self) -> Embedder:
        """The embedder that the settings name, checked and loaded."""
        embedder = load_embedder(self.settings)
        check_model(self.catalog, "embedder", embedder.model.fingerprint, embedder.model.name)
        return embedder

    @contextmanager
    def answers(self, what: str) -> Iterator[Service]:
        """Give what answers questions: this process as the owner, or the owner that there is.

        `what` is the command, for others who find the lock taken. Raises IndexBusy.
        """
        with ExitStack() as held:
            yield ReachedAnswers(lambda: held.enter_context(self._reached(what)))

    def bring_up_to_date(self, what: str) -> None:
        """Let the indexes follow the catalog now, and build them anew where they are broken.

        Indexes that hold everything are not opened for it. Raises IndexBusy, IndexBroken.
        """
        facts = (self.catalog.revision(), model_of(self.catalog))
        if generations.is_current(self.settings.indexes, *facts):
            return
        with self.answers(what) as answers:
            answers.catch_up()
            if answers.problem() is not None:
                answers.rebuild()

    def rebuild(self, what: str) -> None:
        """Build the indexes anew, here or by who owns them; the old ones are never opened for it.

        Raises IndexBusy, IndexBroken.
        """
        found = self.take_indexes(what)
        if isinstance(found, RemoteAnswers):
            found.rebuild()
        else:
            self.rebuild_under(found)

    def rebuild_under(self, lock: FileLock) -> None:
        """Build the indexes anew under a lock that was taken; it is released after."""
        facts = (lock, self.catalog, self.settings.indexes, self.settings.chroma_url)
        with Owner(*facts, trusting=False) as owner:
            owner.rebuild()

    def take_indexes(self, what: str) -> FileLock | RemoteAnswers:
        """Take the lock on the indexes, for the caller to release, or return who owns them.

        Raises IndexBusy.
        """
        lock = FileLock(self.settings.indexes / "owner.lock")
        path = socket_path(self.settings.home)
        holder = Holder(pid=os.getpid(), what=what, socket=str(path))
        other = wait_for(lock, holder, _OWNER_WAIT_S)
        return lock if other is None else RemoteAnswers(other.socket)

    def take_alone(self, what: str) -> FileLock:
        """Take the lock on the indexes, waiting for others to end; the caller releases it.

        Raises IndexBusy naming who has it, at once when that is the same command.
        """
        return take_alone(self.settings, what)

    @contextmanager
    def _reached(self, what: str) -> Iterator[Service]:
        found = self.take_indexes(what)
        if isinstance(found, RemoteAnswers):
            yield found
            return
        with self.own(found) as service:
            yield service

    @contextmanager
    def own(self, lock: FileLock) -> Iterator[Service]:
        """Own the indexes in a `with` block, under a lock that was taken; it is released after."""
        settings = self.settings
        with Owner(lock, self.catalog, settings.indexes, settings.chroma_url) as owner:
            owner.catch_up()
            assistant = self.assistant(owner)
            owner.listen(socket_path(settings.home), handlers(assistant, owner))
            owner.follow()
            yield LocalAnswers(assistant, owner)

    @cached_property
    def reorder(self) -> Reorder | None:
        """The cross-encoder that the settings name, or None. Raises ModelMissing."""
        if not self.settings.cross_encoder:
            return None
        from assistant.cross_encoder import CrossEncoder

        return CrossEncoder(self.settings.cross_encoder)

    def assistant(self, owner: Owner, chat: Chat | None = None) -> Assistant:
        """Return what answers from the indexes of an owner; `chat` as in `writers`."""
        exact = ExactVectors(self.catalog)

        @contextmanager
        def indexes() -> Iterator[Indexes]:
            with owner.reading() as found:
                if found is None:
                    yield Indexes(vectors=exact, words=None, degraded=True)
                else:
                    yield Indexes(vectors=found.vectors, words=found.words)

        retriever = Retriever(self.catalog, self.embedder, indexes, self.reorder)
        return Assistant(self.catalog, retriever, self.writers(chat), lambda: owner.problem)

    def writers(self, chat: Chat | None = None) -> Writers:
        """Return what writes answers; `chat` stands in for the chat model of the settings."""
        chat = chat or chat_of(self.settings)
        quote = QuoteWriter(self.embedder, self.settings.max_statements)
        if chat is None:
            return Writers(conversation=Conversation(self.embedder), quote=quote)
        spending = Spending(
            self.catalog, self.settings.chat_tokens_per_day, lambda: datetime.now(UTC)
        )
        return Writers(
            conversation=Conversation(self.embedder, chat, spending),
            quote=quote,
            llm=LlmWriter(chat, self.embedder, spending, self.entailment),
        )

    @cached_property
    def entailment(self) -> Entailment | None:
        """The NLI cross-encoder that the settings name, or None. Raises ModelMissing."""
        if not self.settings.entailment_model:
            return None
        from assistant.entailment import EntailmentModel

        return EntailmentModel(self.settings.entailment_model)

    def adapter(self) -> Adapter:
        """Return what learns the community's language; its word index is in memory only."""
        return Adapter(self.catalog, self.embedder, lambda: TantivyWords(None))

    def close(self) -> None:
        """Give the catalog back."""
        self.catalog.close()

    def _give_epoch(self) -> None:
        """Name this life of the catalog, so that indexes of another life are never trusted."""
        with self.catalog.read() as reading:
            if read_fact(reading, "epoch"):
                return
        with self.catalog.change("init") as change:
            if not read_fact(change, "epoch"):
                write_fact(change, "epoch", uuid4().hex)


def chat_of(settings: Settings) -> Chat | None:
    """Return the chat model of the settings, opened when it is first asked; None: there is none.

    Asking it raises BadSetting when it cannot be opened: a sync needs no chat model.
    """

    def opened() -> Chat:
        # Importing LangChain takes a second that answers in quotations must not wait for.
        from assistant.chat_providers import open_chat_model

        return open_chat_model(settings)

    return ChatOnDemand(settings.chat_model, opened) if settings.chat_model else None


def take_alone(settings: Settings, what: str) -> FileLock:
    """Take the lock on the indexes of a home that may not be opened yet; see `Community`."""
    lock = FileLock(settings.indexes / "owner.lock")
    holder = Holder(pid=os.getpid(), what=what, socket=str(socket_path(settings.home)))
    deadline = time.monotonic() + _OWNER_WAIT_S
    while not lock.take(holder, _LOOK_S):
        other = lock.holder()
        if time.monotonic() > deadline or (other is not None and other.what == what):
            who = f"{other.what} (process {other.pid})" if other else "another process"
            raise IndexBusy(f"{who} owns the indexes; stop it first")
    return lock


def check_model(catalog: Catalog, key: str, now: str, shown: str) -> None:
    """Remember what made the catalog's vectors, or refuse another.

    Raises ModelMismatch: vectors of two models, also of one dimension, must never be compared.
    """
    with catalog.read() as reading:
        before = read_fact(reading, key)
        named = read_fact(reading, f"{key}_name") or before
    if before is None:
        with catalog.change("init") as change:
            if read_fact(change, key) is None:
                write_fact(change, key, now)
                write_fact(change, f"{key}_name", shown)
        return check_model(catalog, key, now, shown)
    if before != now:
        raise ModelMismatch(
            f"the catalog was built with the {key} {named!r}, the settings say {shown!r};"
            f" set it back, or run `firsthand repair --re-embed` to build everything anew"
        )
    return None
