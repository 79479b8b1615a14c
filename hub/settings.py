"""All settings in one file. The environment chooses between one process and many.

Embedded (default): SQLite, in-memory channel layer, Celery in threads.
Production: TSUNAGU_DATABASE_URL, TSUNAGU_REDIS_URL and TSUNAGU_ORIGINS are set.
"""

import os
from pathlib import Path
from urllib.parse import unquote, urlsplit

import django_stubs_ext
from django.core.exceptions import ImproperlyConfigured
from django.utils.translation import gettext_lazy as _

# Lets `ModelForm[Room]` stand in the code: Django's own classes take no parameters.
django_stubs_ext.monkeypatch()


def env(name: str, default: str | None = None) -> str:
    """Return the variable, or the content of the file that NAME_FILE names."""
    if path := os.environ.get(f"{name}_FILE"):
        return Path(path).read_text(encoding="utf-8").strip()
    value = os.environ.get(name, default)
    if value is None:
        raise ImproperlyConfigured(f"Set the environment variable {name}.")
    return value


def envbool(name: str, default: bool) -> bool:
    value = env(name, str(default)).lower()
    if value not in {"true", "false", "1", "0"}:
        raise ImproperlyConfigured(f"{name} must be true or false, not {value!r}.")
    return value in {"true", "1"}


def envint(name: str, default: int) -> int:
    value = env(name, str(default))
    if not value.lstrip("-").isdigit():
        raise ImproperlyConfigured(f"{name} must be a whole number, not {value!r}.")
    return int(value)


def envlist(name: str, default: str = "") -> list[str]:
    return [part.strip() for part in env(name, default).split(",") if part.strip()]


BASE_DIR = Path(__file__).resolve().parent.parent
DATA_DIR = Path(env("TSUNAGU_DATA", str(BASE_DIR / "data"))).resolve()


def secret_key() -> str:
    """The key from the environment, else the one `./run` keeps in the data folder."""
    kept = DATA_DIR / "secret_key"
    return env("TSUNAGU_SECRET_KEY", kept.read_text().strip() if kept.exists() else None)


SECRET_KEY = secret_key()
DEBUG = envbool("TSUNAGU_DEBUG", False)

# Full origins (https://hub.example.jp), because host names alone would let another port in.
ORIGINS = envlist("TSUNAGU_ORIGINS", "http://localhost:8000,http://127.0.0.1:8000")
ALLOWED_HOSTS = sorted({urlsplit(origin).hostname or "" for origin in ORIGINS})
CSRF_TRUSTED_ORIGINS = ORIGINS
HTTPS = all(origin.startswith("https://") for origin in ORIGINS)
# How many reverse proxies stand in front; 0 trusts no forwarded header at all.
PROXY_COUNT = envint("TSUNAGU_PROXY_COUNT", 0)

INSTALLED_APPS = [
    "daphne",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.contrib.humanize",
    "channels",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.usersessions",
    "hub",
    "hub.identity",
    "hub.organisations",
    "hub.files",
    "hub.richtext",
    "hub.mail",
    "hub.obligations",
    "hub.notices",
    "chat",
    "docs_app",
    "api",
    "ninja",
    "django_ckeditor_5",
    "demo",
]
if not envbool("TSUNAGU_RUNSERVER", False):
    # Daphne is a development dependency: it serves `manage.py runserver` only.
    INSTALLED_APPS.remove("daphne")

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "hub.security_headers.SecurityHeadersMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "hub.identity.activity.SessionActivityMiddleware",
    "hub.offline.owner.DeviceOwnerMiddleware",
    "hub.organisations.acting.ActingMemberMiddleware",
    "hub.identity.second_factor.SecondFactorMiddleware",
    "hub.unreadable.UnreadableMiddleware",
    "hub.errors.RefusalMiddleware",
]

ROOT_URLCONF = "hub.urls"
ASGI_APPLICATION = "hub.asgi.application"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.template.context_processors.csrf",
                "django.template.context_processors.i18n",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "hub.appearance.appearance",
                "hub.offline.owner.device_owner",
                "hub.offline.shared.device",
            ],
            "builtins": ["hub.templatetags.hub_tags"],
        },
    },
]


def database(url: str) -> dict[str, object]:
    """Read postgres://user:password@host:port/name or sqlite:///path."""
    parts = urlsplit(url)
    if parts.scheme == "sqlite":
        return {
            "ENGINE": "django.db.backends.sqlite3",
            "NAME": parts.path,
            "OPTIONS": {
                # A deferred transaction that turns into a write fails at once when another
                # writer is busy, ignoring the time-out: start every transaction as a writer.
                "transaction_mode": "IMMEDIATE",
                "timeout": 20,
                "init_command": "PRAGMA journal_mode=WAL;PRAGMA synchronous=FULL;"
                "PRAGMA cache_size=-16384;",  # KiB, of each lane
            },
            "CONN_MAX_AGE": 60,
            # A file, because several threads must see the same test database.
            "TEST": {"NAME": str(DATA_DIR / "test.sqlite3")},
        }
    if parts.scheme not in {"postgres", "postgresql"}:
        raise ImproperlyConfigured("TSUNAGU_DATABASE_URL must start with postgres:// or sqlite://.")
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": parts.path.lstrip("/"),
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": unquote(parts.hostname or ""),
        "PORT": str(parts.port or ""),
        "CONN_MAX_AGE": 60,
        "CONN_HEALTH_CHECKS": True,
        "OPTIONS": {"options": "-c statement_timeout=30000 -c lock_timeout=10000"},
    }


DATABASES = {
    "default": database(env("TSUNAGU_DATABASE_URL", f"sqlite://{DATA_DIR / 'hub.sqlite3'}"))
}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

REDIS_URL = env("TSUNAGU_REDIS_URL", "")
if REDIS_URL:
    CHANNEL_LAYERS = {
        "default": {
            "BACKEND": "channels_redis.pubsub.RedisPubSubChannelLayer",
            "CONFIG": {"hosts": [REDIS_URL]},
        }
    }
    CACHES = {
        "default": {
            "BACKEND": "hub.cache.SurvivingCache",
            "LOCATION": REDIS_URL,
            "OPTIONS": {"socket_connect_timeout": 1, "socket_timeout": 1},
        }
    }
else:
    CHANNEL_LAYERS = {
        "default": {
            "BACKEND": "channels.layers.InMemoryChannelLayer",
            "CONFIG": {"capacity": 10_000},
        }
    }
    CACHES = {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}}

CELERY_BROKER_URL = REDIS_URL or "memory://"
CELERY_TASK_IGNORE_RESULT = True
CELERY_WORKER_ENABLE_REMOTE_CONTROL = False
CELERY_WORKER_HIJACK_ROOT_LOGGER = False
CELERY_TIMEZONE = "Asia/Tokyo"
CELERY_BEAT_SCHEDULE = {
    "tick": {"task": "hub.tasks.tick", "schedule": 10.0, "options": {"expires": 10}},
    # A tick nobody took before the next one would only repeat it.
    "promises": {
        "task": "hub.tasks.keep_promises",
        "schedule": 5.0,
        "options": {"expires": 5},
    },
    "scan-files": {
        "task": "hub.files.tasks.scan_waiting_files",
        "schedule": 60.0,
        "options": {"expires": 60},
    },
    "clean-files": {"task": "hub.files.tasks.clean_unused_files", "schedule": 3600.0},
    "clear-sessions": {"task": "hub.tasks.clear_expired_sessions", "schedule": 3600.0},
}

AUTH_USER_MODEL = "identity.User"
AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
PASSWORD_HASHERS = ["hub.identity.hashers.BoundedArgon2PasswordHasher"]
AUTH_PASSWORD_VALIDATORS = [
    {
        "NAME": "django.contrib.auth.password_validation.MinimumLengthValidator",
        "OPTIONS": {"min_length": 13},
    },
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "home"
SESSION_COOKIE_AGE = envint("TSUNAGU_SESSION_HOURS", 12) * 3600
SESSION_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = HTTPS
SESSION_COOKIE_NAME = "__Host-session" if HTTPS else "session"
CSRF_COOKIE_NAME = "__Host-csrf" if HTTPS else "csrftoken"
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_HSTS_SECONDS = 31_536_000 if HTTPS else 0
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if PROXY_COUNT else None
X_FRAME_OPTIONS = "DENY"

from hub.identity.allauth_settings import *  # noqa: E402,F403

ALLAUTH_TRUSTED_PROXY_COUNT = PROXY_COUNT

LANGUAGE_CODE = "ja"
LANGUAGES = [("ja", _("日本語")), ("en", _("英語"))]
LOCALE_PATHS = [BASE_DIR / "locale"]
TIME_ZONE = "Asia/Tokyo"
USE_I18N = USE_TZ = True

STATIC_URL = "/static/"
FRONTEND_DIST = Path(env("TSUNAGU_FRONTEND", str(BASE_DIR / "frontend" / "dist")))
STATICFILES_DIRS = [FRONTEND_DIST] if FRONTEND_DIST.exists() else []
# Shadows the bundle of django-ckeditor-5: only our own build of the editor is ever served.
STATICFILES_FINDERS = [
    "django.contrib.staticfiles.finders.FileSystemFinder",
    "hub.richtext.finders.SafeAppDirectoriesFinder",
]
# Vite already puts a content hash in every name; whitenoise serves straight from the folders.
WHITENOISE_USE_FINDERS = True
WHITENOISE_IMMUTABLE_FILE_TEST = r"/assets/[^/]+-[\w-]{8}\.\w+$"

# Never served by address: `hub.files.views` checks every request.
MEDIA_ROOT = DATA_DIR / "files"
FILE_UPLOAD_PERMISSIONS = 0o600
# unix:/run/clamav/clamd.ctl or host:port; without it files are marked as not scanned.
CLAMAV = env("TSUNAGU_CLAMAV", "")
FILE_LIMIT = envint("TSUNAGU_FILE_LIMIT_MB", 200) * 1024 * 1024

# Field and widget are ours (`hub.richtext`); the package's own view is not in any address.
CK_EDITOR_5_UPLOAD_FILE_VIEW_NAME = "richtext:picture"
CKEDITOR_5_CONFIGS = {
    "default": {
        "toolbar": [
            "undo redo | heading | bold italic underline strikethrough | link bulletedList",
            "numberedList alignment | insertTable picture horizontalLine blockQuote | ruby",
            "specialCharacters findAndReplace",
        ]
    }
}

# Hosts (or host:port) that outgoing webhooks may reach; none by default.
WEBHOOK_HOSTS = {host.lower() for host in envlist("TSUNAGU_WEBHOOK_HOSTS", "")}

EMAIL_URL = urlsplit(env("TSUNAGU_SMTP_URL", ""))
EMAIL_BACKEND = (
    "django.core.mail.backends.smtp.EmailBackend"
    if EMAIL_URL.hostname
    else "django.core.mail.backends.dummy.EmailBackend"
)
EMAIL_HOST = EMAIL_URL.hostname or "localhost"
EMAIL_PORT = EMAIL_URL.port or (465 if EMAIL_URL.scheme == "smtps" else 25)
EMAIL_HOST_USER = unquote(EMAIL_URL.username or "")
EMAIL_HOST_PASSWORD = unquote(EMAIL_URL.password or "")
EMAIL_USE_SSL = EMAIL_URL.scheme == "smtps"
EMAIL_USE_TLS = EMAIL_URL.scheme == "smtp+tls"  # STARTTLS
EMAIL_TIMEOUT = 15  # seconds
DEFAULT_FROM_EMAIL = env("TSUNAGU_MAIL_FROM", "tsunagu@localhost")

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"format": "%(asctime)s %(levelname)s %(name)s %(message)s"}},
    "filters": {"mask": {"()": "hub.organisations.masking.MaskTokens"}},
    "handlers": {
        "console": {"class": "logging.StreamHandler", "formatter": "line", "filters": ["mask"]}
    },
    "root": {"handlers": ["console"], "level": env("TSUNAGU_LOG_LEVEL", "WARNING")},
    # It warns at every start that the memory broker has no host name.
    "loggers": {"kombu.connection": {"level": "ERROR"}},
}

# Shaped like Django 6's SECURE_CSP; `hub.security_headers` writes it out.
SECURE_CSP = {
    "default-src": ["'none'"],
    "script-src": ["'self'"],
    "style-src": ["'self'"],
    "img-src": ["'self'"],
    "font-src": ["'self'"],
    "connect-src": ["'self'", *(origin.replace("http", "ws", 1) for origin in ORIGINS)],
    "manifest-src": ["'self'"],
    "worker-src": ["'self'"],
    "frame-src": ["'self'"],  # a document beside its room
    "form-action": ["'self'"],
    "base-uri": ["'none'"],
    "frame-ancestors": ["'none'"],
}
