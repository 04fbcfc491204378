"""Lists that are taken along as files: what they hold, who gets them, how long they stay."""

import csv
import datetime
import io
import re

import openpyxl
import pytest
from django.urls import reverse
from django.utils import timezone

from cnnt_portal.accounts.models import Role
from cnnt_portal.accounts.operations import end_membership
from cnnt_portal.errors import NotPermitted, Refused
from cnnt_portal.exports import operations
from cnnt_portal.exports.models import Export
from cnnt_portal.files.models import StoredFile
from cnnt_portal.jobs.running import work_on
from tests import people
from tests.factories import registrations, support_plans
from tests.factories.accounts import make_member
from tests.queries import assert_constant_queries

pytestmark = pytest.mark.django_db


def address(name, form="xlsx"):
    return reverse("exports:export_make", args=[name, form])


def rows_of(response):
    return list(openpyxl.load_workbook(io.BytesIO(response.content)).active.iter_rows(values_only=True))


def lines_of(response):
    return list(csv.reader(io.StringIO(response.content.decode("utf-8-sig"))))


def exported(user, name="support_plans.activities", form="xlsx", wish="", at=None):
    """Asked for and made."""
    export = operations.request_export(name=name, form=form, wish=wish, by=user, at=at or timezone.now())
    work_on(export.job_id)
    export.refresh_from_db()
    return export


def test_a_short_list_leaves_at_once_as_the_filter_shows_it_and_writes_nothing(client_of):
    support_plans.activity(title="Hội chợ Cần Thơ")
    support_plans.activity(title="Tập huấn", done=False)
    client = client_of(people.leader())
    page = client.get(reverse("support_plans:activity_list"), {"trang_thai": "done"}).content.decode()
    link = re.search(r'href="([^"]*danh-sach/support_plans.activities/xlsx/[^"]*)"', page)[1]
    rows = rows_of(client.get(link.replace("&amp;", "&")))
    assert [row[0] for row in rows[1:-1]] == ["Hội chợ Cần Thơ"]
    assert len(rows_of(client.get(address("support_plans.activities")))) == 4
    assert (Export.objects.count(), StoredFile.objects.count()) == (0, 0)


def test_cells_are_typed_and_no_text_of_a_user_becomes_a_formula(client_of):
    support_plans.activity(title="=cmd|' /C calc'!A0")
    client = client_of(people.leader())
    book = openpyxl.load_workbook(io.BytesIO(client.get(address("support_plans.activities")).content))
    sheet = book.active
    assert sheet.freeze_panes == "A2"
    assert (sheet["A2"].data_type, sheet["A2"].value) == ("s", "=cmd|' /C calc'!A0")
    assert isinstance(sheet["E2"].value, datetime.datetime)
    assert sheet["I2"].data_type == "n"
    [head, row] = lines_of(client.get(address("support_plans.activities", "csv")))
    assert (head[0], row[0]) == ("Hoạt động", "'=cmd|' /C calc'!A0")
    assert re.fullmatch(r"\d{4}-\d\d-\d\d", row[4])


def test_a_long_list_asks_first_and_is_made_in_the_background(client_of, settings):
    settings.EXPORTS_AT_ONCE = 0
    support_plans.activity(title="Hội chợ")
    leader = people.leader()
    client = client_of(leader)
    url = f"{address('support_plans.activities', 'csv')}?trang_thai=done"
    assert "Tạo tệp CSV" in client.get(url).content.decode()
    response = client.post(url)
    export = Export.objects.get()
    assert response["Location"] == reverse("exports:export_detail", args=[export.pk])
    download = reverse("exports:export_download", args=[export.pk])
    assert client.get(download).status_code == 403
    work_on(export.job_id)
    export.refresh_from_db()
    assert (export.count, export.wish) == (1, "trang_thai=done")
    assert "Tải tệp về" in client.get(response["Location"]).content.decode()
    notice = client.get(leader.notices.get().link).content.decode()
    assert f'href="{response["Location"]}"' in notice
    content = b"".join(client.get(download).streaming_content).decode("utf-8-sig")
    assert [row[0] for row in csv.reader(io.StringIO(content))] == ["Hoạt động", "Hội chợ"]


def test_a_file_is_its_makers_alone_and_only_while_they_hold_their_office(client_of):
    support_plans.activity()
    officer = make_member("moi@bo.vn", "Đỗ Thị Mới", people.cuc(), Role.OFFICER, "Chuyên viên")
    export = exported(officer)
    download = reverse("exports:export_download", args=[export.pk])
    assert client_of(officer).get(download).status_code == 200
    assert client_of(people.cuc_officer()).get(download).status_code == 404
    now = timezone.now()
    membership = officer.memberships.get()
    end_membership(membership=membership, by=people.administrator(), at=now)
    answer = client_of(officer).get(download)
    assert (answer.status_code, "vai trò của bạn đã đổi" in answer.content.decode()) == (403, True)


def test_a_second_click_gets_the_file_that_is_being_made_and_nobody_has_many_under_way():
    leader, now = people.leader(), timezone.now()

    def ask(wish):
        return operations.request_export(name="support_plans.activities", form="csv", wish=wish, by=leader, at=now)

    assert ask("nam=2026") == ask("nam=2026")
    others = [ask(f"nam={year}") for year in (2024, 2025)]
    with pytest.raises(Refused, match="3 tệp đang được tạo"):
        ask("nam=2023")
    work_on(others[0].job_id)
    assert ask("nam=2023") != ask("nam=2026")


def test_who_changed_office_before_the_file_was_made_gets_none():
    officer = make_member("moi@bo.vn", "Đỗ Thị Mới", people.cuc(), Role.OFFICER, "Chuyên viên")
    now = timezone.now()
    export = operations.request_export(name="support_plans.activities", form="csv", wish="", by=officer, at=now)
    end_membership(membership=officer.memberships.get(), by=people.administrator(), at=now)
    work_on(export.job_id)
    export.refresh_from_db()
    assert (export.made_at, export.job.state) == (None, "failed")


def test_a_file_is_dropped_when_its_time_is_over_and_the_page_says_so(client_of, settings):
    support_plans.activity()
    leader = people.leader()
    export = exported(leader)
    later = export.expires_at
    operations.discard_expired(by=None, at=later - datetime.timedelta(seconds=1))
    assert StoredFile.objects.filter(pk=export.file_id).exists()
    operations.discard_expired(by=None, at=later)
    operations.discard_expired(by=None, at=later)
    export.refresh_from_db()
    assert (export.file_id, export.count, StoredFile.objects.count()) == (None, 1, 0)
    page = client_of(leader).get(reverse("exports:export_detail", args=[export.pk])).content.decode()
    assert "đã quá hạn giữ" in page


def test_a_job_that_runs_twice_makes_one_file():
    support_plans.activity()
    export = exported(people.leader())
    file = export.file_id
    export.job.refresh_from_db()
    type(export.job).objects.filter(pk=export.job_id).update(
        state="running", finished_at=None, leased_until=timezone.now() - datetime.timedelta(hours=1), lease_token="x"
    )
    work_on(export.job_id)
    export.refresh_from_db()
    assert (export.file_id, StoredFile.objects.count()) == (file, 1)


def test_each_reader_gets_their_own_rows_and_who_may_not_see_a_list_gets_no_file(client_of):
    """Two offices: each file holds what its own page holds, and what the other's holds is really there."""
    entry = registrations.submitted_entry()
    office = people.so_officer()
    assert [row[0] for row in lines_of(client_of(office).get(address("registrations.entries", "csv")))[1:]] == [
        entry.product.name
    ]
    other = client_of(people.so_officer("Lào Cai")).get(address("registrations.entries", "csv"))
    assert lines_of(other)[1:] == []
    assert client_of(people.leader()).get(address("registrations.entries", "csv")).status_code == 403
    with pytest.raises(NotPermitted, match="cơ quan nhận hồ sơ"):
        operations.request_export(
            name="registrations.entries", form="csv", wish="", by=people.leader(), at=timezone.now()
        )
    assert client_of(office).get(address("registrations.nothing")).status_code == 404


def test_the_kernels_lists(client_of):
    people.so()
    people.cuc()
    client = client_of(people.administrator())
    names = [row[0] for row in lines_of(client.get(f"{address('accounts.organisations', 'csv')}?q=cong+thuong"))]
    assert names == ["Tên", "Sở Công Thương tỉnh Vĩnh Long"]
    assert lines_of(client.get(address("audit.events", "csv")))[0][:2] == ["Lúc", "Hành động"]
    assert client_of(people.leader()).get(address("audit.events", "csv")).status_code == 403


def test_the_list_of_files_asks_the_same_for_many(client_of):
    leader = people.leader()
    assert_constant_queries(client_of(leader), reverse("exports:export_list"), lambda: exported(leader), queries=6)
