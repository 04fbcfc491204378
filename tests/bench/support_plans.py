"""Ten years of support: 20,000 activities of 40 units for 5,000 products, against the same questions asked raw."""

import datetime
import gc
import tracemalloc
from decimal import Decimal
from functools import cache

from django.db import connection
from django.http import QueryDict
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from certificates.models import Certificate
from certificates.numbering import new_code
from cnnt_portal.accounts.models import Organisation, OrganisationKind, User
from cnnt_portal.exports.models import Export
from cnnt_portal.exports.registry import CHUNK, listing_named
from cnnt_portal.exports.writing import write
from cnnt_portal.text import fold
from registrations.models import Establishment, Product, ProductGroup
from support_plans.models import (
    Activity,
    ActivityKind,
    ActivityMoney,
    MoneySource,
    PlanProduct,
    PromotionProject,
    ServedProduct,
    SupportPlan,
    UnitTask,
    YearCall,
)
from support_plans.workflow import ActivityState

from . import figure, memory
from .pages import bare_page, page, signed_in

YEARS, UNITS, PRODUCTS, ACTIVITIES = 10, 40, 5_000, 20_000
LEADER, CUC, SO, UNIT, FINANCE = (f"{part}@cnnt.test" for part in ("lanhdao", "cuc", "so", "donvi", "taichinh"))
OWNER = "coso@cnnt.test"


# How many questions the pages asked in all, with the seed and with ten years.
asked = {}


def pages():
    """{name: (who, address)} of every page of the room that shows more as the years go on."""
    plan, call = SupportPlan.objects.earliest("pk"), YearCall.objects.earliest("pk")
    activity, project = Activity.objects.earliest("pk"), PromotionProject.objects.earliest("pk")
    product = ServedProduct.objects.earliest("pk").certificate.product_id

    def at(name, *args, query=""):
        return reverse(f"support_plans:{name}", args=args) + query

    return {
        "dashboard": (LEADER, at("overview")),
        "dashboard_of_a_so": (SO, at("overview")),
        "products_behind": (LEADER, at("product_rows", query="?xem=never")),
        "products_behind_a_unit": (LEADER, at("product_rows", query=f"?don_vi={activity.unit_id}")),
        "activities": (LEADER, at("activity_list")),
        "activities_by_source": (LEADER, at("activity_list", query="?nguon=unit")),
        "activities_of_a_so": (SO, at("activity_list")),
        "activity": (LEADER, at("activity_detail", activity.pk)),
        "activity_form": (UNIT, at("activity_create")),
        "import_form": (UNIT, at("import_create")),
        "unit": (LEADER, at("unit_detail", activity.unit_id)),
        "life": (LEADER, at("product_life", product)),
        "plans": (LEADER, at("plan_list")),
        "plan": (LEADER, at("plan_detail", plan.pk)),
        "matrix": (LEADER, at("plan_matrix", plan.pk)),
        "plan_products": (LEADER, at("plan_products", plan.pk)),
        "plan_products_to_add": (CUC, at("plan_products", plan.pk)),
        "promises": (LEADER, at("promise_rows")),
        "deeds": (LEADER, at("deed_rows")),
        "tasks": (UNIT, at("task_list")),
        "year_plans": (LEADER, at("year_plan_list")),
        "year_call": (LEADER, at("year_call_detail", call.pk)),
        "budget": (FINANCE, at("budget_detail", call.pk)),
        "projects": (LEADER, at("project_list")),
        "project": (LEADER, at("project_detail", project.pk)),
        "receipts": (LEADER, at("list_receipts")),
        "places": (LEADER, at("place_list")),
        "requests": (CUC, at("request_list")),
        "surveys": (LEADER, at("survey_list")),
        "mine": (OWNER, at("support_mine")),
        "outlets": (OWNER, at("outlet_list")),
    }


def questions():
    """{name: how many questions its page asks}, asked a second time."""
    counts = {}
    for name, (who, url) in pages().items():
        ask = page(signed_in(who), url)
        ask()
        with CaptureQueriesContext(connection) as captured:
            ask()
        counts[name] = len(captured)
    return counts


@cache
def ten_years():
    """Made once for all figures of this module: every activity serves three products, with money of two sources."""
    asked["before"] = questions()
    by, now = User.objects.order_by("pk").first(), timezone.now()
    year = timezone.localdate(now).year
    certificates = _certified(year)
    units = Organisation.objects.bulk_create(
        [
            Organisation(code=f"bench-{number}", kind=OrganisationKind.MINISTRY_UNIT, name=f"Đơn vị số {number}")
            for number in range(UNITS)
        ]
    )
    # The rest waits to be put into the plan.
    plan = SupportPlan.objects.earliest("pk")
    PlanProduct.objects.bulk_create(
        [
            PlanProduct(plan=plan, certificate=one, added_at=now, added_by=by)
            for one in certificates[: PRODUCTS * 4 // 5]
        ]
    )
    plan.scopes.bulk_create(
        [plan.scopes.model(plan=plan, level=certificates[0].level, year=year - n) for n in range(3)],
        ignore_conflicts=True,
    )
    tasks, kinds = list(UnitTask.objects.order_by("pk")), list(ActivityKind)
    days = [datetime.date(year - n % YEARS, 1 + n % 10, 1 + n % 28) for n in range(ACTIVITIES)]
    activities = Activity.objects.bulk_create(
        [
            Activity(
                unit=units[n % UNITS],
                task=tasks[n % len(tasks)],
                kind=kinds[n % len(kinds)],
                title=f"Hoạt động hỗ trợ số {n}",
                starts_on=day,
                ends_on=day,
                state=ActivityState.DONE,
                recorded_at=now,
                recorded_by=by,
            )
            for n, day in enumerate(days)
        ],
        batch_size=1_000,
    )
    ServedProduct.objects.bulk_create(
        [
            ServedProduct(activity=activity, certificate=certificates[(n * 7 + place * 13) % PRODUCTS])
            for n, activity in enumerate(activities)
            for place in range(3)
        ],
        batch_size=2_000,
    )
    ActivityMoney.objects.bulk_create(
        [
            ActivityMoney(activity=activity, source=source, amount=Decimal(1_000_000 + n))
            for n, activity in enumerate(activities)
            for source in (MoneySource.UNIT, MoneySource.ESTABLISHMENT)
        ],
        batch_size=2_000,
    )
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
    asked["after"] = questions()
    return signed_in(LEADER)


def _certified(year):
    """Products of 1,000 establishments in the provinces of the known ones, each with a certificate in force."""
    known = list(Certificate.objects.filter(product__isnull=False).select_related("decision", "unit").order_by("pk"))
    places = [one.unit.province or one.unit for one in known]
    makers = Establishment.objects.bulk_create(
        [
            Establishment(name=f"Cơ sở số {n}", search_key=fold(f"Cơ sở số {n}"), province=places[n % len(places)])
            for n in range(PRODUCTS // 5)
        ]
    )
    groups = list(ProductGroup)
    products = Product.objects.bulk_create(
        [
            Product(
                establishment=makers[n % len(makers)],
                name=f"Sản phẩm số {n}",
                search_key=fold(f"Sản phẩm số {n}"),
                group=groups[n % len(groups)],
            )
            for n in range(PRODUCTS)
        ],
        batch_size=1_000,
    )
    one = known[0]
    return Certificate.objects.bulk_create(
        [
            Certificate(
                decision=one.decision,
                product=product,
                code=new_code(),
                level=one.level,
                level_words=one.level_words,
                year=year - n % 3,
                round_title=one.round_title,
                product_name=product.name,
                group=product.group,
                establishment_name=product.establishment.name,
                search_key=product.search_key,
                unit=product.establishment.province,
                unit_name=product.establishment.province.full_name,
                issuer=one.issuer,
                decision_date=datetime.date(year - n % 3, 1, 2),
                issued_on=datetime.date(year - n % 3, 1, 2),
                valid_until=datetime.date(year - n % 3 + 3, 12, 31),
                is_history=True,
            )
            for n, product in enumerate(products)
        ],
        batch_size=500,
    )


def raw(ask):
    """The same statements, asked of the database without anything around them."""
    with CaptureQueriesContext(connection) as captured:
        ask()
    statements = [query["sql"] for query in captured.captured_queries if query["sql"].startswith("SELECT")]

    def again():
        with connection.cursor() as cursor:
            for statement in statements:
                cursor.execute(statement)
                cursor.fetchall()

    return again


def against_raw(name):
    """The page against its own questions asked raw: it is as long as the database is."""

    def make():
        client = ten_years()
        who, url = pages()[name]
        ask = page(client if who == LEADER else signed_in(who), url)
        return ask, raw(ask)

    return make


def against_bare(name):
    """A page whose questions are few and small, against a bare one."""

    def make():
        ten_years()
        who, url = pages()[name]
        client = signed_in(who)
        return page(client, url), bare_page(client)

    return make


# What sums over all years. The budget beside each: how many times its raw questions the page may take.
for name in (
    "dashboard", "dashboard_of_a_so", "products_behind", "products_behind_a_unit", "activities", "activities_by_source",
    "activities_of_a_so",
):  # fmt: skip
    figure(f"support_{name}", limit=3, rounds=10)(against_raw(name))
for name in (
    "activity_form", "plan_products_to_add",
    "activity", "import_form", "unit", "life", "plans", "plan", "matrix", "plan_products", "promises", "deeds", "tasks",
    "year_plans", "year_call", "budget", "projects", "project", "receipts", "places", "requests", "surveys", "mine",
    "outlets",
):  # fmt: skip
    figure(f"support_{name}", limit=40, rounds=10)(against_bare(name))


@figure("support_questions", limit=1, rounds=0)
def support_questions():
    """Every page asks as many questions with ten years of activities as with the seed's."""
    ten_years()
    more = {name: (asked["before"][name], count) for name, count in asked["after"].items()}
    grown = {name: counts for name, counts in more.items() if counts[0] < counts[1]}
    if grown:
        raise AssertionError(f"pages that ask more: {grown}")
    return sum(asked["after"].values()), sum(asked["before"].values())


def _swept(values):
    """When the collector comes by is chance: between two runs of the same rows it was a third of the peak."""
    for place, row in enumerate(values):
        if place % CHUNK == 0:
            gc.collect()
        yield row


def _peak(rows):
    """The most memory that the workbook of so many activities takes beyond its own bytes."""
    made = listing_named("support_plans.activities")(
        User.objects.get(email=LEADER), QueryDict(""), timezone.localdate()
    )
    kept = type(made)(made.title, made.columns, made.rows[:rows], made.row)
    tracemalloc.start()
    content = write(kept, Export.Form.XLSX, _swept(kept.values()))
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    return peak - len(content)


@memory("support_xlsx_of_20000_activities", limit=1.3)
def support_xlsx():
    """All activities with money and results, read a thousand at a time: four times as many take as much memory."""
    ten_years()
    return _peak(ACTIVITIES), _peak(ACTIVITIES // 4)
