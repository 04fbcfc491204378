"""How an office writes its numbers."""

import pytest
from django.urls import reverse
from django.utils import timezone

from certificates import operations, queries
from certificates.models import NumberPattern
from certificates.numbering import as_typed, pattern_from, take_number
from cnnt_portal.errors import NotPermitted, Refused
from tests import people
from tests.factories import certificates as make
from tests.factories.judging import published_round

YEAR = timezone.localdate().year


@pytest.mark.django_db
def test_a_pattern_set_on_screen_writes_the_numbers_of_the_preview_and_of_the_papers(client_of):
    round_ = published_round(means=("80",))
    client = client_of(people.so_officer())
    address = reverse("certificates:template_number", args=[round_.organiser.pk, round_.level])
    listed = client.get(reverse("certificates:template_list")).content.decode()
    assert address in listed
    page = client.post(address, {"text": "{số}/{năm}/CNNT-VL", "digits": "4"}, follow=True).content.decode()
    assert f"0001/{YEAR}/CNNT-VL" in page
    entered = make.decision(round_)
    told = queries.preview(entered).first
    assert (told, make.certificate(entered).number) == (f"0001/{YEAR}/CNNT-VL",) * 2


@pytest.mark.django_db
def test_a_series_that_has_begun_keeps_its_pattern():
    issued = make.certificate()
    operations.set_number_pattern(
        organisation=issued.issuer_organisation, level="province", text="{năm}-{số}", digits=2,
        by=people.so_officer(), at=timezone.now(),
    )  # fmt: skip
    office = {"issuer": issued.issuer, "level": "province", "organisation": issued.issuer_organisation}
    assert take_number(**office, year=YEAR) == f"002/GCN-{YEAR}"
    assert take_number(**office, year=YEAR + 1) == f"{YEAR + 1}-01"


@pytest.mark.django_db
def test_two_levels_of_one_issuer_do_not_print_the_same_number():
    take_number(issuer="Bộ Công Thương", level="nation", year=YEAR)
    with pytest.raises(Refused, match="đã dùng mẫu số này cho cấp khác"):
        take_number(issuer="Bộ Công Thương", level="region", year=YEAR)


@pytest.mark.django_db
@pytest.mark.parametrize("who", [people.outsider, people.cuc_officer, people.owner])
def test_only_the_office_sets_its_pattern(who):
    with pytest.raises(NotPermitted, match="cơ quan cấp giấy"):
        operations.set_number_pattern(
            organisation=people.so(), level="province", text="{số}-{năm}", digits=3, by=who(), at=timezone.now()
        )
    assert not NumberPattern.objects.exists()


@pytest.mark.parametrize("typed", [("{số}/GCN-{năm}", 3), ("{năm}.{số}", 1), ("Số {số} năm {năm} (CNNT)", 6)])
def test_a_pattern_is_typed_and_shown_alike(typed):
    assert as_typed(pattern_from(*typed)) == typed


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("{số}/GCN", "đúng một {năm}"),
        ("GCN-{năm}", "đúng một {số}"),
        ("{số}{số}-{năm}", "đúng một {số}"),
        ("{số}-{năm}-{cấp}", "dấu ngoặc nhọn khác"),
        ("{số}-{năm}{0.__class__}", "dấu ngoặc nhọn khác"),
        ("{số}-{năm}" + "x" * 50, "dài quá"),
    ],
)
def test_a_pattern_that_would_not_count_is_refused(text, sentence):
    with pytest.raises(Refused, match=sentence):
        pattern_from(text, 3)
