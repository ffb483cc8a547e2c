"""A cross-encoder that the settings name reorders the head; a missing one is named."""

import numpy as np
import pytest
from transformers import BertConfig, BertForSequenceClassification, BertTokenizerFast

from assistant.cross_encoder import CrossEncoder
from assistant.errors import ModelError, ModelMissing
from assistant.records import Question
from assistant.settings import Settings
from assistant.wiring import Community
from tests.assistant.language import WordEmbedder
from tests.builders import author, draft, thread_draft
from tests.ingest.people_place import Home

WORDS = ["[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]", "tea", "water", "pot", "cup", "leaf", "milk"]
TEXTS = ["tea", "tea water", "pot cup", "leaf milk", "milk"]


def model(folder, labels=1):
    """Save a tiny cross-encoder with random weights."""
    import torch

    torch.manual_seed(0)
    folder.mkdir()
    (folder / "vocab.txt").write_text("\n".join(WORDS))
    BertTokenizerFast(str(folder / "vocab.txt")).save_pretrained(folder)
    config = BertConfig(
        vocab_size=len(WORDS),
        hidden_size=16,
        num_hidden_layers=1,
        num_attention_heads=2,
        intermediate_size=32,
        num_labels=labels,
        initializer_range=1.0,
    )
    BertForSequenceClassification(config).save_pretrained(folder)
    return folder


def test_each_text_gets_one_number_the_same_in_any_company(tmp_path):
    encoder = CrossEncoder(str(model(tmp_path / "cross")))
    together = encoder.scores("tea pot", TEXTS)
    assert together.shape == (5,) and len(set(together.tolist())) > 1
    alone = [float(encoder.scores("tea pot", [text])[0]) for text in TEXTS]
    assert np.allclose(together, alone, atol=1e-5)


def test_a_model_that_is_not_there_is_named_with_what_to_do(tmp_path):
    with pytest.raises(ModelMissing, match=r"nobody/nothing.*leave cross_encoder empty"):
        CrossEncoder("nobody/nothing")


def test_a_folder_without_a_model_says_so_when_it_is_needed(tmp_path):
    encoder = CrossEncoder(str(tmp_path))
    with pytest.raises(ModelError, match="cannot load the cross_encoder"):
        encoder.scores("tea", ["pot"])


def test_a_classifier_is_no_cross_encoder(tmp_path):
    encoder = CrossEncoder(str(model(tmp_path / "classes", labels=3)))
    with pytest.raises(ModelError, match="one for each is needed"):
        encoder.scores("tea", TEXTS)


@pytest.fixture
def home(tmp_path):
    made = Home(tmp_path)
    made.community.__dict__["embedder"] = WordEmbedder()
    made.sync(
        [
            thread_draft(f"t{n}", draft(f"t{n}/0", text, author(f"Writer {n}")), title="")
            for n, text in enumerate(TEXTS)
        ]
    )
    yield made
    made.close()


def found(home, cross_encoder: str) -> list[str]:
    settings = Settings(home=home.folder, cross_encoder=cross_encoder)
    community = Community(settings)
    community.__dict__["embedder"] = WordEmbedder()
    try:
        with community.answers("test") as answers:
            answers.catch_up()
            items = answers.search(Question(text="tea pot"), 5)
    finally:
        community.close()
    scores = [item.score for item in items]
    assert scores == sorted(scores, reverse=True)
    return [item.passage.text for item in items]


def test_the_named_cross_encoder_decides_about_the_order(home, tmp_path):
    folder = model(tmp_path / "cross")
    judged = CrossEncoder(str(folder)).scores("tea pot", TEXTS)
    wanted = [TEXTS[i] for i in np.argsort(-judged, kind="stable")]
    assert found(home, str(folder)) == wanted
    assert found(home, "") != wanted


def test_a_cross_encoder_that_is_missing_stops_the_question_with_its_name(home):
    with pytest.raises(ModelMissing, match=r"nobody/nothing"):
        found(home, "nobody/nothing")
