from django.core.management.base import BaseCommand, CommandError

from judging.models import Council
from judging.queries import checked


class Command(BaseCommand):
    help = "Kiểm tra sổ điểm của mọi kỳ (hoặc một kỳ) và tính lại kết quả theo quy định mà kỳ đã ghim."

    def add_arguments(self, parser):
        parser.add_argument("round", nargs="?", type=int, help="mã số của một kỳ bình chọn")

    def handle(self, *args, round, **options):
        councils = Council.objects.select_related("round__rule_set").order_by("pk")
        wrong = 0
        for council in councils.filter(round=round) if round else councils:
            check = checked(council)
            wrong += not check.holds
            verdict = "ĐÚNG" if check.holds else "SAI"
            self.stdout.write(f"{verdict} – kỳ {council.round_id} {council.round}: {check.length} dòng, {check.head}")
            for sentence in filter(None, [check.chain, check.program, *check.results]):
                self.stdout.write(f"    {sentence}")
        if wrong:
            raise CommandError(f"{wrong} sổ điểm không khớp.")
