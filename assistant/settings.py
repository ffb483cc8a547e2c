"""What an installation is told: its home folder and the settings in `firsthand.toml`.

Read once, at the edge; every setting also has an environment variable, `FIRSTHAND_` + its name,
which wins over the file. Provider keys (`OPENAI_API_KEY` ...) keep their providers' names and are
never stored here.
"""

import json
import os
import tomllib
from pathlib import Path
from typing import Any

from pydantic import Field, ValidationError
from pydantic_settings import (
    BaseSettings,
    PydanticBaseSettingsSource,
    SettingsConfigDict,
    TomlConfigSettingsSource,
)

from assistant.errors import BadSetting

SETTINGS_FILE = "firsthand.toml"
DEFAULT_EMBEDDER = "all-MiniLM-L6-v2"


class Settings(BaseSettings):
    """Every setting with its default; frozen after it was read."""

    model_config = SettingsConfigDict(
        env_prefix="FIRSTHAND_", frozen=True, extra="forbid", use_attribute_docstrings=True
    )

    home: Path
    """Folder that holds catalog, indexes and settings."""
    catalog_url: str = ""
    """Database URL of the catalog; empty: SQLite in the home folder."""
    chroma_url: str = ""
    """Address of a Chroma server; empty: embedded in the home folder."""
    embedder: str = DEFAULT_EMBEDDER
    """Name or folder of a sentence-transformers model."""
    encoder_backend: str = Field(default="auto", pattern="^(auto|openvino|torch)$")
    """What runs the embedder: "auto", "openvino" or "torch"."""
    cross_encoder: str = ""
    """Name or folder of a sentence-transformers cross-encoder; empty: none."""
    chat_model: str = ""
    """LangChain chat model, "provider:name"; empty: answers are quotations."""
    chat_base_url: str = ""
    """Where the chat model is reached; empty: the provider's own address."""
    chat_timeout_s: float = Field(default=60.0, gt=0)
    """Seconds for one answer, tries included."""
    chat_retries: int = Field(default=2, ge=0, le=10)
    """How often the chat model is tried again."""
    chat_max_tokens: int = Field(default=600, ge=16)
    """Tokens that the chat model may write for one answer."""
    chat_tokens_per_day: int = Field(default=0, ge=0)
    """Tokens sent and written on one day (UTC), for everybody together; 0: no limit."""
    chat_callbacks: str = ""
    """LangChain callback handlers as "module:name", for tracing of your own; empty: none."""
    entailment_model: str = ""
    """Name or folder of an NLI cross-encoder that checks what was written; empty: none."""
    max_statements: int = Field(default=5, ge=1, le=12)
    """Quotations in one answer."""
    max_question_chars: int = Field(default=4000, ge=100)
    """Characters of the longest question."""
    max_upload_mb: int = Field(default=200, ge=1)
    """Megabytes of the largest export that the desk takes."""
    title: str = "Firsthand"
    """The community's name, shown at the head of the app."""
    host: str = "127.0.0.1"
    """Where the web app listens."""
    port: int = Field(default=8501, ge=1, le=65535)
    """The web app's port."""
    roles_claim: str = ""
    """With sign-in: the claim that names somebody's roles; empty: none does."""
    audiences_claim: str = ""
    """With sign-in: the claim that names the audiences somebody holds; empty: none does."""

    @classmethod
    def settings_customise_sources(
        cls,
        settings_cls: type[BaseSettings],
        init_settings: PydanticBaseSettingsSource,
        env_settings: PydanticBaseSettingsSource,
        dotenv_settings: PydanticBaseSettingsSource,
        file_secret_settings: PydanticBaseSettingsSource,
    ) -> tuple[PydanticBaseSettingsSource, ...]:
        """Take arguments first, then the environment, then `firsthand.toml` in the home folder."""
        home = Path(init_settings()["home"])
        toml = TomlConfigSettingsSource(settings_cls, home / SETTINGS_FILE)
        return init_settings, env_settings, toml

    @property
    def catalog_path(self) -> Path:
        """Where the SQLite catalog lies when no `catalog_url` is set."""
        return self.home / "catalog.sqlite"

    @property
    def catalog_address(self) -> str:
        """The catalog's database URL."""
        return self.catalog_url or f"sqlite:///{self.catalog_path}"

    @property
    def indexes(self) -> Path:
        """The folder of the followers' generations."""
        return self.home / "indexes"


def default_home() -> Path:
    """Return `FIRSTHAND_HOME`, else `.firsthand` in the project folder, else in this folder."""
    named = os.environ.get("FIRSTHAND_HOME")
    if named:
        return Path(named).expanduser()
    project = Path(__file__).resolve().parent.parent
    base = project if (project / "pyproject.toml").is_file() else Path.cwd()
    return base / ".firsthand"


def template() -> str:
    """Return a settings file that sets nothing and shows every setting with its default."""
    lines = ["# Settings of this community. Take away a # to set one; each has an environment"]
    lines.append("# variable too, FIRSTHAND_ and its name, which wins over this file.")
    for name, about in Settings.model_fields.items():
        if name != "home":
            lines += ["", f"# {about.description}", f"# {name} = {json.dumps(about.default)}"]
    return "\n".join(lines) + "\n"


def read_settings(home: Path | None = None) -> Settings:
    """Read the settings of a home folder.

    Raises BadSetting naming the key, the value and what would work.
    """
    folder = (home or default_home()).expanduser().absolute()
    try:
        return Settings(home=folder)
    except ValidationError as error:
        problems = "; ".join(_problem(item) for item in error.errors())
        raise BadSetting(f"{folder / SETTINGS_FILE} or the environment: {problems}") from error
    except tomllib.TOMLDecodeError as error:
        raise BadSetting(f"{folder / SETTINGS_FILE} is not valid TOML: {error}") from error


def _problem(item: Any) -> str:
    name = ".".join(str(part) for part in item["loc"])
    if item["type"] == "extra_forbidden":
        known = ", ".join(sorted(Settings.model_fields))
        return f"there is no setting {name!r}; the settings are: {known}"
    return f"{name} = {item.get('input')!r}: {item['msg']}"
