from collections import Counter
from datetime import date

import pytest
from django.utils import timezone

from cnnt_portal.audit.models import Event
from cnnt_portal.geography.models import AdministrativeUnit, Succession
from cnnt_portal.geography.operations import load_units
from cnnt_portal.text import vietnamese_key
from tests.factories.geography import commune

pytestmark = pytest.mark.django_db


def test_the_whole_register_is_loaded_once_and_a_second_time_changes_nothing():
    mended = commune("Bình Liêu", of="Quảng Ninh")
    AdministrativeUnit.objects.filter(pk=mended.pk).update(full_name="Xã Sai", search_key="")

    added = load_units(by=None, at=timezone.now())
    units = list(AdministrativeUnit.objects.values_list("pk", "full_name", "search_key", "parent", "province"))

    assert added > 28_000
    assert Counter(AdministrativeUnit.objects.on(date(2025, 6, 30)).values_list("level", flat=True)) == {
        "province": 63,
        "district": 696,
        "commune": 10_035,
    }
    assert Counter(AdministrativeUnit.objects.on(date(2025, 7, 1)).values_list("level", flat=True)) == {
        "province": 34,
        "commune": 3_321,
    }
    assert AdministrativeUnit.objects.filter(province=None).count() == 0
    mended.refresh_from_db()
    assert (mended.full_name, mended.search_key) == ("Xã Bình Liêu", mended.search_key)
    assert "xa binh lieu" in mended.search_key

    assert load_units(by=None, at=timezone.now()) == 0
    assert list(AdministrativeUnit.objects.values_list("pk", "full_name", "search_key", "parent", "province")) == units
    assert Event.objects.filter(name__endswith="geography.load_units").count() == 2

    # The order of the database is the order of our own key, on all names there are.
    ordered = list(AdministrativeUnit.objects.in_order().values_list("name", flat=True))
    assert ordered == sorted(ordered, key=vietnamese_key)
    assert Succession.objects.filter(old__level="commune").values("old").distinct().count() == 10_035
