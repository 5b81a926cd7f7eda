"""What the process is told from outside: environment variables, each also readable from a file (`NAME_FILE`)."""

from __future__ import annotations

import os
import secrets
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Literal
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from pydantic import Field, ValidationError, field_validator
from pydantic_settings import BaseSettings, SettingsConfigDict

from escalera.faces.cli.words import _

PREFIX = "ESCALERA_"
POSTGRES_SCHEMES = ("postgres://", "postgresql://")
MAIL_SCHEMES = ("smtp://", "smtps://", "file://")


class EnvironmentProblem(Exception):
    """A setting is missing or wrong; the text names it and says what to do."""


class Environment(BaseSettings):
    """Every setting of the process. Units are in the names; `docs/how/settings.md` lists them for people."""

    model_config = SettingsConfigDict(env_prefix=PREFIX, extra="ignore", env_file=None)

    database_url: str = Field(default="", validation_alias="DATABASE_URL")
    data_dir: Path = Field(default_factory=lambda: _user_data_dir())
    secret_key: str = ""
    base_url: str = "http://127.0.0.1:8000"
    allowed_hosts: str = ""
    trusted_proxies: int = Field(default=0, ge=0)
    language: Literal["es", "es-419", "en", "pt-br"] = "es"
    time_zone: str = "America/Bogota"
    smtp_url: str = ""
    mail_domain: str = ""
    gate_smtp: str = "127.0.0.1:2525"
    gate_lmtp: str = ""
    max_mail_mb: int = Field(default=100, ge=1)
    model_url: str = ""
    model_name: str = ""
    model_key: str = ""
    commands: str = ""
    web_threads: int = Field(default=8, ge=1)
    log_level: Literal["DEBUG", "INFO", "WARNING", "ERROR", "CRITICAL"] = "INFO"
    debug: bool = False
    demo: bool = False

    @field_validator("database_url")
    @classmethod
    def _known_database(cls, value: str) -> str:
        if value and not value.startswith((*POSTGRES_SCHEMES, "sqlite://")):
            raise ValueError(_("use sqlite:///path or postgresql://user:password@host/database"))
        return value

    @field_validator("base_url")
    @classmethod
    def _web_address(cls, value: str) -> str:
        if not value.startswith(("http://", "https://")):
            raise ValueError(_("use the address that people type, such as https://support.example.org"))
        return value.rstrip("/")

    @field_validator("time_zone")
    @classmethod
    def _known_zone(cls, value: str) -> str:
        try:
            ZoneInfo(value)
        except (ZoneInfoNotFoundError, ValueError, OSError) as error:
            raise ValueError(_("use the name of a time zone, such as America/Bogota")) from error
        return value

    @field_validator("smtp_url")
    @classmethod
    def _way_out(cls, value: str) -> str:
        if value and not value.startswith(MAIL_SCHEMES):
            raise ValueError(_("use smtp://user:password@host:587?tls=starttls, smtps://… or file:///folder"))
        return value

    @field_validator("model_url")
    @classmethod
    def _model_address(cls, value: str) -> str:
        if value and not value.startswith(("http://", "https://")):
            raise ValueError(_("use the address of the endpoint up to /v1, such as http://127.0.0.1:11434/v1"))
        return value.rstrip("/")

    @field_validator("log_level", mode="before")
    @classmethod
    def _capitals(cls, value: object) -> object:
        return value.upper() if isinstance(value, str) else value

    @property
    def on_postgres(self) -> bool:
        return self.database_url.startswith(POSTGRES_SCHEMES)


def read_environment(environ: Mapping[str, str] | None = None) -> Environment:
    """Read and check all settings; secrets may stand in files named by `…_FILE`.

    Raises: EnvironmentProblem with one line per wrong setting."""
    given = _with_files(dict(os.environ if environ is None else environ))
    values: dict[str, Any] = {}
    for name, field in Environment.model_fields.items():
        key = field.validation_alias if isinstance(field.validation_alias, str) else PREFIX + name.upper()
        if given.get(key, "") != "":
            values[key if field.validation_alias else name] = given[key]
    try:
        settings = Environment.model_validate(values)
    except ValidationError as error:
        raise EnvironmentProblem(_in_plain_words(error)) from error
    if not settings.secret_key:
        settings = settings.model_copy(update={"secret_key": _own_secret(settings)})
    return settings


def _with_files(environ: dict[str, str]) -> dict[str, str]:
    for name in [n for n in environ if n.endswith("_FILE") and (n.startswith(PREFIX) or n == "DATABASE_URL_FILE")]:
        path = Path(environ[name])
        try:
            environ.setdefault(name.removesuffix("_FILE"), path.read_text().strip())
        except OSError as error:
            words = _("%(name)s: cannot read %(path)s (%(why)s)")
            raise EnvironmentProblem(words % {"name": name, "path": path, "why": error.strerror}) from error
    return environ


def _in_plain_words(error: ValidationError) -> str:
    lines = []
    for one in error.errors():
        name = str(one["loc"][0]) if one["loc"] else "?"
        shown = name if name.isupper() else PREFIX + name.upper()
        kinds = {
            "int_parsing": _("this must be a number"),
            "bool_parsing": _("this must be 1 or 0"),
            "greater_than_equal": _("this must be at least %(least)s") % {"least": one.get("ctx", {}).get("ge")},
            "literal_error": _("use one of: %(words)s")
            % {"words": str(one.get("ctx", {}).get("expected", "")).replace("'", "").replace(" or ", ", ")},
        }
        words = kinds.get(one["type"], one["msg"].removeprefix("Value error, "))
        lines.append(f"{shown}: {words} («{one['input']}»)" if one["type"] in kinds else f"{shown}: {words}")
    return "\n".join(lines)


def _own_secret(settings: Environment) -> str:
    """Make the key once and keep it in the data folder; with PostgreSQL it must be given, for all nodes the same."""
    if settings.on_postgres:
        raise EnvironmentProblem(
            _(
                "ESCALERA_SECRET_KEY: missing. With PostgreSQL every process needs the same key: set "
                "ESCALERA_SECRET_KEY (or ESCALERA_SECRET_KEY_FILE) to a random text of 50 characters"
            )
        )
    path = settings.data_dir / "secret.key"
    try:
        settings.data_dir.mkdir(parents=True, exist_ok=True, mode=0o700)
        if not path.exists():
            handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
            with os.fdopen(handle, "w") as file:
                file.write(secrets.token_urlsafe(48))
        return path.read_text().strip()
    except FileExistsError:
        return path.read_text().strip()
    except OSError as error:
        words = _("ESCALERA_DATA_DIR: cannot use %(folder)s (%(why)s)")
        raise EnvironmentProblem(words % {"folder": settings.data_dir, "why": error.strerror}) from error


def _user_data_dir() -> Path:
    base = os.environ.get("XDG_DATA_HOME") or str(Path.home() / ".local" / "share")
    return Path(base) / "escalera"
