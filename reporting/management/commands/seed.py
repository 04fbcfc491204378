from django.conf import settings
from django.core.management.base import BaseCommand
from django.utils import timezone

from cnnt_portal import rehearsing
from reporting import seeding
from reporting.rehearsing.operations import settle


class Command(BaseCommand):
    help = "Loads units, rules, organisations and history; in the embedded mode also the demonstration. Safe to repeat."

    def handle(self, *args, **options):
        at = timezone.now()
        if rehearsing.is_on():
            self.say(f"Nạp cổng diễn tập cho {rehearsing.held_for()} (a rehearsal: units, rules, bodies of the state)")
            settle(by=None, at=at)
            return
        self.say("Nạp đơn vị hành chính, quy định, cơ quan nhà nước (units, rules, bodies of the state)")
        organisations = seeding.load_foundations(at=at)
        self.say("Nạp các kỳ bình chọn và sản phẩm đã được công nhận (rounds and products of earlier years)")
        seeding.load_history(at=at)
        self.say("Nạp kế hoạch hỗ trợ và chế độ báo cáo (the support plan, the report regime)")
        seeding.load_plan(organisations, with_last_period=settings.DEMO_ACCOUNTS, at=at)
        if settings.DEMO_ACCOUNTS:
            self.say("Dựng dữ liệu dùng thử, lần đầu chừng một phút (demonstration, about a minute the first time)")
            seeding.load_demonstration(organisations, at=at)

    def say(self, line):
        """At once, though the output goes into a file: a minute of silence looks like a portal that hangs."""
        self.stdout.write(line)
        self.stdout.flush()
