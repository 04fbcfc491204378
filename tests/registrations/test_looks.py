"""The establishment's pages in a real browser: every width, every rule of axe."""

import pytest
from django.urls import reverse

from registrations.models import PaperKind
from tests.browser.fixtures import *  # noqa: F403
from tests.browser.seeing import inspect
from tests.factories import registrations as make

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def test_the_pages_of_a_dossier_are_usable_by_everybody(page_of):
    entry = make.draft_entry()
    make.add_paper(entry.dossier, PaperKind.PHOTO_FRONT, caption="hộp 500 g")
    make.add_paper(entry.dossier, PaperKind.FOOD_SAFETY, issuer="Sở Công Thương tỉnh Vĩnh Long", number="12/2025/ATTP")
    returned = make.returned_entry()
    returned = make.operations.complete(
        entry=returned,
        is_true_stated=True,
        unchanged_because="Đã gửi bản giấy.",
        by=make.owner_of_entry(returned),
        at=make.AT,
    )
    page = page_of(make.owner_of_entry(entry))
    for name, address in {
        "papers": reverse("registrations:paper_list", args=[entry.pk]),
        "evidence": reverse("registrations:paper_list", args=[entry.pk]) + "?loai=merit",
        "section": reverse("registrations:dossier_edit", args=[entry.pk, "business"]),
    }.items():
        page.goto(address)
        inspect(page, f"dossier-{name}")
    page = page_of(make.owner_of_entry(returned))
    page.goto(reverse("registrations:version_compare", args=[returned.pk]))
    inspect(page, "dossier-compared")
