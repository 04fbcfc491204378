"""The technical look: what an establishment has not filed is its own."""

import pytest
from django.urls import NoReverseMatch, reverse

from tests.factories import registrations as make

pytestmark = pytest.mark.django_db


def test_support_staff_see_what_was_filed_and_no_draft(client_of, cast):
    round = make.open_round()
    filed = make.submitted_entry(round, make.product(name="Kẹo dừa đã nộp"))
    draft = make.complete_entry(round, make.product(name="Bánh phồng còn soạn"))
    admin = client_of(cast.administrator)
    for kind, seen, hidden in (("entry", filed.pk, draft.pk), ("product", filed.product_id, draft.product_id)):
        page = admin.get(reverse(f"admin:registrations_{kind}_changelist")).content.decode()
        assert ("Kẹo dừa đã nộp" in page, "Bánh phồng còn soạn" in page) == (True, False)
        look = [
            admin.get(reverse(f"admin:registrations_{kind}_change", args=[pk])).status_code for pk in (seen, hidden)
        ]
        assert look == [200, 302]
    with pytest.raises(NoReverseMatch):
        reverse("admin:registrations_dossier_changelist")
