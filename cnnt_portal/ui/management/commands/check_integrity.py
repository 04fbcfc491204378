from django.core.management.base import BaseCommand, CommandError
from django.utils.module_loading import autodiscover_modules

from cnnt_portal.integrity import invariants


class Command(BaseCommand):
    help = "Kiểm các điều phải luôn đúng trong cơ sở dữ liệu; có --files thì đọc lại từng tệp (chậm)."

    def add_arguments(self, parser):
        parser.add_argument("--files", action="store_true", help="đọc lại từng tệp và so mã SHA-256")

    def handle(self, *, files, **options):
        autodiscover_modules("integrity")
        count = 0
        for fact, broken in invariants():
            rows = list(broken(files))
            self.stdout.write(f"{'SAI ' if rows else 'đúng'}  {fact}")
            for row in rows:
                self.stdout.write(f"        {row}")
            count += len(rows)
        if count:
            raise CommandError(f"{count} chỗ không đúng.")
