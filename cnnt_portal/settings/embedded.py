"""One machine, no service to install: SQLite and a queue in the file system."""

import os

from .base import *  # noqa: F403
from .base import CELERY_BEAT_SCHEDULE, DATABASES, PORTAL_URL, REHEARSAL_FOR, REHEARSAL_MAIL, STORAGES, VAR_DIR
from .schedule import MINUTE

EMBEDDED = True
REHEARSAL_DAYS = int(os.environ.get("CNNT_REHEARSAL_DAYS", "0"))
DEMO_ACCOUNTS = not REHEARSAL_FOR
PAPERS_HAVE_LEGAL_FORCE = False
# Browsers allow security keys on localhost without TLS; the library must, too.
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = True
# Nothing leaves this machine and the accounts are public, so the key may be too.
SECRET_KEY = "embedded-mode-only-" + "0" * 40
ALLOWED_HOSTS = ["localhost", "127.0.0.1", "[::1]", "testserver"]
PULSE_URL = f"{PORTAL_URL}/suc-khoe/"

DATABASES["default"] = {
    "ENGINE": "django.db.backends.sqlite3",
    "NAME": VAR_DIR / "portal.sqlite3",
    "OPTIONS": {
        # IMMEDIATE and a busy time-out: without them concurrent writers fail instead of waiting.
        "transaction_mode": "IMMEDIATE",
        "timeout": 20,
        "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL; PRAGMA foreign_keys=ON;",
    },
}
CACHES = {"default": {"BACKEND": "django.core.cache.backends.filebased.FileBasedCache", "LOCATION": VAR_DIR / "cache"}}
STORAGES["staticfiles"] = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
WHITENOISE_USE_FINDERS = True
WHITENOISE_AUTOREFRESH = True

MAIL_CARRIER = "django.core.mail.backends.filebased.EmailBackend"
EMAIL_BACKEND = REHEARSAL_MAIL if REHEARSAL_FOR else MAIL_CARRIER
EMAIL_FILE_PATH = VAR_DIR / "mail"

_QUEUE = VAR_DIR / "queue"
CELERY_BROKER_URL = "filesystem://"
CELERY_BROKER_TRANSPORT_OPTIONS = {
    "data_folder_in": str(_QUEUE / "messages"),
    "data_folder_out": str(_QUEUE / "messages"),
    "control_folder": str(_QUEUE / "control"),
    "polling_interval": 0.05,
}
# The scheduler that keeps its clock in the database would write into SQLite for nothing.
CELERY_BEAT_SCHEDULER = "celery.beat:PersistentScheduler"
CELERY_BEAT_SCHEDULE_FILENAME = str(_QUEUE / "beat")
if REHEARSAL_DAYS:
    # Whoever plays a day sees what it brings, reminders and lists, within a minute, not six hours after the start.
    for _task in CELERY_BEAT_SCHEDULE.values():
        _task["schedule"] = min(_task["schedule"], MINUTE)
# WhiteNoise warns of a missing static folder, though in this mode it serves the sources.
_FOLDERS = [VAR_DIR / name for name in ("static", "files", "cache", "mail")]
for _folder in (*_FOLDERS, _QUEUE / "messages", _QUEUE / "control"):
    _folder.mkdir(parents=True, exist_ok=True)
