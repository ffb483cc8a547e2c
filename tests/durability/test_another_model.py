"""Another model in the settings: refused in words, never mixed, built anew when asked."""

import numpy as np
import pytest

from assistant.catalog import feed, read_fact, staged
from assistant.errors import IndexBusy, ModelMismatch
from assistant.model_files import ModelFacts
from ingest import re_embed
from tests.durability.home import HashEmbedder, command, made_home, opened, put, question, text_of


class OtherEmbedder(HashEmbedder):
    """As many dimensions, other directions."""

    def __init__(self) -> None:
        super().__init__()
        self.model = ModelFacts(name="other", fingerprint="other-1", dimension=384, max_tokens=256)

    def embed(self, texts):
        return np.roll(super().embed(texts), 1, axis=1)


@pytest.fixture
def home(tmp_path):
    return made_home(tmp_path / "home", 30)


def switched(monkeypatch):
    monkeypatch.setattr(re_embed, "load_embedder", lambda settings: OtherEmbedder())


def vectors(community):
    with community.catalog.read() as reading:
        return {item.id: item.vector for item in feed.feed(reading, 0, 1000)}


def test_a_model_that_the_catalog_was_not_built_with_is_refused(home, monkeypatch):
    monkeypatch.setattr("assistant.wiring.load_embedder", lambda settings: OtherEmbedder())
    community = opened(home)
    del community.__dict__["embedder"]
    with pytest.raises(ModelMismatch, match=r"built with the embedder 'all-MiniLM-L6-v2'.*'other'"):
        _ = community.embedder
    community.close()


def test_verify_names_both_models(home, capfd):
    community = opened(home)
    with community.catalog.change() as change:
        re_embed.write_fact(change, "embedder", "other-1")
    community.close()
    code, found = command(capfd, home, "verify")
    assert code == 1
    assert "repair --re-embed" in found["findings"][0]["words"]


def test_re_embedding_replaces_every_vector_and_nothing_else(home, monkeypatch, capfd):
    community = opened(home)
    before = vectors(community)
    switched(monkeypatch)
    code, repaired = command(capfd, home, "repair", "--re-embed")
    assert (code, repaired["passages"]) == (0, 30)
    after = vectors(community)
    assert set(after) == set(before)
    assert all(np.allclose(after[id], np.roll(before[id], 1)) for id in before)
    with community.catalog.read() as reading:
        assert read_fact(reading, "embedder") == "other-1"
    community.__dict__["embedder"] = OtherEmbedder()
    with community.answers("a test") as answers:
        assert answers.problem() is None
        assert text_of(8) in answers.search(question(8), 1)[0].passage.text
    community.close()


def test_cut_off_in_the_middle_the_old_vectors_stay_and_it_goes_on_later(home, monkeypatch):
    community = opened(home)
    before = vectors(community)
    with monkeypatch.context() as broken:
        switched(broken)
        broken.setattr(staged, "adopt", lambda *_: (_ for _ in ()).throw(IndexBusy("cut off")))
        with pytest.raises(IndexBusy):
            re_embed.embed_anew(community)
    assert all(np.array_equal(row, before[id]) for id, row in vectors(community).items())
    put(community, range(30, 32))
    switched(monkeypatch)
    assert re_embed.embed_anew(community) == 32
    assert len(vectors(community)) == 32
    community.close()


def test_it_waits_for_no_running_owner_for_ever(home, monkeypatch):
    switched(monkeypatch)
    monkeypatch.setattr("assistant.wiring._OWNER_WAIT_S", 0.1)
    serving, community = opened(home), opened(home)
    with (
        serving.answers("firsthand serve"),
        pytest.raises(IndexBusy, match=r"firsthand serve .process [0-9]+. owns the indexes"),
    ):
        re_embed.embed_anew(community)
    serving.close()
    community.close()
