"""Opens the chat model that the settings name. Owner of `langchain`'s choice of providers.

`llamacpp:http://host:port` is any server that speaks OpenAI's language; the other names are
LangChain's own. Keys come from the providers' own environment variables. It does not know what the
model is for.
"""

import os
import sys
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from importlib import import_module
from typing import Any

from langchain.chat_models import init_chat_model
from langchain_core.callbacks import BaseCallbackHandler

from assistant.chat import Limits
from assistant.chat_model import ChatModel
from assistant.errors import BadSetting
from assistant.records import JsonObject
from assistant.settings import Settings

_FORMS = (
    '"openai:NAME", "anthropic:NAME", "ollama:NAME", "llamacpp:http://HOST:PORT"'
    " or another of LangChain's providers"
)
_CPP = "llamacpp"


@dataclass(frozen=True, kw_only=True)
class _Provider:
    """What is peculiar to one provider."""

    package: str
    """What pip installs for it."""
    key: str = ""
    """Environment variable that holds its key; empty: it needs none."""
    arguments: Callable[[Settings], Mapping[str, Any]] = lambda _: {}
    structured: Callable[[JsonObject], Mapping[str, Any]] = lambda _: {}


def _openai(settings: Settings) -> Mapping[str, Any]:
    return {
        "timeout": settings.chat_timeout_s,
        "max_retries": 0,
        "max_tokens": settings.chat_max_tokens,
        "stream_usage": True,
    }


def _llamacpp(settings: Settings) -> Mapping[str, Any]:
    # Small models run in circles without it.
    return {**_openai(settings), "frequency_penalty": 0.5}


def _anthropic(settings: Settings) -> Mapping[str, Any]:
    return {
        "timeout": settings.chat_timeout_s,
        "max_retries": 0,
        "max_tokens": settings.chat_max_tokens,
    }


def _ollama(settings: Settings) -> Mapping[str, Any]:
    return {
        "client_kwargs": {"timeout": settings.chat_timeout_s},
        "num_predict": settings.chat_max_tokens,
    }


def _bounded(schema: JsonObject) -> Mapping[str, Any]:
    # In the body as it is: the vendor's own parsing of a stream gives nothing out until its end.
    named = {"name": "reply", "strict": True, "schema": schema}
    return {"extra_body": {"response_format": {"type": "json_schema", "json_schema": named}}}


def _formatted(schema: JsonObject) -> Mapping[str, Any]:
    kept = {"type": "json_schema", "schema": without_bounds(schema)}
    return {"output_config": {"format": kept}}


def _unbounded(schema: JsonObject) -> Mapping[str, Any]:
    return _bounded(without_bounds(schema))


def without_bounds(schema: JsonObject) -> JsonObject:
    """Return a schema without the lengths that OpenAI and Anthropic refuse."""
    kept = {key: item for key, item in schema.items() if key not in ("maxLength", "maxItems")}
    return {
        key: without_bounds(item) if isinstance(item, dict) else item for key, item in kept.items()
    }


_PROVIDERS = {
    "openai": _Provider(
        package="firsthand[openai]",
        key="OPENAI_API_KEY",
        arguments=_openai,
        structured=_unbounded,
    ),
    _CPP: _Provider(package="firsthand[openai]", arguments=_llamacpp, structured=_bounded),
    "anthropic": _Provider(
        package="firsthand[anthropic]",
        key="ANTHROPIC_API_KEY",
        arguments=_anthropic,
        structured=_formatted,
    ),
    "ollama": _Provider(
        package="firsthand[ollama]",
        arguments=_ollama,
        structured=lambda schema: {"format": schema},
    ),
}


def open_chat_model(settings: Settings, callbacks: Sequence[BaseCallbackHandler] = ()) -> ChatModel:
    """Return the chat model of the settings; nothing is sent yet.

    `callbacks` are LangChain's, for the user's own tracing; those of `chat_callbacks` come beside.
    Raises BadSetting naming the command that installs a missing package, or what a name must be.
    """
    provider, _, name = settings.chat_model.partition(":")
    if not provider or not name:
        raise BadSetting(f"chat_model = {settings.chat_model!r}: it must be {_FORMS}")
    known = _PROVIDERS.get(provider, _Provider(package=f"langchain-{provider.replace('_', '-')}"))
    arguments: dict[str, Any] = {"temperature": 0, **known.arguments(settings)}
    if provider == _CPP:
        arguments |= {"base_url": _address(name), "api_key": "none"}
        provider, name = "openai", "local"
    elif settings.chat_base_url:
        arguments["base_url"] = settings.chat_base_url
    if known.key and not os.environ.get(known.key):
        raise BadSetting(f"chat_model = {settings.chat_model!r} needs the key in {known.key}")
    try:
        model = init_chat_model(name, model_provider=provider, **arguments)
    except ImportError as error:
        raise BadSetting(
            f"chat_model = {settings.chat_model!r} needs a package that is not installed;"
            f" install it with: {sys.executable} -m pip install '{known.package}'"
        ) from error
    except (ValueError, TypeError) as error:
        raise BadSetting(f"chat_model = {settings.chat_model!r}: {_first_line(error)}") from error
    limits = Limits(timeout_s=settings.chat_timeout_s, retries=settings.chat_retries)
    handlers = [*callbacks, *_named_callbacks(settings.chat_callbacks)]
    return ChatModel(model, settings.chat_model, limits, known.structured, handlers)


def _address(url: str) -> str:
    if not url.startswith(("http://", "https://")):
        raise BadSetting(f"chat_model = 'llamacpp:{url}': after the colon stands http://HOST:PORT")
    return url if url.rstrip("/").endswith("/v1") else f"{url.rstrip('/')}/v1"


def _named_callbacks(name: str) -> list[BaseCallbackHandler]:
    """Return the handlers of "package.module:name": one, or a sequence of them."""
    if not name:
        return []
    module, _, attribute = name.partition(":")
    try:
        found = getattr(import_module(module), attribute)
    except (ImportError, AttributeError, ValueError) as error:
        raise BadSetting(f"chat_callbacks = {name!r}: it must be 'module:name'; {error}") from error
    return [found] if isinstance(found, BaseCallbackHandler) else list(found)


def _first_line(error: Exception) -> str:
    return str(error).strip().splitlines()[0] if str(error).strip() else type(error).__name__
