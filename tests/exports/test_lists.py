"""The rooms' lists as files: what the page tells, to whom the page tells it."""

import csv
import io
import re

import pytest
from django.urls import reverse
from django.utils import timezone

from cnnt_portal.exports.registry import LISTINGS
from judging.models import Outcome
from judging.operations import publish
from tests import people
from tests.factories import certificates, judging, market, registrations, support_plans
from tests.factories import reporting as reports

pytestmark = pytest.mark.django_db


def lines(client, name, **wish):
    response = client.get(reverse("exports:export_make", args=[name, "csv"]), wish)
    if response.status_code != 200:
        return response.status_code
    return list(csv.reader(io.StringIO(response.content.decode("utf-8-sig"))))


def test_results_leave_no_earlier_and_no_fuller_than_the_page_tells_them(client_of):
    council = judging.decided_round().council
    chair, officer = client_of(people.chair()), client_of(people.so_officer())
    of = {"hoi_dong": council.pk}
    told = lines(chair, "judging.outcomes", **of)
    assert [row[3:] for row in told[1:]] == [
        ["80.00", "3", "3", Outcome.Ground.RECOGNISED.label, ""],
        ["60.00", "", "", Outcome.Ground.BELOW_THRESHOLD.label, ""],
    ]
    assert lines(officer, "judging.outcomes", **of)[1:] == []
    publish(council=council, by=people.secretary(), at=timezone.now())
    assert lines(officer, "judging.outcomes", **of)[0] == ["Mã số bình chọn", "Sản phẩm", "Cơ sở", "Kết quả", "Giải"]
    assert len(lines(officer, "judging.outcomes", **of)) == 3
    judging.nominate(council.round.entries.get(outcome__is_recognised=True).outcome)
    assert "Bình quân" in lines(chair, "judging.nominations", **of)[0]
    [head, row] = lines(officer, "judging.nominations", **of)
    assert ("Bình quân" in head, row[-1]) == (False, "Biên bản họp Hội đồng số 05/BB-HĐBC")
    assert lines(client_of(people.outsider()), "judging.nominations", **of) == 404
    assert lines(chair, "judging.nominations", hoi_dong="9" * 40) == 404


def test_complaints_leave_for_those_who_read_them(client_of):
    outcome = judging.recognised_outcome()
    judging.complaint(outcome.entry, registrations.owner_of_entry(outcome.entry))
    of = {"hoi_dong": outcome.entry.round.council.pk}
    assert len(lines(client_of(people.secretary()), "judging.complaints", **of)) == 2
    assert lines(client_of(people.outsider()), "judging.complaints", **of) == 404


def test_decisions_and_what_they_recognised(client_of):
    issued = certificates.certificate()
    client = client_of(people.so_officer())
    assert [row[0] for row in lines(client, "certificates.decisions")] == ["Quyết định", "1234/QĐ-UBND"]
    [_, row] = lines(client, "certificates.recognised", quyet_dinh=issued.decision_id)
    days = [issued.issued_on.isoformat(), issued.valid_until.isoformat()]
    assert row[3:] == [issued.number, *days, "Còn hiệu lực", ""]
    assert lines(client_of(people.outsider()), "certificates.decisions")[1:] == []


def test_rounds_and_ones_own_dossiers(client_of):
    entry = registrations.submitted_entry()
    owner = client_of(registrations.owner_of_entry(entry))
    assert [row[0] for row in lines(owner, "registrations.rounds")[1:]] == [entry.round.title]
    assert [row[2] for row in lines(owner, "registrations.own_entries")[1:]] == [entry.tracking_code]
    assert lines(client_of(people.outsider()), "registrations.own_entries")[1:] == []
    page = owner.get(reverse("registrations:round_list")).content.decode()
    assert "danh-sach/registrations.rounds/xlsx/" in page


def test_the_lists_of_support_hold_what_their_pages_show(client_of):
    asked = support_plans.request()
    call = support_plans.call(asked.content.plan)
    market.outlet(asked.product)
    support_plans.sent_year_plan(call)
    support_plans.activity(call.plan)
    unit, cuc = client_of(people.unit_officer()), client_of(people.cuc_officer())
    owner = client_of(registrations.owner_of(asked.product.establishment))
    assert [row[0] for row in lines(cuc, "support_plans.requests")[1:]] == [asked.product.name]
    assert [row[2] for row in lines(owner, "support_plans.outlets")[1:]] == ["WinMart"]
    assert [row[1] for row in lines(cuc, "support_plans.year_call", dot=call.pk)[1:]].count("Đã ký, đã gửi Cục") == 1
    pages = {
        "task_list": ("support_plans.tasks", unit),
        "product_rows": ("support_plans.products_in_force", cuc),
        "promise_rows": ("support_plans.promises", cuc),
        "deed_rows": ("support_plans.deeds", cuc),
    }
    for page, (name, client) in pages.items():
        shown = client.get(reverse(f"support_plans:{page}")).context["page"].paginator.count
        assert len(lines(client, name)) - 1 == shown, name
    outsider = client_of(people.outsider())
    assert {lines(outsider, name) for name in ("support_plans.promises", "support_plans.deeds")} == {403}


def test_who_received_the_cucs_list(client_of):
    sent = support_plans.list_sent()
    found = lines(client_of(people.cuc_officer()), "support_plans.receipts", danh_sach=sent.pk)
    assert found[0] == ["Đơn vị", "Nhận ngày", "Người xác nhận"]
    assert len(found) > 1


def test_the_rows_behind_a_number_leave_as_they_are_narrowed(client_of):
    support_plans.activity()
    made = reports.consolidation()
    client = client_of(people.cuc_officer())
    page = client.get(reverse("reporting:consolidation_rows", args=[made.pk])).content.decode()
    link = re.search(r'href="([^"]*reporting.consolidation_rows/csv/[^"]*)"', page)[1].replace("&amp;", "&")
    found = list(csv.reader(io.StringIO(client.get(link).content.decode("utf-8-sig"))))
    assert len(found) == 2
    assert lines(client, "reporting.consolidation_rows", tong_hop=made.pk, **{"don-vi": "Không có"}) == found[:1]


def test_the_lists_of_the_portals_own_work_leave_for_whom_the_page_shows_them(client_of):
    request = support_plans.request()
    unit, administrator = client_of(people.unit_officer()), client_of(people.administrator())
    owner = client_of(registrations.owner_of(request.product.establishment))
    reports.submitted_report()
    for name, page in (("jobs.jobs", "jobs:job_list"), ("notifications.mails", "notifications:mail_list")):
        shown = administrator.get(reverse(page)).context["page"].paginator.count
        assert (shown > 0, len(lines(administrator, name)) - 1) == (True, shown), name
    assert [lines(unit, name) for name in ("notifications.mails", "privacy.requests")] == [403, 403]
    assert lines(administrator, "privacy.requests")[1:] == []
    receiver = client_of(people.cuc_officer())
    assert "đã gửi báo cáo" in lines(receiver, "notifications.notices")[1][0]
    assert len(lines(administrator, "notifications.mails", to="khong-ai@")) == 1
    assert [row[0] for row in lines(owner, "registrations.products")[1:]] == [request.product.name]
    assert lines(unit, "registrations.products")[1:] == []
    assert len(lines(owner, "registrations.offices")) > 1
    assert len(lines(owner, "registrations.offices", q="không có cơ quan nào như thế")) == 1
    assert [lines(owner, name)[1:] for name in ("registrations.outages", "support_plans.enquiries")] == [[], []]


def test_places_and_a_units_promises_leave_as_their_pages_show_them(client_of):
    sent = support_plans.sent_year_plan(support_plans.call(year=timezone.localdate().year))
    unit, cuc = client_of(people.unit_officer()), client_of(people.cuc_officer())
    of = {"don_vi": sent.unit_id}
    page = unit.get(reverse("support_plans:unit_detail", args=[sent.unit_id])).context["page"]
    assert len(lines(unit, "support_plans.unit_promises", **of)) - 1 == page.paginator.count > 0
    assert lines(client_of(people.outsider()), "support_plans.unit_promises", **of) == 404
    assert lines(cuc, "support_plans.place_lists")[0][0] == "Loại địa bàn"
    assert lines(cuc, "support_plans.places", danh_muc="9") == 404


def test_every_list_has_its_link_on_a_page(settings):
    linked = set()
    for template in (settings.BASE_DIR / "templates").rglob("*.html"):
        linked |= set(re.findall(r'{% export_links "([\w.]+)"', template.read_text(encoding="utf-8")))
    assert linked == LISTINGS.keys()
