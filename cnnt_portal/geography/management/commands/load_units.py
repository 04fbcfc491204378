from django.core.management.base import BaseCommand
from django.utils import timezone

from cnnt_portal.geography.operations import load_units


class Command(BaseCommand):
    help = "Nạp đơn vị hành chính, sáp nhập và khu vực; chạy lại không đổi gì."

    def handle(self, *args, **options):
        added = load_units(by=None, at=timezone.now())
        self.stdout.write(f"Đã thêm {added} dòng.")
