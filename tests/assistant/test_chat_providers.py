"""Each provider in its own wire format: the text, what it took, and each failure by its name."""

import importlib.util
import logging
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from assistant.chat import Usage
from assistant.chat_model import ChatModel
from assistant.chat_providers import open_chat_model
from assistant.errors import WriterError
from assistant.llm_writer import _schema
from assistant.prompt import Prompt
from assistant.settings import Settings
from tests.wire_server import Wire, anthropic, ollama, refusal, responses, wire_server

_PROMPT = Prompt(version="test/1", system="Be short.", user="Hello")
_SCHEMA = _schema([1, 2])
_KEY = "sk-never-to-be-seen"
_TEXT = '{"sentences": [{"sources": [1], "text": "We meet on Mondays."}]}'
Body = dict[str, Any]

_NAMES = {"anthropic": "anthropic:scripted", "ollama": "ollama:scripted"}
_STREAMS: dict[str, Callable[..., Wire]] = {"anthropic": anthropic, "ollama": ollama}


@pytest.fixture(params=["anthropic", "ollama"])
def provider(request, monkeypatch) -> str:
    if importlib.util.find_spec(f"langchain_{request.param}") is None:
        pytest.skip(f"langchain-{request.param} is not installed")
    monkeypatch.setenv("ANTHROPIC_API_KEY", _KEY)
    monkeypatch.setenv("OPENAI_API_KEY", _KEY)
    return str(request.param)


def _chat(tmp_path: Path, provider: str, url: str, **more: object) -> ChatModel:
    facts = {"chat_timeout_s": 20.0, "chat_retries": 1, "chat_base_url": url, **more}
    name = _NAMES.get(provider, provider)
    return open_chat_model(Settings(home=tmp_path, chat_model=name, **facts))  # type: ignore[arg-type]


def _all(chat: ChatModel) -> tuple[str, Usage]:
    pieces = list(chat.stream(_PROMPT, _SCHEMA))
    assert isinstance(pieces[-1], Usage)
    return "".join(piece for piece in pieces if isinstance(piece, str)), pieces[-1]


def _reason(chat: ChatModel) -> str:
    with pytest.raises(WriterError) as caught:
        _all(chat)
    return caught.value.reason


def test_the_text_comes_in_pieces_with_what_it_took(tmp_path, provider):
    with wire_server(_STREAMS[provider](_TEXT)) as server:
        chat = _chat(tmp_path, provider, server.url)
        pieces = [piece for piece in chat.stream(_PROMPT, _SCHEMA) if isinstance(piece, str)]
        text, usage = _all(chat)
    assert text == "".join(pieces) == _TEXT
    assert len(pieces) > 5, "it must not wait for the end"
    assert (usage.prompt_tokens, usage.completion_tokens, usage.calls) == (50, 20, 1)
    assert not usage.is_estimated


def test_what_a_server_does_not_count_is_estimated(tmp_path, monkeypatch):
    pytest.importorskip("langchain_anthropic")
    monkeypatch.setenv("ANTHROPIC_API_KEY", _KEY)
    with wire_server(anthropic(_TEXT, counts=False)) as server:
        _, usage = _all(_chat(tmp_path, "anthropic", server.url))
    assert usage.prompt_tokens > 0 and usage.completion_tokens == 20
    assert usage.is_estimated


def test_anthropic_is_asked_by_its_own_rules(tmp_path, monkeypatch):
    pytest.importorskip("langchain_anthropic")
    monkeypatch.setenv("ANTHROPIC_API_KEY", _KEY)
    with wire_server(anthropic(_TEXT)) as server:
        _all(_chat(tmp_path, "anthropic", server.url, chat_max_tokens=33))
    assert server.paths == ["/v1/messages"]
    (body,) = server.bodies
    assert body["stream"] is True and body["max_tokens"] == 33 and body["temperature"] == 0
    assert body["system"] == "Be short."
    assert body["messages"] == [{"role": "user", "content": "Hello"}]
    kept = body["output_config"]["format"]
    assert kept["type"] == "json_schema"
    assert "maxLength" not in str(kept) and "maxItems" not in str(kept)
    assert _KEY in server.headers[0].get("x-api-key", server.headers[0].get("authorization", ""))


def test_ollama_is_asked_by_its_own_rules(tmp_path):
    pytest.importorskip("langchain_ollama")
    with wire_server(ollama(_TEXT)) as server:
        _all(_chat(tmp_path, "ollama", server.url, chat_max_tokens=33))
    assert server.paths == ["/api/chat"]
    (body,) = server.bodies
    assert body["stream"] is True and body["format"] == _SCHEMA
    assert body["options"]["num_predict"] == 33 and body["options"]["temperature"] == 0
    assert [item["role"] for item in body["messages"]] == ["system", "user"]


@pytest.mark.parametrize(
    ("status", "kind", "reason", "asked"),
    [
        (401, "authentication_error", "refused", 1),
        (403, "permission_error", "refused", 1),
        (404, "not_found_error", "refused", 1),
        (413, "request_too_large", "refused", 1),
        (429, "rate_limit_error", "busy", 2),
        (500, "api_error", "broken", 2),
        (503, "unavailable", "broken", 2),
        (529, "overloaded_error", "busy", 2),
    ],
)
def test_each_refusal_has_its_name_and_only_what_may_pass_is_tried_again(
    tmp_path, provider, status, kind, reason, asked
):
    with wire_server(refusal(status, kind)) as server:
        assert _reason(_chat(tmp_path, provider, server.url)) == reason
    assert len(server.bodies) == asked


def test_what_may_pass_passes(tmp_path, provider):
    with wire_server(refusal(529, "overloaded_error"), _STREAMS[provider](_TEXT)) as server:
        text, usage = _all(_chat(tmp_path, provider, server.url))
    assert text == _TEXT
    assert usage.calls == 2


def test_a_cut_stream_is_cut_whatever_it_said_before(tmp_path, provider):
    with wire_server(_STREAMS[provider]("half an ans", is_cut=True)) as server:
        assert _reason(_chat(tmp_path, provider, server.url)) == "cut"


@pytest.mark.parametrize(
    ("error", "reason"), [("overloaded_error", "busy"), ("api_error", "broken")]
)
def test_an_error_in_the_middle_of_a_stream_has_its_name(tmp_path, provider, error, reason):
    with wire_server(_STREAMS[provider]("half an ans", error=error)) as server:
        assert _reason(_chat(tmp_path, provider, server.url)) == reason


def test_a_slow_server_is_a_timeout(tmp_path, provider):
    late = Wire(parts=(b"late",), pause_s=3.0)
    with wire_server(late) as server:
        assert _reason(_chat(tmp_path, provider, server.url, chat_timeout_s=0.3)) == "timeout"


def test_nobody_listening_is_unreachable(tmp_path, provider):
    assert _reason(_chat(tmp_path, provider, "http://127.0.0.1:9", chat_retries=0)) == "unreachable"


@pytest.mark.parametrize("said", [b"", b"<html>It works!</html>", b'{"a": 1}\n', b"data: {}\n\n"])
def test_nonsense_is_an_error_with_a_name(tmp_path, provider, said):
    with wire_server(Wire(parts=(said,))) as server:
        assert _reason(_chat(tmp_path, provider, server.url, chat_retries=0)) in (
            "nonsense",
            "cut",
            "broken",
        )


def test_a_server_that_keeps_no_schema_is_asked_in_words_from_then_on(tmp_path, provider):
    no_schema = refusal(400, "invalid_request_error", "output format is not supported")
    with wire_server(no_schema, _STREAMS[provider](_TEXT)) as server:
        chat = _chat(tmp_path, provider, server.url)
        assert _all(chat)[0] == _all(chat)[0] == _TEXT
    asked = ["format" in body or "output_config" in body for body in server.bodies]
    assert asked == [True, False, False]


def test_a_model_that_chooses_its_temperature_is_not_given_one(tmp_path, provider):
    chosen = refusal(400, "invalid_request_error", "temperature is not supported by this model")
    with wire_server(chosen, _STREAMS[provider](_TEXT)) as server:
        assert _all(_chat(tmp_path, provider, server.url))[0] == _TEXT
    last = server.bodies[-1]
    assert last.get("temperature", last.get("options", {}).get("temperature")) is None
    assert "format" in last or "output_config" in last, "the schema is kept"


@pytest.mark.parametrize(
    ("provider_", "variable"),
    [("anthropic", "ANTHROPIC_BASE_URL"), ("ollama", "OLLAMA_HOST"), ("openai", "OPENAI_BASE_URL")],
)
def test_the_providers_own_address_variable_counts(tmp_path, monkeypatch, provider_, variable):
    pytest.importorskip(f"langchain_{provider_}")
    monkeypatch.setenv("ANTHROPIC_API_KEY", _KEY)
    monkeypatch.setenv("OPENAI_API_KEY", _KEY)
    with wire_server(refusal(401, "authentication_error")) as server:
        monkeypatch.setenv(variable, server.url)
        assert _reason(_chat(tmp_path, f"{provider_}:scripted", "")) == "refused"
    assert len(server.bodies) == 1


def test_a_key_stands_in_no_log(tmp_path, provider, caplog):
    with (
        caplog.at_level(logging.DEBUG),
        wire_server(refusal(500, "api_error"), _STREAMS[provider](_TEXT)) as server,
    ):
        _all(_chat(tmp_path, provider, server.url))
    assert _KEY not in caplog.text


def test_models_of_the_responses_api_are_read_too(tmp_path, monkeypatch):
    monkeypatch.setenv("OPENAI_API_KEY", _KEY)
    unknown = refusal(400, "invalid_request_error", "Unknown parameter: 'response_format'.")
    with wire_server(unknown, responses(_TEXT)) as server:
        chat = _chat(tmp_path, "openai:gpt-5.2-pro", server.url)
        text, usage = _all(chat)
    assert server.paths[-1] == "/responses"
    assert text == _TEXT
    assert (usage.prompt_tokens, usage.completion_tokens) == (50, 20)
