import os

from celery import Celery
from kombu.transport import TRANSPORT_ALIASES

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "cnnt_portal.settings.embedded")

# Kombu's own lets a reader meet a half-written message and end the worker.
TRANSPORT_ALIASES["filesystem"] = "cnnt_portal.jobs.folder_queue:Transport"

app = Celery("cnnt_portal")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()
