"""The room's lists as files hold what their pages show."""

import io

import openpyxl
import pytest
from django.urls import reverse

from tests import people
from tests.factories import projects, support_plans

pytestmark = pytest.mark.django_db


def sheet(client, name, **asked):
    response = client.get(reverse("exports:export_make", args=[name, "xlsx"]), asked)
    assert response.status_code == 200
    return [[cell.value for cell in row] for row in openpyxl.load_workbook(io.BytesIO(response.content)).active]


def test_the_products_of_a_plan_leave_as_its_page_shows_them(client_of):
    one = support_plans.certificate("Miến dong")
    plan = support_plans.plan([one])
    client = client_of(people.cuc_officer())
    rows = sheet(client, "support_plans.plan_products", ke_hoach=plan.pk)
    assert [row[0] for row in rows[1:]] == ["Miến dong"]
    assert rows[1][4].date() == one.valid_until
    assert len(sheet(client, "support_plans.plan_products", ke_hoach=plan.pk, xem="ra")) == 1
    page = client.get(reverse("support_plans:plan_products", args=[plan.pk])).content.decode()
    assert f"support_plans.plan_products/xlsx/?ke_hoach={plan.pk}" in page
    outsider = client_of(people.owner())
    url = reverse("exports:export_make", args=["support_plans.plan_products", "xlsx"])
    assert outsider.get(url, {"ke_hoach": plan.pk}).status_code == 404


def test_projects_leave_with_their_money_added_up_and_filtered(client_of):
    projects.approved(amount=200_000_000)
    client = client_of(people.so_officer())
    rows = sheet(client, "support_plans.projects")
    assert (rows[1][7], rows[-1][7]) == (200_000_000, "=SUM(H2:H2)")
    assert len(sheet(client, "support_plans.projects", trang_thai="draft")) == 1


def test_year_plans_leave_with_what_they_ask_for(client_of):
    made = support_plans.sent_year_plan()
    rows = sheet(client_of(people.unit_head()), "support_plans.year_plans")
    asked = sum(row.amount for line in made.lines.all() for row in line.money.all())
    assert rows[1][:2] + rows[1][4:] == [made.call.year, made.unit.name, asked or None]
