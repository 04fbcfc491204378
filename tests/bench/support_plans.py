"""Ten years of support: 20,000 activities of 40 units for 5,000 products, against the same questions asked raw."""

import datetime
from decimal import Decimal
from functools import cache

from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from certificates.models import Certificate
from certificates.numbering import new_code
from cnnt_portal.accounts.models import Organisation, OrganisationKind, User
from cnnt_portal.text import fold
from registrations.models import Establishment, Product, ProductGroup
from support_plans.models import Activity, ActivityKind, ActivityMoney, MoneySource, ServedProduct, UnitTask
from support_plans.workflow import ActivityState

from . import figure
from .pages import page, signed_in

YEARS, UNITS, PRODUCTS, ACTIVITIES = 10, 40, 5_000, 20_000
LEADER = "lanhdao@cnnt.test"


@cache
def ten_years():
    """Made once for all figures of this module: every activity serves three products, with money of two sources."""
    by, now = User.objects.order_by("pk").first(), timezone.now()
    year = timezone.localdate(now).year
    certificates = _certified(year)
    units = Organisation.objects.bulk_create(
        [
            Organisation(code=f"bench-{number}", kind=OrganisationKind.MINISTRY_UNIT, name=f"Đơn vị số {number}")
            for number in range(UNITS)
        ]
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


@figure("support_dashboard", limit=3, rounds=10)
def support_dashboard():
    """Shares, money, groups, provinces and contents of ten years on one page."""
    ask = page(ten_years(), reverse("support_plans:overview"))
    return ask, raw(ask)


@figure("support_products_behind", limit=3, rounds=10)
def support_products_behind():
    ask = page(ten_years(), reverse("support_plans:product_rows") + "?xem=never")
    return ask, raw(ask)


@figure("support_activities", limit=3, rounds=10)
def support_activities():
    """One page of 20,000 with the sums of all."""
    ask = page(ten_years(), reverse("support_plans:activity_list"))
    return ask, raw(ask)
