from django.core.management.base import BaseCommand
from django.utils import timezone

from cnnt_portal.rulebook.operations import load_rule_sets


class Command(BaseCommand):
    help = "Nạp các bộ quy định về bình chọn; chạy lại không đổi gì."

    def handle(self, *args, **options):
        load_rule_sets(by=None, at=timezone.now())
