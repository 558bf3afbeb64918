"""Django's settings, made from the installation's own (ground/environment.py)."""

import os
from pathlib import Path

from psycopg.conninfo import conninfo_to_dict

from pupitre.ground import secrets
from pupitre.ground.database import database_url
from pupitre.ground.environment import environment

HERE = Path(__file__).resolve().parent.parent
HOME = environment()

DEBUG = HOME.debug
SECRET_KEY, *SECRET_KEY_FALLBACKS = secrets.derived_each("django")
ALLOWED_HOSTS = ["localhost", "127.0.0.1", "[::1]"]
CSRF_TRUSTED_ORIGINS: list[str] = []
if HOME.address:
    _host = HOME.address.split("//", 1)[1].split("/", 1)[0]
    ALLOWED_HOSTS.append(_host.rsplit(":", 1)[0])
    CSRF_TRUSTED_ORIGINS.append(HOME.address.rstrip("/"))

SCREENS = [f"pupitre.web.{folder.name}" for folder in sorted((HERE / "web").iterdir()) if (folder / "urls.py").exists()]
ROOMS = [
    f"pupitre.{room}"
    for room in ("journal", "brands", "channels", "media", "notices", "measures", "publishing", "desk")
]
INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django_htmx",
    "template_partials",
    "lucide",
    "procrastinate.contrib.django",
    *ROOMS,
    "pupitre.web.frame",
    *(screen for screen in SCREENS if screen != "pupitre.web.frame"),
]
MIDDLEWARE = [
    "pupitre.web.pulse.middleware.Durations",
    "pupitre.web.frame.middleware.SafeHeaders",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.middleware.gzip.GZipMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "pupitre.web.frame.middleware.KnownBrowsers",
    "pupitre.web.frame.middleware.MemberLanguage",
    "django.contrib.messages.middleware.MessageMiddleware",
    "pupitre.web.frame.middleware.Toasts",
    "django_htmx.middleware.HtmxMiddleware",
]
ROOT_URLCONF = "pupitre.desk.urls"
ASGI_APPLICATION = "pupitre.desk.asgi.application"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.messages.context_processors.messages",
                "pupitre.web.frame.context.frame",
            ],
            "builtins": [
                "django.templatetags.i18n",
                "django.templatetags.static",
                "pupitre.web.frame.templatetags.frame",
            ],
        },
    }
]

_database = {key: value for key, value in conninfo_to_dict(database_url()).items() if value is not None}
if HOME.database_url:
    # A server that is suddenly unreachable says nothing: without these a query waits for its answer for hours.
    _silence = {"connect_timeout": "10", "keepalives_idle": "30", "keepalives_interval": "10", "keepalives_count": "3"}
    _database = {**_silence, "tcp_user_timeout": "30000", **_database}
DATABASES = {
    "default": {
        "ENGINE": "pupitre.journal.postgres",
        "NAME": _database.pop("dbname", "pupitre"),
        "USER": _database.pop("user", ""),
        "PASSWORD": _database.pop("password", ""),
        "HOST": _database.pop("host", ""),
        "PORT": _database.pop("port", ""),
        "CONN_MAX_AGE": 0,
        "CONN_HEALTH_CHECKS": False,  # our own backend looks, and does not wait
        "OPTIONS": {**_database, "pool": {"min_size": 0, "max_size": 30, "timeout": 20, "max_idle": 60}},
    }
}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

AUTH_USER_MODEL = "brands.Member"
LOGIN_URL = "sign-in"
LOGIN_REDIRECT_URL = "/"
CSRF_FAILURE_VIEW = "pupitre.web.frame.errors.forged"
PASSWORD_RESET_TIMEOUT = 60 * 60
PASSWORD_HASHERS = ["django.contrib.auth.hashers.Argon2PasswordHasher"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 10}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
SESSION_ENGINE = "pupitre.brands.sessions"
SESSION_COOKIE_AGE = 60 * 60 * 24 * 30
SESSION_COOKIE_NAME = "__Host-pupitre" if HOME.public else "pupitre"
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
CSRF_COOKIE_NAME = "__Host-pupitre-form" if HOME.public else "csrftoken"
CSRF_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = HOME.public
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if HOME.public else None
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
MESSAGE_STORAGE = "django.contrib.messages.storage.session.SessionStorage"

LANGUAGE_CODE = "en"
LANGUAGES = [("en", "English"), ("fr", "Français")]
LOCALE_PATHS = sorted(HERE.glob("**/locale"))
USE_I18N = True
USE_TZ = True
TIME_ZONE = "UTC"

STATIC_URL = "/static/"
STATIC_ROOT = HOME.data / "static"
_MEDIA = "pupitre.media.bucket.Bucket" if HOME.media_bucket else "django.core.files.storage.FileSystemStorage"
_STATIC = "django.contrib.staticfiles.storage.StaticFilesStorage"
if (os.environ.get("PUPITRE_GATHER") or (STATIC_ROOT / "staticfiles.json").exists()) and not DEBUG:
    _STATIC = "whitenoise.storage.CompressedManifestStaticFilesStorage"
else:  # tests and developers: straight from the folders
    WHITENOISE_USE_FINDERS = True
    WHITENOISE_AUTOREFRESH = True
STORAGES = {"default": {"BACKEND": _MEDIA}, "staticfiles": {"BACKEND": _STATIC}}
MEDIA_ROOT = HOME.data / "media"
DATA_UPLOAD_MAX_MEMORY_SIZE = 4_000_000
FILE_UPLOAD_MAX_MEMORY_SIZE = 2_500_000
DATA_UPLOAD_MAX_NUMBER_FIELDS = 2000

BASE_ADDRESS = HOME.base
EMAIL_HOST_SET = bool(HOME.mail_url)
if HOME.mail_url:
    from urllib.parse import unquote, urlsplit

    _mail = urlsplit(HOME.mail_url)
    EMAIL_HOST, EMAIL_PORT = _mail.hostname or "localhost", _mail.port or 25
    EMAIL_HOST_USER, EMAIL_HOST_PASSWORD = unquote(_mail.username or ""), unquote(_mail.password or "")
    EMAIL_USE_SSL = _mail.scheme == "smtps"
    EMAIL_USE_TLS = _mail.scheme == "smtp" and bool(_mail.username)
DEFAULT_FROM_EMAIL = HOME.mail_from or "pupitre@localhost"
EMAIL_TIMEOUT = 20

PROCRASTINATE_AUTODISCOVER_MODULE_NAME = "jobs"
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"()": "pupitre.ground.logs.Line"}, "json": {"()": "pupitre.ground.logs.Json"}},
    "filters": {"once": {"()": "pupitre.ground.logs.OncePerFailure"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": HOME.log, "filters": ["once"]}},
    "root": {"handlers": ["console"], "level": "WARNING"},
    "loggers": {
        "pupitre": {"level": "INFO"},
        "procrastinate": {"level": "WARNING"},
        "django.server": {"level": "WARNING"},
    },
}
SILENCED_SYSTEM_CHECKS = ["security.W004", "security.W008"]
