from django.core.management.base import BaseCommand, CommandError

from registrations.models import DossierVersion


class Command(BaseCommand):
    help = "Checks that every filed dossier is still what its receipt says: content, papers and, with --files, bytes."

    def add_arguments(self, parser):
        parser.add_argument("--files", action="store_true", help="read every file again (slow)")

    def handle(self, *, files, **options):
        broken, count = [], 0
        for version in DossierVersion.objects.order_by("pk").iterator(chunk_size=200):
            count += 1
            if not version.is_intact:
                broken.append(f"version {version.pk}: not what was filed")
            if files:
                broken += [f"version {version.pk}: file {paper.file_id} lost" for paper in version.lost_papers()]
        if broken:
            raise CommandError("\n".join(broken))
        self.stdout.write(f"{count} filed versions are what their receipts say.")
