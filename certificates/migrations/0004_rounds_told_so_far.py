"""Rounds whose results are published, or whose certificates are given, say so from now on."""

from django.db import migrations

# Plain SQL that both databases read: a state of all models for two lines would cost seconds each time.
PUBLISHED = """
UPDATE registrations_round SET results_published_at = (
    SELECT published_at FROM judging_council WHERE judging_council.round_id = registrations_round.id
) WHERE handed_over_at IS NOT NULL
"""
CERTIFIED = """
UPDATE registrations_round SET certified_at = (
    SELECT MIN(entered_at) FROM certificates_recognitiondecision AS decision
    WHERE decision.round_id = registrations_round.id AND EXISTS (
        SELECT 1 FROM certificates_certificate AS given
        WHERE given.decision_id = decision.id AND given.entry_id IS NOT NULL
    )
) WHERE handed_over_at IS NOT NULL
"""


class Migration(migrations.Migration):
    dependencies = [
        ("certificates", "0003_no_house_is_searched_for"),
        ("judging", "0013_groups_seasons_and_discussions"),
        ("registrations", "0014_round_published_and_certified"),
    ]
    operations = [migrations.RunSQL([PUBLISHED, CERTIFIED], migrations.RunSQL.noop)]
