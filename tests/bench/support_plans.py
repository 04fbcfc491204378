"""Pages of support on 5,000 products, 40 units and 20,000 activities of ten years, made in bulk beside the seed."""

import datetime
from functools import cache

from django.db import connection
from django.urls import reverse
from django.utils import timezone

from certificates.models import Certificate, RecognitionDecision
from cnnt_portal.accounts.models import Organisation, OrganisationKind, User
from cnnt_portal.geography.models import AdministrativeUnit
from registrations.models import Establishment, Product
from support_plans.models import (
    Activity,
    ActivityKind,
    ActivityMoney,
    MoneySource,
    PlanProduct,
    ServedProduct,
    SupportPlan,
)
from support_plans.workflow import ActivityState

from . import figure
from .pages import page, signed_in

PRODUCTS, UNITS, ACTIVITIES, YEARS = 5_000, 40, 20_000, 10
MARK = "Đo tốc độ"


@cache
def plenty():
    """Made once for a database; the next run finds it."""
    if Product.objects.filter(search_key=MARK).exists():
        return
    today = timezone.localdate()
    provinces = list(AdministrativeUnit.objects.provinces().on(today))
    establishments = Establishment.objects.bulk_create(
        [
            Establishment(name=f"Cơ sở {number}", search_key=MARK, province=provinces[number % len(provinces)])
            for number in range(PRODUCTS // 2)
        ]
    )
    products = Product.objects.bulk_create(
        [
            Product(
                establishment=establishments[number % len(establishments)],
                name=f"Sản phẩm {number}",
                search_key=MARK,
                group="ABCD"[number % 4],
            )
            for number in range(PRODUCTS)
        ]
    )
    decision = RecognitionDecision.objects.filter(is_history=True).first()
    certificates = Certificate.objects.bulk_create(
        [
            Certificate(
                decision=decision,
                product=product,
                code=f"DO{number:08}",
                level="nation",
                year=today.year,
                round_title=MARK,
                product_name=product.name,
                group=product.group,
                establishment_name=product.establishment.name,
                search_key=MARK,
                unit=product.establishment.province,
                unit_name=product.establishment.province.full_name,
                issuer="Bộ Công Thương",
                issued_on=datetime.date(today.year - 1, 1, 1),
                valid_until=datetime.date(today.year + 2, 12, 31),
                is_history=True,
            )
            for number, product in enumerate(products)
        ]
    )
    _activities(certificates, today)


def _activities(certificates, today):
    plan, by = SupportPlan.objects.first(), User.objects.first()
    tasks, at = list(plan.tasks.all()), timezone.now()
    units = Organisation.objects.bulk_create(
        [
            Organisation(kind=OrganisationKind.MINISTRY_UNIT, name=f"{MARK} {number}", search_key=MARK)
            for number in range(UNITS)
        ]
    )
    PlanProduct.objects.bulk_create(
        [PlanProduct(plan=plan, certificate=certificate, added_at=at) for certificate in certificates]
    )
    days = [today.replace(day=1) - datetime.timedelta(days=number % (365 * YEARS)) for number in range(ACTIVITIES)]
    activities = Activity.objects.bulk_create(
        [
            Activity(
                unit=units[number % UNITS],
                task=tasks[number % len(tasks)],
                kind=list(ActivityKind)[number % len(ActivityKind)],
                title=f"Hoạt động {number}",
                starts_on=day,
                ends_on=day,
                state=ActivityState.DONE,
                recorded_at=at,
                recorded_by=by,
            )
            for number, day in enumerate(days)
        ]
    )
    ServedProduct.objects.bulk_create(
        [
            ServedProduct(activity=activity, certificate=certificates[(number * 7 + step) % PRODUCTS])
            for number, activity in enumerate(activities)
            for step in range(3)
        ]
    )
    sources = list(MoneySource)
    ActivityMoney.objects.bulk_create(
        [
            ActivityMoney(activity=activity, source=sources[number % len(sources)], amount=1_000_000 + number)
            for number, activity in enumerate(activities)
        ]
    )


def queries_of(client, url):
    """What the page asks the database, as it was asked."""
    from django.test.utils import CaptureQueriesContext

    with CaptureQueriesContext(connection) as captured:
        client.get(url)
    return [query["sql"] for query in captured.captured_queries if query["sql"].startswith("SELECT")]


def raw(statements):
    def ask():
        with connection.cursor() as cursor:
            for statement in statements:
                cursor.execute(statement)
                cursor.fetchall()

    return ask


def against_its_sql(name):
    plenty()
    client, url = signed_in("lanhdao@cnnt.test"), reverse(name)
    return page(client, url), raw(queries_of(client, url))


@figure("support_overview_of_its_sql", limit=3, rounds=5)
def support_overview():
    return against_its_sql("support_plans:overview")


@figure("activity_list_of_its_sql", limit=3, rounds=10)
def activity_list():
    return against_its_sql("support_plans:activity_list")


@figure("products_behind_a_share_of_its_sql", limit=3, rounds=10)
def product_rows():
    return against_its_sql("support_plans:product_rows")
