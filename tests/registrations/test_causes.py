"""Why dossiers come back, counted over offices: the Cục sees all, a Sở its province, and names only who received."""

import pytest
from django.urls import reverse

from registrations import queries
from registrations.models import Entry, Reason, VoteLevel
from tests import people
from tests.factories import registrations as make
from tests.queries import assert_constant_queries

pytestmark = pytest.mark.django_db
ADDRESS = reverse("registrations:cause_list")
BLURRED = "anh-khong-ro"


def asked(entry=None, code=BLURRED, bring="Chụp lại ảnh mặt trước cho rõ.", **options):
    """An entry that was asked to be completed for that cause."""
    entry = entry or make.submitted_entry(**options)
    reason = Reason.objects.get(code=code)
    point = {"part": reason.part, "article": "Phụ lục 2", "bring": bring, "reason": reason}
    officer = make.officer_of(entry.round)
    return make.operations.return_for_completion(entry=entry, points=[point], by=officer, at=make.AT)


def refused(entry=None, code="doc-ban", **options):
    entry = entry or make.submitted_entry(**options)
    cause, officer = Reason.objects.get(code=code), make.officer_of(entry.round)
    words = {"reason": "Sản phẩm chỉ có một chiếc.", "article": "Điều 4", "cause": cause}
    return make.operations.refuse(entry=entry, **words, by=officer, at=make.AT)


def counted(page):
    return [
        (step["label"], [(cause.slug, cause.times, cause.dossiers) for cause, _ in step["rows"]])
        for step in page.context["steps"]
    ]


def test_the_cuc_counts_over_all_provinces_and_a_so_counts_its_own(client_of, cast):
    round = make.open_round()
    first = asked(round=round)
    first = make.operations.complete(
        entry=first,
        is_true_stated=True,
        unchanged_because="Đã gửi bản giấy.",
        by=make.owner_of_entry(first),
        at=make.AT,
    )
    asked(first)
    refused(round=round)
    asked(round=make.open_round(province="Cao Bằng"))

    page = client_of(cast.cuc_officer).get(ADDRESS)
    assert counted(page) == [
        ("Yêu cầu bổ sung", [(BLURRED, 3, 2)]),
        ("Từ chối tiếp nhận", [("doc-ban", 1, 1)]),
    ]
    assert page.context["places"] == [
        {"province": "Cao Bằng", "filed": 1, "returned": 1, "share": 100, "refused": 0},
        {"province": "Vĩnh Long", "filed": 2, "returned": 1, "share": 50, "refused": 1},
    ]
    page = client_of(cast.so_officer).get(ADDRESS)
    assert counted(page)[0] == ("Yêu cầu bổ sung", [(BLURRED, 2, 1)])
    assert [row["province"] for row in page.context["places"]] == ["Vĩnh Long"]


def test_a_so_counts_the_rounds_of_its_communes_too(client_of, cast):
    round = make.open_round(VoteLevel.LOWEST)
    asked(round=round, product_=make.product(make.establishment(commune=round.unit)))
    page = client_of(cast.so_officer).get(ADDRESS)
    assert counted(page)[0][1] == [(BLURRED, 1, 1)]
    other = client_of(people.so_officer("Cao Bằng")).get(ADDRESS)
    assert other.context["total"]["filed"] == 0


def test_behind_a_cause_stands_each_time_and_only_who_received_it_reads_names(client_of, cast):
    entry = asked()
    address = reverse("registrations:cause_detail", args=[BLURRED])
    name, words = entry.product.name, "Chụp lại ảnh mặt trước cho rõ."

    own = client_of(cast.so_officer).get(address).content.decode()
    assert (name in own, words in own, entry.product.establishment.name in own) == (True, True, True)
    above = client_of(cast.cuc_officer).get(address).content.decode()
    assert (name in above, words in above, entry.product.establishment.name in above) == (False, False, False)
    assert entry.round.organiser.name in above
    assert "Hồ sơ của cơ quan khác" in above

    files = [
        client_of(user).get(reverse("exports:export_make", args=["registrations.cause", "csv"]), {"lydo": BLURRED})
        for user in (cast.so_officer, cast.cuc_officer)
    ]
    told = [file.getvalue().decode("utf-8-sig") for file in files]
    assert [name in text for text in told] == [True, False]
    assert [entry.round.organiser.name in text for text in told] == [True, True]


def test_the_filter_narrows_page_rows_and_file_alike(client_of, cast):
    asked()
    other = asked(round=make.open_round(province="Cao Bằng"))
    office = client_of(cast.cuc_officer)
    unit = other.product.establishment.province_id
    for wish in ({"tinh": unit}, {"ky": other.round_id}, {"ky": other.round_id, "nam": make.YEAR, "cap": "province"}):
        assert counted(office.get(ADDRESS, wish))[0][1] == [(BLURRED, 1, 1)]
        rows = office.get(reverse("registrations:cause_detail", args=[BLURRED]), wish).context["acts"]
        assert [act.entry.pk for act in rows] == [other.pk]
        file = office.get(reverse("exports:export_make", args=["registrations.causes", "csv"]), wish)
        assert ",1,1\r\n" in file.getvalue().decode("utf-8-sig")
    # What nobody could have chosen filters nothing.
    assert office.get(ADDRESS, {"nam": make.YEAR - 1, "cap": "region"}).context["total"]["filed"] == 2


def test_a_refusal_stands_behind_its_cause_with_the_words_that_were_written(client_of, cast):
    entry = refused()
    page = client_of(cast.so_officer).get(reverse("registrations:cause_detail", args=["doc-ban"]))
    assert [(act.entry.pk, act.words) for act in page.context["acts"]] == [
        (entry.pk, "Sản phẩm chỉ có một chiếc.\nCăn cứ: Điều 4")
    ]


def test_what_named_no_shared_cause_is_counted_as_such(client_of, cast):
    entry = make.returned_entry()
    entry.completion_requests.get().points.update(reason=None)
    page = client_of(cast.so_officer).get(ADDRESS)
    [cause] = [cause for cause, _ in page.context["steps"][0]["rows"]]
    assert cause.label == queries.causes.UNNAMED
    rows = client_of(cast.so_officer).get(reverse("registrations:cause_detail", args=[cause.slug]))
    assert len(rows.context["acts"]) == cause.times == 1


def test_nobody_else_counts_and_an_unknown_cause_is_not_found(client_of, cast):
    asked()
    assert client_of(cast.owner).get(ADDRESS).status_code == 403
    unknown = reverse("registrations:cause_detail", args=["khong-co"])
    assert client_of(cast.so_officer).get(unknown).status_code == 404


@pytest.mark.parametrize(("name", "args", "number"), [("cause_list", [], 10), ("cause_detail", [BLURRED], 10)])
def test_the_pages_ask_the_same_number_of_queries_however_many_rows(client_of, cast, name, args, number):
    round = make.open_round()
    office = client_of(cast.so_officer)
    assert_constant_queries(office, reverse(f"registrations:{name}", args=args), lambda: asked(round=round), number)
    assert Entry.objects.count() == 3
