"""Django's settings, all from the environment (see `environment.py`)."""

from __future__ import annotations

from pathlib import Path
from urllib.parse import urlsplit

import dj_database_url

from escalera.config.environment import read_environment

ENVIRONMENT = read_environment()
DATA_DIR = ENVIRONMENT.data_dir
BASE_URL = ENVIRONMENT.base_url
MAIL_DOMAIN = ENVIRONMENT.mail_domain or urlsplit(BASE_URL).hostname or "localhost"

SECRET_KEY = ENVIRONMENT.secret_key
DEBUG = ENVIRONMENT.debug
ALLOWED_HOSTS = [h for h in ENVIRONMENT.allowed_hosts.split(",") if h] or [
    "localhost", "127.0.0.1", "[::1]", urlsplit(BASE_URL).hostname or "localhost",
]  # fmt: skip
CSRF_TRUSTED_ORIGINS = [BASE_URL]
if ENVIRONMENT.trusted_proxies:
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")

INSTALLED_APPS = [
    "django.contrib.contenttypes",
    "django.contrib.auth",
    "django.contrib.sessions",
    "django.contrib.staticfiles",
    "django_htmx",
    "escalera.base.log",
    "escalera.base.jobs",
    "escalera.base.pace",
    "escalera.base.calendars",
    "escalera.base.settings",
    "escalera.base.people",
    "escalera.core.conditions",
    "escalera.core.knowledge",
    "escalera.core.services",
    "escalera.core.tickets",
    "escalera.core.workflows",
    "escalera.core.ladder",
    "escalera.core.clocks",
    "escalera.core.channels",
    "escalera.core.feed",
    "escalera.core.writing",
    "escalera.core.llm",
    "escalera.core.retrieval",
    "escalera.core.triage",
    "escalera.core.procedures",
    "escalera.core.routing",
    "escalera.core.views",
    "escalera.core.deeds",
    "escalera.core.rules",
    "escalera.core.oncall",
    "escalera.core.search",
    "escalera.core.bulk",
    "escalera.core.notifications",
    "escalera.core.presets",
    "escalera.core.replay",
    "escalera.levels.selfservice",
    "escalera.levels.frontline",
    "escalera.levels.specialists",
    "escalera.insight.metrics",
    "escalera.insight.targets",
    "escalera.faces.desk",
    "escalera.faces.portal",
    "escalera.faces.api",
    "escalera.faces.hooks",
    "escalera.faces.widget",
    "escalera.faces.live",
    "escalera.faces.cli",
]

MIDDLEWARE = [
    "escalera.config.assets.from_memory",
    "escalera.config.headers.safe_headers",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "escalera.config.languages.SpeakLocale",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
]

ROOT_URLCONF = "escalera.config.urls"
WSGI_APPLICATION = "escalera.config.wsgi.application"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
            ],
        },
    }
]


def _database() -> dict[str, object]:
    if ENVIRONMENT.on_postgres:
        options = dj_database_url.parse(ENVIRONMENT.database_url, conn_max_age=600, conn_health_checks=True)
        options["ENGINE"] = "escalera.base.storage.postgres"
        options["OPTIONS"] = {
            **options.get("OPTIONS", {}),
            "application_name": "escalera",
            # planned once for each connection, not at every execution: half of the database's CPU (docs/why/performance.md)
            "server_side_binding": True,
            "prepare_threshold": 5,
            "options": "-c idle_in_transaction_session_timeout=30s -c timezone=UTC -c jit=off",
        }
        return dict(options)
    path = ENVIRONMENT.database_url.removeprefix("sqlite:///") or str(DATA_DIR / "escalera.sqlite3")
    return {
        "ENGINE": "escalera.base.storage.sqlite",
        "NAME": path,
        "CONN_MAX_AGE": None,
        "OPTIONS": {
            "transaction_mode": "IMMEDIATE",
            "timeout": 20,
            "init_command": (
                "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL; PRAGMA temp_store=MEMORY;"
                "PRAGMA mmap_size=134217728; PRAGMA cache_size=-20000; PRAGMA journal_size_limit=67108864;"
            ),
        },
    }


DATABASES = {"default": _database()}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

AUTH_USER_MODEL = "people.Agent"
AUTHENTICATION_BACKENDS = ["escalera.base.people.sessions.Backend"]
SESSION_ENGINE = "escalera.base.people.sessions"
PASSWORD_HASHERS = ["django.contrib.auth.hashers.Argon2PasswordHasher"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 10}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
LOGIN_URL = "/sign-in/"
LOGIN_REDIRECT_URL = "/desk/"
SESSION_COOKIE_AGE = 14 * 24 * 3600
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = BASE_URL.startswith("https://")

LANGUAGE_CODE = ENVIRONMENT.language
LANGUAGES = [
    ("es", "Español"), ("es-419", "Español (Latinoamérica)"), ("en", "English"), ("pt-br", "Português"),
]  # fmt: skip
LANGUAGE_COOKIE_NAME = "escalera_language"
TIME_ZONE = ENVIRONMENT.time_zone
USE_I18N = True
USE_TZ = True

STATIC_URL = "/static/"
WHITENOISE_USE_FINDERS = True
WHITENOISE_AUTOREFRESH = DEBUG
MEDIA_ROOT = DATA_DIR / "files"
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage", "OPTIONS": {"location": MEDIA_ROOT}},
    "staticfiles": {"BACKEND": "escalera.config.assets.VersionedStorage"},
}
DATA_UPLOAD_MAX_MEMORY_SIZE = 26 * 1024 * 1024
FILE_UPLOAD_MAX_MEMORY_SIZE = 2 * 1024 * 1024
MAX_MAIL_BYTES = ENVIRONMENT.max_mail_mb * 1024 * 1024

SMTP_URL = ENVIRONMENT.smtp_url
GATE_SMTP = ENVIRONMENT.gate_smtp
GATE_LMTP = ENVIRONMENT.gate_lmtp
MODEL_URL = ENVIRONMENT.model_url
MODEL_NAME = ENVIRONMENT.model_name
MODEL_KEY = ENVIRONMENT.model_key
COMMANDS = ENVIRONMENT.commands
WEB_THREADS = ENVIRONMENT.web_threads
TRUSTED_PROXIES = ENVIRONMENT.trusted_proxies

TASKS = {"default": {"BACKEND": "escalera.base.jobs.backend.DatabaseBackend"}}

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"format": "{asctime} {levelname} {name}: {message}", "style": "{"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["console"], "level": ENVIRONMENT.log_level},
    "loggers": {"httpx": {"level": "WARNING"}},  # what is asked of the model is in its own log
}
PACKAGE_DIR = Path(__file__).resolve().parent.parent

DEMO = ENVIRONMENT.demo
DEMO_LOGINS: list[tuple[str, str, str, str]] = []  # filled by the demo: name, what they do, address, password
