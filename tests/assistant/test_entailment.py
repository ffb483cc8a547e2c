"""An NLI cross-encoder by name: made small and untrained here, since none comes with a package."""

import pytest
from tokenizers import Tokenizer
from tokenizers.models import WordLevel
from tokenizers.pre_tokenizers import Whitespace
from transformers import BertConfig, BertForSequenceClassification, PreTrainedTokenizerFast

from assistant.entailment import EntailmentModel
from assistant.errors import ModelError, ModelMissing

_WORDS = ["[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]", "people", "meet", "each", "month"]


def _saved(folder, labels):
    vocabulary = {word: i for i, word in enumerate(_WORDS)}
    tokenizer = Tokenizer(WordLevel(vocabulary, unk_token="[UNK]"))
    tokenizer.pre_tokenizer = Whitespace()
    special = {"unk_token": "[UNK]", "pad_token": "[PAD]"}
    PreTrainedTokenizerFast(tokenizer_object=tokenizer, **special).save_pretrained(folder)
    config = BertConfig(
        vocab_size=len(_WORDS),
        hidden_size=8,
        num_hidden_layers=1,
        num_attention_heads=1,
        intermediate_size=8,
        id2label=dict(enumerate(labels)),
        label2id={name: i for i, name in enumerate(labels)},
    )
    BertForSequenceClassification(config).save_pretrained(folder)
    return str(folder)


def test_each_claim_gets_the_probability_of_the_label_that_means_it_follows(tmp_path):
    name = _saved(tmp_path, ["contradiction", "entailment", "neutral"])
    found = EntailmentModel(name).entails("people meet each month", ["people meet", "never"])
    assert len(found) == 2
    assert all(0 < value < 1 for value in found)


def test_a_model_without_such_a_label_is_refused(tmp_path):
    name = _saved(tmp_path, ["good", "bad"])
    with pytest.raises(ModelError, match="no label for entailment"):
        EntailmentModel(name).entails("people", ["people"])


def test_a_name_that_is_nowhere_is_missing():
    with pytest.raises(ModelMissing):
        EntailmentModel("nobody/has-this-model")
