import csv
import datetime
import io
import json
from importlib import import_module

import docx
import openpyxl
import pytest
from django.apps import apps
from django.core.cache import cache
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from certificates import operations, queries
from certificates.models import Certificate, RecognitionDecision
from cnnt_portal.jobs.models import Job
from cnnt_portal.text import fold
from registrations import operations as registrations
from tests import people
from tests.factories import certificates as make
from tests.factories import geography
from tests.factories import registrations as registered
from tests.factories.judging import published_round
from tests.factories.support_plans import certificate as known_certificate
from tests.queries import assert_constant_queries
from tests.worker import run_jobs

from .reading import text_of

pytestmark = pytest.mark.django_db
REGISTER, CHECK = reverse("certificates:register"), reverse("certificates:check_form")


def check_page(client, certificate):
    return client.get(reverse("certificates:check", args=[certificate.code])).content.decode()


def facts_of(decision, **changes):
    names = ("number", "decided_on", "issuer", "signer_name", "signer_title")
    facts = {name: getattr(decision, name) for name in names} | changes
    return facts | {"decided_on": f"{facts['decided_on']:%d/%m/%Y}"}


def test_a_scanned_code_that_no_certificate_bears_is_told_to_be_none(client):
    answer = client.get(reverse("certificates:check", args=["K7MNP2QRST"]))
    assert answer.status_code == 404
    assert "Không có giấy chứng nhận nào mang mã này" in answer.content.decode()


# The public register


def names(client, **query):
    return [row.product_name for row in client.get(REGISTER, query).context["page"]]


def test_the_register_is_searched_without_marks_and_in_any_form_of_letters(client):
    known_certificate("Miến dong Bình Liêu", "Hợp tác xã Đình Trung")
    known_certificate("Chè tuyết")
    for words in ("mien dong binh lieu", "MIẾN", "Miê\u0301n dong", "dinh trung"):
        assert names(client, q=words) == ["Miến dong Bình Liêu"], words
    assert names(client, q="cà phê") == []


def test_the_register_finds_by_the_commune_and_never_by_the_house(client):
    issued = make.certificate()
    house, commune = issued.address.split(", ")[0], issued.address.split(", ")[-2]
    assert house
    assert names(client, q=f"{issued.product_name} {commune}") == [issued.product_name]
    assert names(client, q=f"{issued.product_name} {house}") == []
    Certificate.objects.update(search_key=fold(f"{issued.product_name} {issued.address}"))
    assert names(client, q=f"{issued.product_name} {house}") == [issued.product_name]
    import_module("certificates.migrations.0003_no_house_is_searched_for").forget_houses(apps, None)
    assert names(client, q=f"{issued.product_name} {house}") == []


@pytest.mark.parametrize("typed", ["mein dong", "Miến đongg", "miendong", "mien dong binh leu"])
def test_a_mistyped_name_finds_what_was_meant_and_the_page_says_so(client, typed):
    known_certificate("Chè tuyết")
    known_certificate("Miến dong Bình Liêu")
    page = client.get(REGISTER, {"q": typed})
    assert [row.product_name for row in page.context["page"]] == ["Miến dong Bình Liêu"]
    assert "Không có tên nào viết đúng như vậy" in page.content.decode()
    assert "Không có tên nào viết đúng như vậy" not in client.get(REGISTER, {"q": "mien dong"}).content.decode()


def test_every_mistyped_word_must_be_meant(client):
    known_certificate("Bánh tráng dừa", "Cơ sở Mai")
    known_certificate("Bánh trắng nướng", "Cơ sở May")
    assert names(client, q="banh trang nuonh may") == ["Bánh trắng nướng"]
    assert names(client, q="banhh trang ma") == ["Bánh tráng dừa", "Bánh trắng nướng"]


def test_the_region_is_that_of_the_province_at_the_time(client):
    north = known_certificate("Chè", province=geography.province("Lào Cai"))
    known_certificate("Dừa sáp")
    region = north.unit.region_memberships.filter(region__kind="vote").first().region
    assert names(client, khu_vuc=region.pk) == ["Chè"]


def test_the_register_is_filtered_by_level_year_group_and_force(client):
    known_certificate("Của vùng", level="region")
    known_certificate("Của năm 2019", issued_on=datetime.date(2019, 12, 2))
    known_certificate("Không rõ ngày", issued_on=None, level="province")
    assert names(client, cap="region") == ["Của vùng"]
    assert names(client, nam="2019") == ["Của năm 2019"]
    assert names(client, hieu_luc="con") == ["Của vùng"]
    assert names(client, hieu_luc="het") == ["Của năm 2019"]
    assert names(client, hieu_luc="chua-ro") == ["Không rõ ngày"]
    assert sorted(names(client, nhom="B")) == ["Của năm 2019", "Của vùng", "Không rõ ngày"]
    assert names(client, nhom="A") == []


def test_the_register_opens_on_what_is_in_force_and_ends_with_what_nobody_knows_the_days_of(client):
    known_certificate("Không rõ ngày", issued_on=None)
    known_certificate("Của năm 2019", issued_on=datetime.date(2019, 12, 2))
    known_certificate("Còn hiệu lực")
    assert names(client) == ["Còn hiệu lực", "Của năm 2019", "Không rõ ngày"]


@pytest.mark.parametrize(
    ("query", "title"),
    [
        ({}, "Chưa có sản phẩm nào được công nhận"),
        ({"hieu_luc": "con"}, "Chưa có sản phẩm nào còn hiệu lực ở đây"),
        ({"q": "chè"}, "Không tìm thấy sản phẩm nào"),
    ],
)
def test_an_empty_register_says_why_it_is_empty(client, query, title):
    assert title in client.get(REGISTER, query).content.decode()


def test_todays_province_finds_what_lay_in_the_provinces_it_took_in(client):
    known_certificate("Dừa sáp")
    known_certificate("Kẹo dừa", province=geography.province_of_then("Bến Tre"), issued_on=datetime.date(2024, 12, 2))
    known_certificate("Chè", province=geography.province("Lào Cai"))
    today = geography.province("Vĩnh Long")
    assert sorted(names(client, tinh=today.pk)) == ["Dừa sáp", "Kẹo dừa"]
    assert "Tỉnh Bến Tre" in client.get(REGISTER, {"tinh": today.pk}).content.decode()


@pytest.mark.parametrize(
    "query",
    [{"nam": "mười"}, {"cap": "x"}, {"tinh": "9" * 30}, {"tinh": "'"}, {"trang": "-3"}, {"q": "x" * 500}, {"q": "\0"}],
)
def test_nonsense_filters_nothing_and_breaks_nothing(client, query):
    known_certificate("Chè")
    assert names(client, **query) == ["Chè"]


def test_the_register_asks_the_same_number_of_queries(client):
    def asked():
        # What is kept between requests would hide what a page asks.
        cache.clear()
        with CaptureQueriesContext(connection) as captured:
            assert client.get(REGISTER).status_code == 200
        return len(captured)

    known_certificate()
    one = asked()
    known_certificate()
    known_certificate()
    assert (one, asked()) == (9, 9)


def test_the_register_is_narrowed_by_the_province_of_then_the_region_and_the_day(client):
    old = geography.province_of_then("Bến Tre")
    known_certificate("Kẹo dừa", province=old, issued_on=datetime.date(2021, 12, 2))
    known_certificate("Dừa sáp")
    assert names(client, tinh_cu=old.pk) == ["Kẹo dừa"]
    assert names(client, ngay="01/06/2023") == ["Kẹo dừa"]
    assert names(client, ngay="01/06/2023", hieu_luc="het") == []
    assert names(client, ngay="31/02/2023") == ["Dừa sáp", "Kẹo dừa"]


def test_the_register_goes_out_as_open_data_with_the_same_filter(client):
    known_certificate("=1+1")
    known_certificate("Chè tuyết", issued_on=None)

    def data(form, **query):
        answer = client.get(reverse("certificates:register_data", args=[form]), query)
        return b"".join(answer.streaming_content) if answer.streaming else answer.content

    lines = list(csv.DictReader(io.StringIO(data("csv").decode("utf-8-sig"))))
    assert [(line["san_pham"], line["co_gia_tri_den_het"]) for line in lines] == [
        ("'=1+1", "2028-12-31"),
        ("Chè tuyết", ""),
    ]
    assert [row["san_pham"] for row in json.loads(data("json", hieu_luc="chua-ro"))] == ["Chè tuyết"]
    assert json.loads(data("json", q="khong co gi")) == []
    sheet = openpyxl.load_workbook(io.BytesIO(data("xlsx"))).active
    assert [row[1].value for row in sheet.iter_rows(min_row=5)] == ["=1+1", "Chè tuyết"]


# The check page


@pytest.mark.parametrize(
    ("issued_on", "headline"),
    [
        (datetime.date(2025, 12, 1), "Giấy chứng nhận CÒN HIỆU LỰC"),
        (datetime.date(2019, 12, 2), "Giấy chứng nhận ĐÃ HẾT HIỆU LỰC"),
        (datetime.date(2090, 1, 1), "Giấy chứng nhận CHƯA CÓ HIỆU LỰC"),
        (None, "Đã được công nhận, chưa rõ hiệu lực"),
    ],
)
def test_the_check_page_says_what_the_paper_is_worth_today(client, issued_on, headline):
    page = check_page(client, known_certificate(issued_on=issued_on))
    assert f'<p class="notice__title">{headline}</p>' in page


def test_unknown_numbers_and_days_are_never_guessed(client):
    page = check_page(client, known_certificate(issued_on=None))
    assert page.count("Chưa rõ: nguồn lịch sử không ghi") == 2
    assert "không suy đoán hiệu lực" in page
    assert "Địa chỉ ghi trên giấy" not in page


def test_the_check_page_names_the_unit_of_then_and_of_today(client):
    assert "Nay thuộc" not in check_page(client, known_certificate())
    old = known_certificate(province=geography.province_of_then("Bến Tre"), issued_on=datetime.date(2024, 12, 2))
    page = " ".join(check_page(client, old).split())
    assert "<dd>Tỉnh Bến Tre</dd>" in page.replace("<dd> ", "<dd>").replace(" </dd>", "</dd>")
    assert "<dt>Nay thuộc</dt> <dd>Tỉnh Vĩnh Long</dd>" in page


def test_the_code_is_found_however_it_is_typed(client):
    code = known_certificate().code
    address = reverse("certificates:check", args=[code])
    for typed in (code.lower(), f" {code[:5]}-{code[5:]} ", f"https://cnnt.gov.vn{address}", f"{code[:3]} {code[3:]}"):
        assert client.get(CHECK, {"code": typed}).headers.get("Location") == address, typed
    assert client.get(address.lower(), follow=True).status_code == 200


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ("", "Hãy gõ mã kiểm tra in cạnh mã QR trên giấy."),
        ("K7MNP2QRST", "Không có giấy chứng nhận nào mang mã này. Hãy đối chiếu lại từng ký tự trên giấy."),
        ("<script>", "Không có giấy chứng nhận nào mang mã này. Hãy đối chiếu lại từng ký tự trên giấy."),
    ],
)
def test_a_code_that_is_no_code_gets_a_sentence(client, typed, sentence):
    assert client.get(CHECK, {"code": typed}).context["form"].errors["code"] == [sentence]


def test_an_unknown_code_is_not_found(client):
    assert client.get(reverse("certificates:check", args=["K7MNP2QRST"])).status_code == 404


def test_a_name_with_marks_of_html_is_shown_as_it_is_spelled(client):
    page = check_page(client, known_certificate("<b>Bánh</b> & kẹo"))
    assert "&lt;b&gt;Bánh&lt;/b&gt; &amp; kẹo" in page
    assert "<b>Bánh" not in page


# Decisions and papers


def test_the_paper_goes_to_the_holder_and_the_issuing_office_alone(client_of, client, cast):
    certificate = make.certificate()
    url = reverse("certificates:paper_download", args=[certificate.code])
    holder = certificate.product.establishment.organisation.memberships.first().user
    for person in (holder, cast.so_officer, cast.so_head):
        response = client_of(person).get(url)
        assert (response.status_code, b"".join(response.streaming_content)) == (200, b"%PDF-1.7 gia")
        assert "Tải giấy chứng nhận" in check_page(client_of(person), certificate)
    for person in (cast.outsider, cast.chair, cast.judge1, cast.cuc_officer, cast.administrator, cast.leader):
        assert client_of(person).get(url).status_code == 404
        assert "Tải giấy chứng nhận" not in check_page(client_of(person), certificate)
    assert client.get(url).status_code == 302
    mine = client_of(holder).get(reverse("certificates:certificate_mine")).content.decode()
    assert url in mine


def test_from_the_published_list_to_papers_in_pages(client_of):
    round_ = published_round(means=("90", "60"))
    client = client_of(people.so_officer())
    create = reverse("certificates:decision_create", args=[round_.pk])
    assert round_.title in client.get(reverse("certificates:decision_list")).content.decode()
    typed = {
        "number": "77/QĐ-UBND",
        "decided_on": f"{timezone.localdate():%d/%m/%Y}",
        "issuer": "Ủy ban nhân dân tỉnh Vĩnh Long",
        "signer_title": "KT. CHỦ TỊCH\r\nPHÓ CHỦ TỊCH",
        "signer_name": "Huỳnh Văn Ổn",
    }
    response = client.post(create, typed, follow=True)
    decision = RecognitionDecision.objects.get()
    assert "1 giấy chứng nhận" in response.content.decode()
    assert decision.signer_title == "KT. CHỦ TỊCH\nPHÓ CHỦ TỊCH"
    assert client.post(create, typed | {"number": "78/QĐ-UBND"}).context["form"].non_field_errors() == [
        "Mọi sản phẩm được công nhận của kỳ này đã có quyết định nhập trước đây."
    ]
    issue = reverse("certificates:decision_issue", args=[decision.pk])
    assert [client.post(issue).status_code for _ in range(2)] == [302, 302]
    assert Job.objects.filter(kind="certificates.issue").count() == 1
    run_jobs()
    page = client.get(reverse("certificates:decision_detail", args=[decision.pk])).content.decode()
    number = Certificate.objects.get().number
    assert f"{number} (PDF)" in page
    assert "Sửa quyết định" not in page
    assert client.post(issue).status_code == 409


def test_the_decision_comes_as_a_draft_before_it_is_signed_and_as_a_paper_after(client_of):
    round_ = published_round(means=("90", "80"))
    client = client_of(people.so_officer())
    names = [outcome.entry.version.content["product"]["name"] for outcome in queries.outcomes_to_decide(round_)]
    draft = client.get(reverse("certificates:decision_draft", args=[round_.pk, "pdf"])).content
    assert "Công nhận 2 sản phẩm công nghiệp nông thôn tiêu biểu" in text_of(draft)
    entered = make.decision(round_)
    paper = reverse("certificates:decision_paper", args=[entered.pk, "pdf"])
    text = text_of(client.get(paper).content)
    assert "Số: 1234/QĐ-UBND" in text
    assert all(name in text for name in names)
    word = client.get(reverse("certificates:decision_paper", args=[entered.pk, "docx"])).content
    cells = [cell.text for table in docx.Document(io.BytesIO(word)).tables for row in table.rows for cell in row.cells]
    assert set(names) <= set(cells)
    assert client.get(reverse("certificates:decision_paper", args=[entered.pk, "exe"])).status_code == 404


@pytest.mark.parametrize(
    ("field", "value", "sentence"),
    [
        ("decided_on", "31/02/2026", "Ngày 31/02/2026 không có trong lịch. Hãy kiểm tra lại ngày và tháng."),
        ("decided_on", "01/01/2090", "Ngày ký quyết định không thể ở tương lai."),
        ("number", "", "Mục này còn trống. Hãy điền hoặc chọn."),
    ],
)
def test_a_mistyped_decision_is_mended_until_a_certificate_bears_it(client_of, field, value, sentence):
    decision = make.decision()
    client = client_of(people.so_officer())
    url = reverse("certificates:decision_correct", args=[decision.pk])
    errors = client.post(url, facts_of(decision) | {field: value}).context["form"].errors
    assert {name: list(texts) for name, texts in errors.items()} == {field: [sentence]}
    assert client.post(url, facts_of(decision, number="99/QĐ-UBND")).status_code == 302
    decision.refresh_from_db()
    assert make.certificate(decision).decision_number == "99/QĐ-UBND"
    assert client.get(url).status_code == 403


def test_decisions_of_other_offices_are_not_there_and_council_members_may_only_look(client_of, cast):
    decision = make.decision()
    urls = [
        reverse(f"certificates:{name}", args=[decision.pk])
        for name in ("decision_detail", "decision_correct", "decision_issue")
    ]
    answers = {
        part: [
            client_of(getattr(cast, part)).get(urls[0]).status_code,
            client_of(getattr(cast, part)).get(urls[1]).status_code,
            client_of(getattr(cast, part)).post(urls[2]).status_code,
        ]
        for part in ("so_officer", "chair", "judge1", "outsider", "cuc_officer")
    }
    assert answers == {
        "so_officer": [200, 200, 302],
        "chair": [200, 403, 403],
        "judge1": [404, 404, 404],
        "outsider": [404, 404, 404],
        "cuc_officer": [404, 404, 404],
    }
    assert Job.objects.filter(kind="certificates.issue").count() == 1


def test_whose_home_says_that_a_decision_waits(client_of, cast):
    decision = make.decision()
    home = reverse("reporting:home")
    told = {p: f"Cấp giấy chứng nhận theo {decision}" in client_of(getattr(cast, p)).get(home).content.decode()
            for p in ("so_officer", "chair", "cuc_officer")}  # fmt: skip
    assert told == {"so_officer": True, "chair": False, "cuc_officer": False}


def test_a_failed_job_may_be_followed_by_another(client_of):
    decision = make.decision()
    first = operations.request_issue(decision=decision, by=people.so_officer(), at=timezone.now())
    client = client_of(people.so_officer())
    client.post(reverse("jobs:job_cancel", args=[first.pk]))
    client.post(reverse("certificates:decision_issue", args=[decision.pk]))
    run_jobs()
    assert [job.state for job in Job.objects.order_by("pk")] == [Job.State.CANCELLED, Job.State.DONE]
    assert Certificate.objects.get().paper is not None


def add_decision(number):
    """Historical rounds make cheap lists; a decision entered for one of them is a live one."""
    round_ = registrations.import_history_round(
        level="province",
        year=2020 + number,
        title=f"Kỳ {number}",
        unit=geography.province(),
        by=None,
        at=timezone.now(),
    )
    round_.organiser = people.so()
    round_.save()
    return RecognitionDecision.objects.create(
        round=round_, number=f"{number}/QĐ", decided_on=timezone.localdate(), issuer="UBND", signer_name="A",
        entered_at=timezone.now(), entered_by=people.so_officer(),
    )  # fmt: skip


def test_a_paper_far_beyond_the_list_is_no_page_and_the_list_names_a_set_as_the_paper_does(client_of):
    decision = make.decision()
    client = client_of(people.so_officer())
    for place in (999, int("9" * 30)):
        assert client.get(reverse("certificates:decision_sample", args=[decision.pk, place])).status_code == 404
    [outcome] = queries.to_certify(decision)
    outcome.set_name = "Bộ sản phẩm chậu gốm đỏ"
    outcome.save()
    address = reverse("exports:export_make", args=["certificates.recognised", "csv"])
    listed = client.get(address, {"quyet_dinh": decision.pk}).content.decode("utf-8-sig")
    assert [row[0] for row in csv.reader(io.StringIO(listed))][1:] == ["Bộ sản phẩm chậu gốm đỏ"]


def test_the_list_of_decisions_asks_the_same_number_of_queries(client_of):
    known_certificate()
    numbers = iter((1, 2, 3))
    client = client_of(people.so_officer())
    url = reverse("certificates:decision_list")
    assert_constant_queries(client, url, lambda: add_decision(next(numbers)), queries=7)


def test_the_page_of_a_decision_asks_the_same_number_of_queries(client_of):
    # The fourth keeps the preview on the page.
    entered = make.decision(means=("90", "85", "80", "75"))
    outcomes = list(queries.to_certify(entered))
    client = client_of(people.so_officer())

    def issue_next():
        operations.issue(decision=entered, outcome=outcomes.pop(0), by=people.so_officer(), at=timezone.now())

    url = reverse("certificates:decision_detail", args=[entered.pk])
    assert_constant_queries(client, url, issue_next, queries=18)


def test_the_list_of_ones_own_certificates_asks_the_same_number_of_queries(client_of):
    owner = people.owner()

    own = registered.establishment(owner)

    url = reverse("certificates:certificate_mine")
    assert_constant_queries(
        client_of(owner), url, lambda: known_certificate(product=registered.product(own)), queries=11
    )
    assert client_of(owner).get(url).context["page"].paginator.count == 3
