from django.conf import settings
from django.core.management.base import BaseCommand
from django.utils import timezone

from reporting import seeding


class Command(BaseCommand):
    help = "Loads units, rules, organisations and history; in the embedded mode also the demonstration. Safe to repeat."

    def handle(self, *args, **options):
        at = timezone.now()
        organisations = seeding.load_foundations(at=at)
        seeding.load_history(at=at)
        seeding.load_plan(organisations, at=at)
        if settings.DEMO_ACCOUNTS and seeding.load_demonstration(organisations, at=at):
            self.stdout.write("Demonstration data made.")
