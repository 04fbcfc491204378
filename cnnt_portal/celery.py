import os

from celery import Celery

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "cnnt_portal.settings.embedded")

app = Celery("cnnt_portal")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()
