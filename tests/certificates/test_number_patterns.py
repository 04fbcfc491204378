"""How an office writes its numbers."""

import pytest
from django.urls import reverse
from django.utils import timezone

from certificates import operations, queries
from certificates.models import NumberPattern, NumberSeries
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


def taken(level, issuer="Bộ Công Thương", year=YEAR):
    return take_number(issuer=issuer, organisation=people.so(), level=level, year=year)


def patterned(level, text, digits=3):
    return operations.set_number_pattern(
        organisation=people.so(), level=level, text=text, digits=digits, by=people.so_officer(), at=timezone.now()
    )


@pytest.mark.django_db
def test_two_levels_of_one_issuer_do_not_print_the_same_number():
    assert taken("nation") == f"001/GCN-{YEAR}"
    with pytest.raises(Refused, match="đã dùng mẫu số này cho cấp quốc gia"):
        taken("region", issuer="Bộ công thương")


@pytest.mark.django_db
def test_nor_do_two_levels_of_one_office_though_two_authorities_sign_their_decisions():
    """A board keeps one book: the minister's numbers and those of its own head stand in it side by side."""
    taken("nation")
    with pytest.raises(Refused, match="đã dùng mẫu số này cho cấp quốc gia"):
        taken("region", issuer="Cục Đổi mới sáng tạo, Chuyển đổi xanh và Khuyến công")
    patterned("region", "{số}/GCN-KV-{năm}")
    assert taken("region", issuer="Cục ĐCK") == f"001/GCN-KV-{YEAR}"


@pytest.mark.django_db
def test_patterns_that_differ_only_in_how_many_figures_they_write_at_least_are_the_same():
    """The hundredth of both is 100."""
    patterned("province", "{số}/GCN-{năm}", digits=2)
    with pytest.raises(Refused, match="giống với mẫu của cấp tỉnh"):
        patterned("region", "{số}/GCN-{năm}", digits=3)
    patterned("nation", "QG-{số}/{năm}")
    taken("nation")
    patterned("nation", "{số}-QG/{năm}")
    with pytest.raises(Refused, match="giống với mẫu của cấp quốc gia"):
        patterned("lowest", "QG-{số}/{năm}", digits=4)


@pytest.mark.django_db
def test_an_office_counts_on_however_its_decisions_write_the_issuer():
    names = ["Ủy ban nhân dân tỉnh Lào Cai", "UBND tỉnh Lào Cai", "Ủy ban nhân dân  tỉnh Lào Cai"]
    assert [taken("province", name) for name in names] == [f"00{place}/GCN-{YEAR}" for place in (1, 2, 3)]
    assert [one.last for one in queries.number_series(people.so(), "province")] == [3]


@pytest.mark.django_db
def test_a_number_is_one_in_the_book_of_its_office_whatever_another_office_calls_itself():
    issued = make.certificate()
    other = people.cuc_officer().memberships.get().organisation
    assert take_number(issuer=issued.issuer, organisation=other, level="province", year=YEAR) == issued.number
    NumberSeries.objects.filter(organisation=issued.issuer_organisation).update(last=0)
    with pytest.raises(Refused, match=f"đã có một giấy khác mang số {issued.number}"):
        take_number(issuer="UBND tỉnh", organisation=issued.issuer_organisation, level="province", year=YEAR)


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
        ("1{số}/GCN-{năm}", "không được có chữ số"),
        ("{số}/GCN-{năm}2", "không được có chữ số"),
        ("{số}-{năm}-{cấp}", "dấu ngoặc nhọn khác"),
        ("{số}-{năm}{0.__class__}", "dấu ngoặc nhọn khác"),
        ("{số}-{năm}" + "x" * 50, "dài quá"),
    ],
)
def test_a_pattern_that_would_not_count_is_refused(text, sentence):
    with pytest.raises(Refused, match=sentence):
        pattern_from(text, 3)
