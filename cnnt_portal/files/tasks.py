from datetime import timedelta

from celery import shared_task
from django.conf import settings
from django.utils import timezone

from cnnt_portal.clock import portal_now

from .models import StoredFile
from .scanning import ScannerUnavailable, is_clean


@shared_task(
    name="files.scan", autoretry_for=(ScannerUnavailable,), retry_backoff=5, retry_backoff_max=600, max_retries=8
)
def scan(stored_file_id):
    """Ask ClamAV about one file. Running twice does no harm: only a waiting file is asked about."""
    from . import operations

    stored_file = StoredFile.objects.filter(pk=stored_file_id, scan=StoredFile.Scan.WAITING).first()
    if stored_file is None:
        return
    with stored_file.open() as file:
        clean = is_clean(file)
    operations.record_scan(stored_file=stored_file, clean=clean, by=None, at=timezone.now())


@shared_task(name="files.scan_waiting")
def scan_waiting():
    """Every few minutes: files whose scan was lost with a worker or given up while ClamAV was away."""
    if not settings.CLAMAV_HOST:
        return
    waiting = StoredFile.objects.filter(
        scan=StoredFile.Scan.WAITING, uploaded_at__lt=timezone.now() - timedelta(minutes=10)
    )
    for pk in waiting.values_list("pk", flat=True)[:500]:
        scan.delay(pk)


@shared_task(name="files.sweep_uploads")
def sweep_uploads():
    """Every hour: files that began to arrive and were given up."""
    from . import arriving

    arriving.sweep(at=portal_now())


@shared_task(name="files.sweep_orphans")
def sweep_orphans():
    """Once a day: bytes that no row knows."""
    from . import operations

    operations.sweep_orphans(by=None, at=timezone.now())
