"""Django's own corner: where the home is, which database, who may come in by which door."""

import os
from pathlib import Path
from typing import Any

from psycopg.conninfo import conninfo_to_dict

HOUSE = Path(__file__).parent
ANLAN_HOME = Path(os.environ.get("ANLAN_HOME", "var")).resolve()
ORIGIN = os.environ.get("ANLAN_ORIGIN", "demo")  # the node whose journal this is; it stands in every header and number

INSTALLED_APPS = ["anlan"]
MIDDLEWARE: list[str] = []
ROOT_URLCONF = "anlan.urls"
USE_TZ = True
TIME_ZONE = "Asia/Shanghai"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
SECRET_KEY = "not-yet"

# Words are Chinese where they are written; English stands in the catalogue (see faces/web/catalogues.py).
LANGUAGE_CODE = "zh-hans"
LANGUAGES = [("zh-hans", "中文"), ("en", "English")]
LOCALE_PATHS = [HOUSE / "faces/web/locale"]

STATIC_URL = "/static/"
STATICFILES_DIRS = [HOUSE / "faces/web/static"]
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
        },
    }
]

if "ANLAN_DB" in os.environ:  # a PostgreSQL address, as libpq reads it
    _told = conninfo_to_dict(os.environ["ANLAN_DB"])
    DATABASES: dict[str, dict[str, Any]] = {
        "default": {
            "ENGINE": "django.db.backends.postgresql",
            "NAME": _told.get("dbname") or "postgres",
            "USER": _told.get("user") or "",
            "PASSWORD": _told.get("password") or "",
            "HOST": _told.get("host") or "",
            "PORT": str(_told.get("port") or ""),
            "CONN_MAX_AGE": None,
            "OPTIONS": {"server_side_binding": True, "prepare_threshold": 2},
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
                "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA cache_size=-200000;",
            },
        }
    }
