from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from cnnt_portal.accounts.operations import appoint_administrator
from cnnt_portal.errors import Refused


class Command(BaseCommand):
    help = "Trao vai trò quản trị cổng cho một người đã tự đăng ký tài khoản; người quản trị mời những người khác."

    def add_arguments(self, parser):
        parser.add_argument("email", help="địa chỉ thư của tài khoản")

    def handle(self, *, email, **options):
        try:
            membership = appoint_administrator(email=email, by=None, at=timezone.now())
        except Refused as refusal:
            raise CommandError(refusal.sentence) from refusal
        self.stdout.write(f"{membership.user} là quản trị cổng của {membership.organisation} từ hôm nay.")
