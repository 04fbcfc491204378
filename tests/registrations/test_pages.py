"""The pages, walked through by the people who use them."""

import datetime

import pikepdf
import pytest
from django.urls import reverse
from django.utils import timezone

from cnnt_portal.notifications.models import Notice
from registrations import eligibility, fields, operations
from registrations.forms import SectionForm
from registrations.models import Entry, Establishment, Product, Reason, VoteLevel
from registrations.workflow import EntryState
from tests.factories import accounts, geography
from tests.factories import registrations as make
from tests.factories.files import bitmap, jpeg, pdf, upload

pytestmark = pytest.mark.django_db


def url(name, *args):
    return reverse(f"registrations:{name}", args=args)


def declaration(**changed):
    commune = geography.commune()
    return {
        "name": "Cơ sở bánh tráng Hai Lúa",
        "legal_form": "household",
        "tax_code": make.tax_code(),
        "registration_kind": "Giấy chứng nhận đăng ký hộ kinh doanh",
        "registration_number": "54A8001234",
        "registration_date": "12/03/2019",
        "registration_issuer": "Phòng Tài chính – Kế hoạch",
        "representative": "Nguyễn Văn Lúa",
        "commune_province": str(commune.province_id),
        "commune": str(commune.pk),
        "address": "Ấp 3",
        "phone": "0912 345 678",
        "email": "hailua@coso.vn",
        "is_sme_stated": "on",
    } | changed


def section_data(section, years=make.YEARS, answers=make.ANSWERS, revision=0):
    """What a browser sends for a section filled in with the sample answers."""
    data = {"revision": str(revision)}
    for name, value in SectionForm.initial_of(section, answers, years, revision).items():
        if value is not None:
            data[name] = str(value)
    return data


def test_a_newcomer_declares_files_completes_and_is_accepted(client_of, cast):
    newcomer = accounts.make_person("hailua@coso.vn", "Nguyễn Văn Lúa")
    shop, office = client_of(newcomer), client_of(cast.so_officer)
    round = make.open_round()

    assert shop.get(url("establishment_detail")).status_code == 302
    assert shop.post(url("establishment_create"), declaration()).headers["Location"] == url("product_create")
    answer = shop.post(url("product_create"), {"name": "Bánh tráng sữa", "group": "B"})
    product = Product.objects.get(name="Bánh tráng sữa")
    assert answer.headers["Location"] == url("product_detail", product.pk)

    assert shop.get(url("product_detail", product.pk)).context["open_rounds"] == [round]
    shop.post(url("entry_start", round.pk), {"product": product.pk} | dict.fromkeys(eligibility.STATED, "co"))
    entry = Entry.objects.get(product=product)
    assert shop.get(url("product_detail", product.pk)).context["open_rounds"] == []
    for section in fields.SECTIONS:
        answer = shop.post(url("dossier_edit", entry.pk, section.key), section_data(section))
        assert answer.status_code == 302, answer.context["form"].errors
    files = {
        "registration": upload(pdf(), "giấy.pdf"),
        "photo_front": upload(make.photo(0), "truoc.png"),
        "photo_side": upload(make.photo(1), "ben.png"),
        "photo_top": upload(jpeg(size=(1200, 800)), "tren.jpg"),
    }
    for kind, file in files.items():
        answer = shop.post(url("paper_list", entry.pk), {"kind": kind, "upload": file})
        assert answer.status_code == 302, answer.context["form"].errors
    assert shop.get(url("entry_detail", entry.pk)).context["missing"] == []

    answer = shop.post(url("entry_submit", entry.pk), {"is_true_stated": "on"})
    assert answer.headers["Location"] == url("receipt", entry.pk)
    entry.refresh_from_db()
    assert entry.tracking_code in shop.get(url("receipt", entry.pk)).content.decode()

    page = office.get(url("entry_list"))
    assert [row.pk for row in page.context["page"]] == [entry.pk]
    assert office.get(url("entry_detail", entry.pk)).templates[0].name == "registrations/entry_check.html"
    answer = office.post(
        url("entry_return", entry.pk),
        {
            "diem-TOTAL_FORMS": "2",
            "diem-INITIAL_FORMS": "0",
            "diem-0-reason": str(Reason.objects.get(code="anh-khong-ro").pk),
            "diem-0-part": "",
            "diem-0-article": "",
            "diem-0-bring": "Chụp lại ảnh mặt trước.",
            "diem-1-reason": "",
            "diem-1-part": "",
            "diem-1-article": "",
            "diem-1-bring": "",
            "han-due_on": "",
            "han-seen": entry.version_id,
        },
    )
    assert answer.status_code == 302
    assert "Chụp lại ảnh mặt trước." in shop.get(url("entry_detail", entry.pk)).content.decode()
    assert Notice.objects.filter(recipient=newcomer, kind="registrations.entry_returned").count() == 1

    retaken = {"kind": "photo_front", "upload": upload(make.photo(3), "chup-lai.png")}
    assert shop.post(url("paper_list", entry.pk), retaken).status_code == 302
    assert shop.post(url("entry_submit", entry.pk), {"is_true_stated": "on"}).status_code == 302
    entry.refresh_from_db()
    office.post(url("entry_accept", entry.pk), {"seen": entry.version_id})
    entry.refresh_from_db()
    assert (entry.state, entry.code, entry.version.number) == (EntryState.ACCEPTED, "B-001", 2)


def test_who_files_without_the_statement_is_told_to_tick_it_above_and_at_the_box(client_of):
    """Its label is a sentence of what is stated, which says nobody what to do."""
    entry = make.submitted_entry()
    operations.return_for_completion(entry=entry, points=[make.POINT], by=make.officer_of(entry.round), at=make.AT)
    browser, unticked = client_of(make.owner_of_entry(entry)), {"unchanged_because": ""}
    page = browser.post(url("entry_submit", entry.pk), unticked).content.decode()
    told = "Hãy đánh dấu vào ô cam đoan để nộp hồ sơ."
    assert f'<a href="#id_is_true_stated">{told}</a>' in page
    assert page.count(told) == 2


def test_the_list_of_rounds_does_not_call_a_round_open_whose_deadline_is_over(client):
    make.open_round(closes_at=timezone.now() - datetime.timedelta(minutes=1))
    page = client.get(url("round_list")).content.decode()
    assert "Hết hạn nhận hồ sơ" in page
    assert "Đang nhận hồ sơ" not in page


PUBLIC = ["start", "track", "round_list"]


@pytest.mark.parametrize("name", PUBLIC)
def test_public_pages_open_without_an_account(client, name):
    make.accepted_entry()
    assert client.get(url(name)).status_code == 200


def test_a_round_is_public_once_it_is_announced(client):
    draft, announced = make.draft_round(), make.open_round()
    assert client.get(url("round_detail", announced.pk)).status_code == 200
    assert client.get(url("round_detail", draft.pk)).status_code == 404


def test_the_tracking_page_shows_the_state_and_no_name(client):
    entry = make.submitted_entry()
    typed = entry.tracking_code.lower().replace("-", " ")
    page = client.get(url("track"), {"ma": typed}).content.decode()
    assert "Đã nộp, chờ kiểm tra" in page
    assert entry.product.name not in page
    assert entry.product.establishment.name not in page
    assert "Không có hồ sơ nào" in client.get(url("track"), {"ma": "AAAAA-AAAAA"}).content.decode()
    assert "Không có hồ sơ nào" in client.get(url("track"), {"ma": "' OR 1=1 --"}).content.decode()


def test_guessing_tracking_codes_is_throttled(client):
    statuses = [
        client.get(url("track"), {"ma": "AAAAA-AAAAA"}, REMOTE_ADDR="203.0.113.9").status_code for _ in range(31)
    ]
    assert statuses == [200] * 30 + [429]


def test_another_establishments_entry_does_not_exist(client_of, cast):
    entry = make.submitted_entry()
    paper = entry.version.papers.first()
    pages = [
        url("entry_detail", entry.pk),
        url("dossier_edit", entry.pk, "product"),
        url("paper_list", entry.pk),
        url("receipt", entry.pk),
        url("receipt_pdf", entry.pk),
        url("dossier_print", entry.pk),
        url("version_paper_download", entry.pk, paper.pk),
        url("paper_download", entry.dossier.papers.first().pk),
        url("product_detail", entry.product_id),
        url("entry_submit", entry.pk),
        url("entry_withdraw", entry.pk),
        url("dossier_pdf", entry.pk),
    ]
    owner, outsider = client_of(make.owner_of_entry(entry)), client_of(cast.outsider)
    make.establishment(cast.outsider, province="Lào Cai")
    seen = {page: owner.get(page).status_code for page in pages[:9]}
    assert set(seen.values()) == {200}, seen
    assert {page: outsider.get(page).status_code for page in pages} == dict.fromkeys(pages, 404)


def test_an_office_sees_what_was_filed_and_no_draft(client_of, cast):
    round = make.open_round()
    draft, filed = make.complete_entry(round), make.submitted_entry(round)
    office = client_of(cast.so_officer)
    assert office.get(url("entry_detail", filed.pk)).status_code == 200
    assert office.get(url("entry_detail", draft.pk)).status_code == 404
    assert office.get(url("paper_download", filed.dossier.papers.first().pk)).status_code == 404
    assert office.get(url("dossier_edit", filed.pk, "product")).status_code == 404
    assert office.get(url("version_paper_download", filed.pk, filed.version.papers.first().pk)).status_code == 200
    assert [row.pk for row in office.get(url("entry_list")).context["page"]] == [filed.pk]


def test_the_office_of_another_province_sees_nothing(client_of):
    from tests import people

    entry = make.submitted_entry()
    other = client_of(people.so_officer("Lào Cai"))
    assert list(other.get(url("entry_list")).context["page"]) == []
    assert other.get(url("entry_detail", entry.pk)).status_code == 404
    assert other.post(url("entry_accept", entry.pk)).status_code == 404


def test_a_second_click_on_submit_finds_the_receipt(client_of):
    entry = make.complete_entry()
    browser = client_of(make.owner_of_entry(entry))
    answers = [browser.post(url("entry_submit", entry.pk), {"is_true_stated": "on"}) for _ in range(2)]
    # Nor is the statement asked for again of who comes back to the page.
    answers.append(browser.get(url("entry_submit", entry.pk)))
    assert [answer.headers["Location"] for answer in answers] == [url("receipt", entry.pk)] * 3
    entry.refresh_from_db()
    assert entry.dossier.versions.count() == 1
    assert entry.history.count() == 1


BAD_TAX_CODES = {
    "": "tax_code",
    "0100233480": "tax_code",
    "01002334": "tax_code",
    "0314409058-000": "tax_code",
    "010023348x": "tax_code",
    "' OR 1=1": "tax_code",
}


@pytest.mark.parametrize("typed", BAD_TAX_CODES)
def test_a_wrong_tax_code_is_answered_at_its_field(client_of, typed):
    browser = client_of(accounts.make_person())
    page = browser.post(url("establishment_create"), declaration(tax_code=typed))
    assert page.status_code == 200
    assert list(page.context["form"].errors) == ["tax_code"]
    assert not Establishment.objects.exists()


def test_a_wrong_tax_code_is_named_beside_the_other_mistakes(client_of):
    typed = declaration(tax_code="1234567890", name="", phone="abc", legal_form="")
    page = client_of(accounts.make_person()).post(url("establishment_create"), typed)
    assert set(page.context["form"].errors) == {"tax_code", "name", "phone", "legal_form"}


BAD_FIELDS = {
    "registration_date": ["31/02/2020", "2020", "01/01/2999", "hôm qua"],
    "email": ["khong-phai-thu", "a@b"],
    "phone": ["abc", "12", "<script>"],
    "name": ["", "x" * 301],
    "legal_form": ["state_company"],
    "commune": ["", "0", "999999999", "abc"],
    "website": ["javascript:alert(1)"],
}


@pytest.mark.parametrize(("field", "typed"), [(field, text) for field, texts in BAD_FIELDS.items() for text in texts])
def test_bad_input_is_answered_at_its_field(client_of, field, typed):
    browser = client_of(accounts.make_person())
    page = browser.post(url("establishment_create"), declaration(**{field: typed}))
    assert page.status_code == 200
    assert list(page.context["form"].errors) == [field]
    assert not Establishment.objects.exists()


def test_text_typed_in_decomposed_letters_is_stored_composed(client_of):
    import unicodedata

    name = "Cơ sở miến dong Bình Liêu"
    client_of(accounts.make_person()).post(
        url("establishment_create"), declaration(name=unicodedata.normalize("NFD", name))
    )
    assert Establishment.objects.get().name == name


def test_a_taken_tax_code_sends_one_to_the_owner_and_makes_no_second_record(client_of):
    taken = make.establishment()
    page = client_of(accounts.make_person()).post(url("establishment_create"), declaration(tax_code=taken.tax_code))
    assert "hãy bấm “Xin vào cơ sở này”" in page.context["form"].errors["tax_code"][0]
    assert Establishment.objects.count() == 1


BAD_ANSWERS = {
    "capacity": ["-5", "nhiều", "1e9", "9" * 40],
    "first_year": ["1785", "3000", "mười"],
}


@pytest.mark.parametrize(("key", "typed"), [(key, text) for key, texts in BAD_ANSWERS.items() for text in texts])
def test_a_bad_answer_is_refused_at_its_field_and_the_good_ones_around_it_are_kept(client_of, key, typed):
    entry = make.draft_entry()
    section = next(section for section in fields.SECTIONS if key in section.keys)
    page = client_of(make.owner_of_entry(entry)).post(
        url("dossier_edit", entry.pk, section.key), section_data(section) | {key: typed}
    )
    assert page.status_code == 200
    assert list(page.context["form"].errors) == [key]
    assert typed in page.content.decode()
    entry.dossier.refresh_from_db()
    good = {name for name, value in section_data(section).items() if value and name in section.keys} - {key}
    assert set(entry.dossier.answers) == good


def test_market_shares_above_the_whole_are_refused_before_the_third_is_given():
    section, data = fields.SECTION_OF["business"], {"revision": "0", "market_local": "90", "market_national": "90"}
    assert list(SectionForm(data, section=section, years=make.YEARS).errors) == ["market_local"]
    assert SectionForm(data | {"market_national": "10"}, section=section, years=make.YEARS).errors == {}


BAD_FILES = {
    "script.jpg": b"#!/bin/sh\nrm -rf /\n",
    "rong.pdf": b"",
    "gia.png": b"\x89PNG\r\n\x1a\n" + b"rubbish" * 50,
    "trang.pdf": b"<html><script>alert(1)</script></html>",
    # In two parts, so that no scanner stops at this very file.
    "eicar.jpg": rb"X5O!P%@AP[4\PZX54(P^)7CC)7}$EICAR-STANDARD-" + rb"ANTIVIRUS-TEST-FILE!$H+H*",
    "iphone.heic": b"\0\0\0\x18ftypheic\0\0\0\0mif1heic" + bytes(40),
    "khoa.pdf": pdf(encryption=pikepdf.Encryption(user="mat-khau", owner="chu")),
    "toan-canh.png": bitmap((12_000, 6_000)),
}


@pytest.mark.parametrize("name", BAD_FILES)
def test_a_bad_file_is_refused_at_its_field(client_of, name):
    entry = make.draft_entry()
    page = client_of(make.owner_of_entry(entry)).post(
        url("paper_list", entry.pk), {"kind": "photo_front", "upload": upload(BAD_FILES[name], name)}
    )
    assert page.status_code == 200
    assert list(page.context["form"].errors) == ["upload"]
    assert entry.dossier.papers.count() == 0


def test_a_pdf_is_no_photo(client_of):
    entry = make.draft_entry()
    page = client_of(make.owner_of_entry(entry)).post(
        url("paper_list", entry.pk), {"kind": "photo_front", "upload": upload(pdf(), "anh.pdf")}
    )
    assert list(page.context["form"].errors) == ["upload"]


@pytest.mark.parametrize("rows", [1, 3])
def test_the_work_list_asks_the_same_number_of_queries_whatever_its_length(
    client_of, cast, django_assert_num_queries, rows
):
    round = make.open_round()
    for _ in range(rows):
        make.submitted_entry(round)
    office = client_of(cast.so_officer)
    with django_assert_num_queries(LIST_QUERIES):
        assert len(office.get(url("entry_list")).context["page"]) == rows


LIST_QUERIES = 9


@pytest.mark.parametrize("rows", [1, 3])
def test_an_establishments_lists_ask_the_same_number_of_queries_whatever_their_length(
    client_of, django_assert_num_queries, rows
):
    establishment = make.establishment()
    round = make.open_round()
    for _ in range(rows):
        make.draft_entry(round, make.product(establishment))
    browser = client_of(make.owner_of(establishment))
    with django_assert_num_queries(7):
        assert len(browser.get(url("my_entries")).context["page"]) == rows
    with django_assert_num_queries(8):
        assert len(browser.get(url("product_list")).context["page"]) == rows


def test_searching_the_work_list_ignores_marks(client_of, cast):
    round = make.open_round()
    wanted = make.submitted_entry(round, make.product(name="Miến dong Bình Liêu"))
    make.submitted_entry(round, make.product(name="Đường thốt nốt"))
    office = client_of(cast.so_officer)
    for words in ("mien dong", "LIÊU miến", wanted.tracking_code):
        assert [row.pk for row in office.get(url("entry_list"), {"q": words}).context["page"]] == [wanted.pk]
    page = office.get(url("entry_list"), {"ky": "abc", "nhom": "Z", "trang-thai": "x", "trang": "-1", "sap-xep": "?"})
    assert len(page.context["page"]) == 2


def test_an_officer_makes_announces_and_fixes_a_round(client_of, cast):
    make.rule_sets()
    office = client_of(cast.so_officer)
    organiser = cast.so_officer.current_memberships[0].organisation
    answer = office.post(
        url("round_create"),
        {
            "title": "Bình chọn năm 2027",
            "organiser": organiser.pk,
            "level": VoteLevel.PROVINCE,
            "year": str(make.YEAR + 1),
            "opens_on": f"01/03/{make.YEAR + 1}",
            "closes_on": f"30/06/{make.YEAR + 1}",
            "closes_time": "17:00",
            "answer_days": "10",
        },
    )
    assert answer.status_code == 302, answer.context["form"].errors
    round_url = answer.headers["Location"]
    assert office.post(f"{round_url}cong-bo/").status_code == 302
    assert "Bình chọn năm 2027" in client_of(cast.owner).get(url("start")).content.decode()
    assert office.post(f"{round_url}chot-danh-sach/").status_code == 403


def test_papers_of_each_step_are_pdf(client_of, cast):
    returned, refused = make.returned_entry(), make.refused_entry()
    office = client_of(cast.so_officer)
    ask = returned.completion_requests.get()
    addresses = [
        url("receipt_pdf", returned.pk),
        url("form_pdf", returned.pk),
        url("completion_pdf", returned.pk, ask.pk),
        url("refusal_pdf", refused.pk),
    ]
    for address in addresses:
        answer = office.get(address)
        assert answer.content[:5] == b"%PDF-", address
    for address in (url("receipt_docx", returned.pk), url("form_docx", returned.pk)):
        assert office.get(address).content[:2] == b"PK"


def test_behind_the_proxy_each_visitor_has_their_own_limit(client, settings):
    settings.ALLAUTH_TRUSTED_PROXY_COUNT = 1
    url = reverse("registrations:track")

    def ask(address):
        return client.get(url, {"ma": "ABC"}, headers={"X-Forwarded-For": address}).status_code

    assert [ask("203.0.113.7") for _ in range(31)][-1] == 429
    assert ask("203.0.113.8") == 200
