"""The suite runs on PostgreSQL and Redis when `make test` gives their ports, else on SQLite.

A worker that a test starts as a process of its own gets CNNT_TEST_DIR and CNNT_TEST_DB_NAME and so meets the
test's own database, queue and files.
"""

import atexit
import os
import shutil
import tempfile
from pathlib import Path

from .base import CELERY_BROKER_TRANSPORT_OPTIONS as REDIS_TRANSPORT_OPTIONS
from .embedded import *  # noqa: F403
from .embedded import CELERY_BROKER_TRANSPORT_OPTIONS, DATABASES, STORAGES

# One folder per test process: parallel processes and earlier runs never meet.
if os.environ.get("CNNT_TEST_DIR"):
    TEST_DIR = Path(os.environ["CNNT_TEST_DIR"])
else:
    TEST_DIR = Path(tempfile.mkdtemp(prefix="cnnt-test-"))
    atexit.register(shutil.rmtree, TEST_DIR, ignore_errors=True)

# What the tests read back from papers is what a real portal prints; the trial's mark has a test of its own.
PAPERS_HAVE_LEGAL_FORCE = True
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
EMAIL_BACKEND = os.environ.get("CNNT_TEST_EMAIL_BACKEND", "django.core.mail.backends.locmem.EmailBackend")
CACHES = {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}}
MEDIA_ROOT = TEST_DIR / "files"
STATIC_ROOT = TEST_DIR / "static"
STORAGES["default"] = {
    "BACKEND": "django.core.files.storage.FileSystemStorage",
    "OPTIONS": {"location": MEDIA_ROOT},
}

if os.environ.get("POSTGRES_PORT"):
    DATABASES["default"] = {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": "cnnt",
        "USER": os.environ.get("POSTGRES_USER", "postgres"),
        "PASSWORD": os.environ.get("POSTGRES_PASSWORD", ""),
        "HOST": os.environ.get("POSTGRES_HOST", "127.0.0.1"),
        "PORT": os.environ["POSTGRES_PORT"],
    }
else:
    # A file, because a worker process cannot open another process's memory.
    DATABASES["default"]["TEST"] = {"NAME": str(TEST_DIR / "test_cnnt.sqlite3")}
if os.environ.get("CNNT_TEST_DB_NAME"):
    DATABASES["default"]["NAME"] = os.environ["CNNT_TEST_DB_NAME"]

_messages = TEST_DIR / "queue" / "messages"
_control = TEST_DIR / "queue" / "control"
for _folder in (MEDIA_ROOT, STATIC_ROOT, _messages, _control):
    _folder.mkdir(parents=True, exist_ok=True)
FILESYSTEM_TRANSPORT_OPTIONS = CELERY_BROKER_TRANSPORT_OPTIONS | {
    "data_folder_in": str(_messages),
    "data_folder_out": str(_messages),
    "control_folder": str(_control),
}
CELERY_BROKER_TRANSPORT_OPTIONS = FILESYSTEM_TRANSPORT_OPTIONS
CELERY_BEAT_SCHEDULE_FILENAME = str(TEST_DIR / "queue" / "beat")
if os.environ.get("REDIS_URL") and os.environ.get("CNNT_TEST_BROKER") != "filesystem":
    CELERY_BROKER_URL = os.environ["REDIS_URL"]
    CELERY_BROKER_TRANSPORT_OPTIONS = REDIS_TRANSPORT_OPTIONS
CELERY_TASK_DEFAULT_QUEUE = TEST_DIR.name
# Kinds of job that exist for tests alone must be known to a worker process too.
CELERY_IMPORTS = ["tests.jobs.kinds"]
