"""A chat model within limits: what goes wrong has a name, and is tried again while it may be."""

import logging
import re
from pathlib import Path

import pytest

from assistant.chat import Usage
from assistant.chat_providers import open_chat_model, without_bounds
from assistant.errors import BadSetting, WriterError
from assistant.prompt import Prompt
from assistant.settings import Settings
from tests.chat_server import Reply, chat_server

_PROMPT = Prompt(version="test/1", system="Be short.", user="Hello")
_SCHEMA = {"type": "object", "properties": {"a": {"type": "string", "maxLength": 9}}}


def _settings(tmp_path: Path, name: str, **more: object) -> Settings:
    facts = {"chat_model": name, "chat_timeout_s": 20.0, "chat_retries": 1, **more}
    return Settings(home=tmp_path, **facts)  # type: ignore[arg-type]


def _all(tmp_path: Path, url: str, **more: object) -> tuple[str, Usage]:
    chat = open_chat_model(_settings(tmp_path, f"llamacpp:{url}", **more))
    text, usage = "", Usage()
    for piece in chat.stream(_PROMPT, _SCHEMA):
        if isinstance(piece, Usage):
            usage = piece
        else:
            text += piece
    return text, usage


def test_the_text_comes_whole_with_what_it_took(tmp_path):
    with chat_server(Reply(text='{"a": "x"} and more')) as server:
        text, usage = _all(tmp_path, server.url)
    assert text == '{"a": "x"} and more'
    assert (usage.prompt_tokens, usage.completion_tokens, usage.calls) == (50, 20, 1)
    assert not usage.is_estimated


def test_the_server_is_asked_to_keep_the_schema_and_to_write_only_so_much(tmp_path):
    with chat_server(Reply(text="{}")) as server:
        _all(tmp_path, server.url, chat_max_tokens=33)
    (request,) = server.requests
    assert request["response_format"]["json_schema"]["schema"] == _SCHEMA
    assert 33 in (request.get("max_tokens"), request.get("max_completion_tokens"))
    assert request["temperature"] == 0
    assert [message["role"] for message in request["messages"]] == ["system", "user"]


def test_a_server_that_keeps_no_schema_is_asked_without_one(tmp_path):
    with chat_server(Reply(status=400), Reply(text="plain")) as server:
        text, _ = _all(tmp_path, server.url, chat_retries=0)
    assert text == "plain"
    assert "response_format" not in server.requests[1]


@pytest.mark.parametrize(
    ("reply", "reason"),
    [
        (Reply(status=429, headers={"retry-after": "0.01"}), "busy"),
        (Reply(status=500), "broken"),
        (Reply(status=503), "broken"),
        (Reply(text="", is_cut=False), "nonsense"),
        (Reply(text="half an ans", is_cut=True), "cut"),
    ],
)
def test_each_failure_has_its_name(tmp_path, reply, reason):
    with chat_server(reply) as server, pytest.raises(WriterError) as caught:
        _all(tmp_path, server.url)
    assert caught.value.reason == reason


def test_what_may_pass_is_tried_again(tmp_path):
    busy = Reply(status=429, headers={"retry-after": "0.01"})
    with chat_server(busy, Reply(text="at last")) as server:
        text, usage = _all(tmp_path, server.url)
    assert text == "at last"
    assert usage.calls == 2


def test_tries_end(tmp_path):
    with chat_server(Reply(status=500)) as server, pytest.raises(WriterError):
        _all(tmp_path, server.url, chat_retries=2)
    assert len(server.requests) == 3


def test_a_refusal_is_not_tried_again(tmp_path):
    with chat_server(Reply(status=401)) as server, pytest.raises(WriterError) as caught:
        _all(tmp_path, server.url)
    assert caught.value.reason == "refused"
    assert len(server.requests) == 1


def test_a_slow_server_is_a_timeout(tmp_path):
    late = Reply(text="late", pause_s=3.0)
    with chat_server(late) as server, pytest.raises(WriterError) as caught:
        _all(tmp_path, server.url, chat_timeout_s=0.3)
    assert caught.value.reason == "timeout"


def test_nobody_listening_is_unreachable(tmp_path):
    with pytest.raises(WriterError) as caught:
        _all(tmp_path, "http://127.0.0.1:9", chat_retries=0)
    assert caught.value.reason == "unreachable"


def test_nothing_that_was_given_out_is_begun_again(tmp_path):
    with chat_server(Reply(text="half of it", is_cut=True), Reply(text="whole")) as server:
        chat = open_chat_model(_settings(tmp_path, f"llamacpp:{server.url}"))
        pieces = []
        with pytest.raises(WriterError):
            for piece in chat.stream(_PROMPT, _SCHEMA):
                pieces.append(piece)
    assert "".join(map(str, pieces)) == "half of it"
    assert len(server.requests) == 1


def test_the_users_own_callbacks_are_called(tmp_path):
    from langchain_core.callbacks import BaseCallbackHandler

    class Seen(BaseCallbackHandler):
        def __init__(self) -> None:
            self.names: list[str] = []

        def on_chat_model_start(self, *_: object, **__: object) -> None:
            self.names.append("start")

        def on_llm_end(self, *_: object, **__: object) -> None:
            self.names.append("end")

    seen = Seen()
    with chat_server(Reply(text="hi")) as server:
        chat = open_chat_model(_settings(tmp_path, f"llamacpp:{server.url}"), [seen])
        list(chat.stream(_PROMPT, _SCHEMA))
    assert seen.names == ["start", "end"]


@pytest.mark.parametrize(
    ("name", "package"),
    [("anthropic:x", "firsthand[anthropic]"), ("ollama:x", "firsthand[ollama]")],
)
def test_a_missing_package_is_named_with_the_command_that_installs_it(
    tmp_path, monkeypatch, name, package
):
    def missing(*_: object, **__: object) -> None:
        raise ImportError(name)

    # They may be installed here, and LangChain remembers what it once imported.
    monkeypatch.setattr("assistant.chat_providers.init_chat_model", missing)
    monkeypatch.setenv("ANTHROPIC_API_KEY", "none")
    with pytest.raises(BadSetting, match=re.escape(f"-m pip install '{package}'")):
        open_chat_model(_settings(tmp_path, name))


def test_a_package_that_is_really_missing_is_named(tmp_path):
    with pytest.raises(BadSetting, match="-m pip install 'langchain-mistralai'"):
        open_chat_model(_settings(tmp_path, "mistralai:x"))


def test_a_missing_key_is_named(tmp_path, monkeypatch):
    monkeypatch.delenv("OPENAI_API_KEY", raising=False)
    with pytest.raises(BadSetting, match="OPENAI_API_KEY"):
        open_chat_model(_settings(tmp_path, "openai:some-model"))


@pytest.mark.parametrize("name", ["gpt", "openai:", ":x", "llamacpp:localhost", "nobody:x"])
def test_a_name_that_makes_no_sense_says_what_would(tmp_path, name):
    with pytest.raises(BadSetting, match="chat_model"):
        open_chat_model(_settings(tmp_path, name))


def test_callbacks_that_cannot_be_found_are_named(tmp_path):
    named = _settings(tmp_path, "llamacpp:http://127.0.0.1:9", chat_callbacks="no.such:thing")
    with pytest.raises(BadSetting, match="chat_callbacks"):
        open_chat_model(named)


def test_lengths_are_left_out_where_they_are_refused():
    assert without_bounds(_SCHEMA) == {
        "type": "object",
        "properties": {"a": {"type": "string"}},
    }


def test_nothing_of_a_question_stands_in_the_log(tmp_path, caplog):
    with (
        caplog.at_level(logging.DEBUG, "assistant"),
        chat_server(Reply(status=500)) as server,
        pytest.raises(WriterError),
    ):
        _all(tmp_path, server.url)
    assert "Hello" not in caplog.text
