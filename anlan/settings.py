"""Django's own corner: where the home is, which database, who may come in by which door."""

import ipaddress
import json
import os
import secrets
from datetime import datetime
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from django.core.exceptions import ImproperlyConfigured
from django.utils.functional import SimpleLazyObject
from psycopg.conninfo import conninfo_to_dict

from anlan import disk

HOUSE = Path(__file__).parent
ANLAN_HOME = Path(os.environ.get("ANLAN_HOME", "var")).resolve()


def _told_of_the_house() -> dict[str, str]:
    """Return what `anlan init` wrote down of this home: its origin, its pack and its place."""
    path = ANLAN_HOME / "house.json"
    try:
        told: dict[str, str] = json.loads(path.read_text("utf-8")) if path.exists() else {}
        return {"origin": told["origin"], "pack": told["pack"], "place": told["place"]} if told else {}
    except (KeyError, TypeError, ValueError) as wrong:
        raise ImproperlyConfigured(
            f"{path} 已损坏，请从备份恢复此文件。{path} is damaged: restore this file from a backup."
        ) from wrong


HOUSE_TOLD = _told_of_the_house()
# The node whose journal this is; it stands in every header and number.
ORIGIN = os.environ.get("ANLAN_ORIGIN") or HOUSE_TOLD.get("origin", "demo")
if HOUSE_TOLD:
    os.environ.setdefault("ANLAN_PACK", HOUSE_TOLD["pack"])


def _told_of_the_drill() -> dict[str, str]:
    """Return the name and the titles of the drill for which this home was made, or nothing where people live in it."""
    path = ANLAN_HOME / "drill.json"
    try:
        told: dict[str, str] = json.loads(path.read_text("utf-8")) if path.exists() else {}
        return {word: told[word] for word in ("name", "zh", "en")} if told else {}
    except (KeyError, TypeError, ValueError) as wrong:
        raise ImproperlyConfigured(
            f"{path} 已损坏，请重新开始演练。{path} is damaged: begin the drill anew."
        ) from wrong


# A drill is a home of its own, under the home that lives: its pages stand under /x/NAME/, and its clock may run faster.
DRILL_TOLD = _told_of_the_drill()
DRILL = DRILL_TOLD.get("name", "")
if DRILL:
    os.environ.setdefault("ANLAN_CLOCK", str(ANLAN_HOME / "clock.json"))

# A house as it was known at a moment (`anlan asof`): it can be looked at, and nothing can be done in it.
AS_OF = datetime.fromisoformat(os.environ["ANLAN_ASOF"]) if "ANLAN_ASOF" in os.environ else None

# Plain HTTP serves this machine alone. Whoever names hosts opens the house to others, and then everything is TLS.
OPEN_TO_OTHERS = "ANLAN_HOSTS" in os.environ
ALLOWED_HOSTS = os.environ["ANLAN_HOSTS"].split() if OPEN_TO_OTHERS else ["127.0.0.1", "localhost", "[::1]"]
# Where the house is reached from outside, for what is sent to telephones; without hosts a message names the path alone.
_HOST = ALLOWED_HOSTS[0].lstrip("*.") if OPEN_TO_OTHERS and ALLOWED_HOSTS else ""
ADDRESS = os.environ.get("ANLAN_ADDRESS", f"https://{_HOST}" if _HOST else "").rstrip("/")
if DRILL and ADDRESS:
    ADDRESS += f"/x/{DRILL}"
# TLS ends in front of the house. Only what comes from these addresses or networks is believed of who asks, and how.
PROXIES = os.environ.get("ANLAN_PROXY", "").split()
DEBUG = False

INSTALLED_APPS = ["anlan"]
MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "anlan.faces.web.squeeze.Squeeze",
    "anlan.faces.web.drill.Moved",
    "csp.middleware.CSPMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "anlan.kernel.registry.door.Door",
    "anlan.kernel.credentials.threshold.Threshold",
    "anlan.faces.web.asof.AsOf",
    "anlan.faces.web.live.Mark",
    # Behind the door, which gives every no of theirs its sentence and its audit line.
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
]
ROOT_URLCONF = "anlan.urls"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

USE_TZ = True
TIME_ZONE = "Asia/Shanghai"
# Words are Chinese where they are written; English stands in the catalogue (see faces/web/catalogues.py).
LANGUAGE_CODE = "zh-hans"
LANGUAGES = [("zh-hans", "中文"), ("en", "English")]
LOCALE_PATHS = [HOUSE / "faces/web/locale"]

STATIC_URL = "/static/"
STATIC_ROOT = HOUSE / "faces/web/static"  # what was built lies where it is served from
WHITENOISE_MAX_AGE = 300
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [HOUSE / "faces/web/templates"],
        "OPTIONS": {
            "builtins": [
                "django.templatetags.i18n",
                "django.templatetags.l10n",
                "django.templatetags.static",
                "anlan.faces.web.templatetags.look",
            ],
            "context_processors": [
                "django.template.context_processors.request",
                "anlan.faces.web.everywhere.in_every_page",
            ],
        },
    }
]


def _secret() -> str:
    """Return the key of this home, made when it is first needed; nobody else may read it."""
    path = ANLAN_HOME / "keys" / "secret-key"
    if not path.exists():
        disk.keep_once(path, secrets.token_urlsafe(48).encode())  # of two who make one at once, the first one's stands
    return path.read_text()


SECRET_KEY = SimpleLazyObject(_secret)


def _oidc() -> dict[str, str]:
    """Return what the house is told of a foreign sign-in service; its secret may lie among the keys of the home."""
    told = {word: os.environ.get(f"ANLAN_OIDC_{word.upper()}", "") for word in ("issuer", "client", "secret", "name")}
    issuer = urlsplit(told["issuer"])
    if told["issuer"] and issuer.scheme != "https" and (issuer.scheme, issuer.hostname) != ("http", "127.0.0.1"):
        raise ImproperlyConfigured("ANLAN_OIDC_ISSUER 须以 https:// 开头。ANLAN_OIDC_ISSUER must begin with https://.")
    path = ANLAN_HOME / "keys" / "oidc-secret"
    if not told["secret"] and path.exists():
        told["secret"] = path.read_text("utf-8").strip()
    return told


OIDC = _oidc()


def _networks() -> list[Any]:
    """Return the networks within which feeds may be asked, beside the open internet: those of the office itself."""
    try:
        return [ipaddress.ip_network(one, strict=False) for one in os.environ.get("ANLAN_SOURCE_NETWORKS", "").split()]
    except ValueError as wrong:
        raise ImproperlyConfigured(
            f"ANLAN_SOURCE_NETWORKS 须为网段，以空格隔开：{wrong}。It takes networks with spaces between them."
        ) from wrong


SOURCE_NETWORKS = _networks()
# Whose certificates are trusted of feeds beside those that this machine trusts: a file in PEM.
SOURCE_CA = os.environ.get("ANLAN_SOURCE_CA", "")
# The folder within which all watched folders lie.
SOURCE_INBOX = Path(os.environ.get("ANLAN_INBOX") or ANLAN_HOME / "inbox")

# Who comes in, and what may be sent.
SESSION_COOKIE_NAME, CSRF_COOKIE_NAME = ("__Host-session", "__Host-csrf") if OPEN_TO_OTHERS else ("session", "csrf")
if DRILL:  # whoever looks at a drill stays signed in where he lives
    SESSION_COOKIE_NAME, CSRF_COOKIE_NAME = f"{SESSION_COOKIE_NAME}-{DRILL}", f"{CSRF_COOKIE_NAME}-{DRILL}"
CSRF_COOKIE_SECURE = OPEN_TO_OTHERS
CSRF_COOKIE_HTTPONLY = True
CSRF_COOKIE_SAMESITE = "Lax"
CSRF_FAILURE_VIEW = "anlan.faces.web.handlers.forged"
DATA_UPLOAD_MAX_MEMORY_SIZE = 2 << 20  # a file is not counted here, but in journal/files.py
DATA_UPLOAD_MAX_NUMBER_FIELDS = 1_000
DATA_UPLOAD_MAX_NUMBER_FILES = 20

# What a browser is told.
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
SECURE_SSL_REDIRECT = OPEN_TO_OTHERS
SECURE_HSTS_SECONDS = 365 * 86400 if OPEN_TO_OTHERS else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = OPEN_TO_OTHERS
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": ["'none'"],
        "script-src": ["'self'"],
        "style-src": ["'self'"],
        "img-src": ["'self'", "data:"],
        "font-src": ["'self'"],
        "connect-src": ["'self'"],
        "worker-src": ["'self'"],
        "manifest-src": ["'self'"],
        "form-action": ["'self'"],
        "base-uri": ["'none'"],
        "frame-ancestors": ["'none'"],
    }
}
# The list of preloaded hosts is for the open internet. On this machine alone there is no TLS to insist on.
SILENCED_SYSTEM_CHECKS = ["security.W021"]
if not OPEN_TO_OTHERS:
    SILENCED_SYSTEM_CHECKS += ["security.W004", "security.W008", "security.W016"]

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    # A line of JSON for each, without anything that anybody told us: see faces/cli/lines.py.
    "formatters": {"lines": {"()": "anlan.faces.cli.lines.Lines"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "lines"}},
    "root": {"handlers": ["console"], "level": "WARNING"},
    "loggers": {
        # Every no has its audit line; here stands only what broke.
        "django": {"handlers": [], "propagate": True},
        "django.request": {"level": "ERROR"},
        "django.security": {"level": "CRITICAL"},
        "django.security.DisallowedHost": {"level": "CRITICAL"},
    },
}

if "ANLAN_DB" in os.environ:  # a PostgreSQL address, as libpq reads it
    _told = conninfo_to_dict(os.environ["ANLAN_DB"])
    _NAMED = ("dbname", "user", "password", "host", "port")
    DATABASES: dict[str, dict[str, Any]] = {
        "default": {
            "ENGINE": "django.db.backends.postgresql",
            "NAME": _told.get("dbname") or "postgres",
            "USER": _told.get("user") or "",
            "PASSWORD": _told.get("password") or "",
            "HOST": _told.get("host") or "",
            "PORT": str(_told.get("port") or ""),
            "CONN_MAX_AGE": None,
            # What else the address says, as sslmode, holds as well.
            "OPTIONS": {key: value for key, value in _told.items() if key not in _NAMED and value is not None}
            | {"server_side_binding": True, "prepare_threshold": 2},
            "TEST": {"TEMPLATE": "template0"},
        }
    }
else:
    DATABASES = {
        "default": {
            "ENGINE": "django.db.backends.sqlite3",
            "NAME": ANLAN_HOME / "anlan.sqlite3",
            "OPTIONS": {
                "transaction_mode": "IMMEDIATE",  # an act holds the whole house; see kernel/journal/lock.py
                "timeout": 20,
                # What is destroyed is overwritten in the file, not only unlinked: see kernel/registry/vault.py
                "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA cache_size=-200000;"
                " PRAGMA secure_delete=ON;",
            },
        }
    }
