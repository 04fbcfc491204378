from django.shortcuts import render
from django.utils import timezone

from cnnt_portal.accounts.models import OrganisationKind
from cnnt_portal.permissions import require
from cnnt_portal.ui import charts
from cnnt_portal.ui.lists import paginate

from .. import queries
from ..forms import SightFilter
from ..permissions import can_read_budget, can_see_whole


def overview(request):
    """One page for who leads: what was reached, with what money; each figure opens the rows behind it. `?nam=` is the
    year of the money and of the promises; shares are always today's."""
    require(can_see_whole(request.user))
    today, scope = timezone.localdate(request.at), queries.scope_of(request.user)
    reads_all = can_read_budget(request.user)
    held = queries.products_held(today, territory=scope.territory)
    regions, provinces, provinces_then = queries.parts_by_place(held, today)
    contents = queries.reached_by_content(today, held, scope.territory)
    whole_country = scope.territory is None
    context = {
        "scope": scope,
        "today": today,
        "shares": list(zip(queries.shares_of(held, queries.running_plan(today)), ("served", "sold"), strict=True)),
        "unplanned": sum(not row.is_planned for row in held),
        "groups": queries.parts_by_group(held),
        "regions": regions if whole_country else [],
        "provinces": provinces,
        "provinces_then": provinces_then,
        "tiles": queries.coverage_map(provinces, today) if whole_country else [],
        "contents": contents,
        "content_chart": charts.bars(
            "Sản phẩm còn hiệu lực đã được hỗ trợ, theo nội dung",
            [(str(row.of), row.count) for row in contents],
            ranked=False,
        ),
        "units": queries.reached_by_unit(today, held, scope.territory),
        "projects": queries.sums_of_projects(queries.projects_of(request.user)),
        "reads_all": reads_all,
    }
    return render(request, "support_plans/overview.html", context | (_year_of(request, today) if reads_all else {}))


def _year_of(request, today):
    """Money, promises and deeds of the year that the page's address asks for."""
    years = queries.money_by_year()
    year = queries.year_asked([row.year for row in years], request.GET.get("nam"), today)
    rows = queries.spending_of(year, today)
    own_and_public = [(f"Năm {row.year}", row.public + row.own) for row in reversed(years)]
    return {
        "year": year,
        "years": years,
        "money_chart": charts.bars("Tiền đã chi qua các năm", own_and_public, is_money=True, ranked=False),
        "tables": queries.money_tables(rows, today),
        "ratio": queries.money_ratio(rows),
        "promises": queries.promises_without_deeds(today, year).count(),
        "deeds": queries.deeds_without_promise(today, year).count(),
    }


def product_rows(request):
    """The products behind a share."""
    require(can_see_whole(request.user))
    today, scope = timezone.localdate(request.at), queries.scope_of(request.user)
    form = SightFilter(request.GET, user=request.user, on=today)
    rows = queries.products_behind(today, scope, **form.chosen())
    return render(
        request,
        "support_plans/product_rows.html",
        {"scope": scope, "today": today, "form": form, "page": paginate(request, rows)},
    )


def promise_rows(request):
    """Promises of yearly plans whose days are over and for which nothing was recorded."""
    require(can_read_budget(request.user))
    today = timezone.localdate(request.at)
    years = queries.years_called(today)
    year = queries.year_asked(years, request.GET.get("nam"), today)
    rows = queries.promises_without_deeds(today, year)
    context = {"page": paginate(request, rows), "year": year, "years": years}
    return render(request, "support_plans/promise_rows.html", context)


def deed_rows(request):
    """What units did beside their own yearly plans."""
    require(can_read_budget(request.user))
    today = timezone.localdate(request.at)
    years = queries.years_called(today)
    year = queries.year_asked(years, request.GET.get("nam"), today)
    context = {"page": paginate(request, queries.deeds_without_promise(today, year)), "year": year, "years": years}
    return render(request, "support_plans/deed_rows.html", context)


def unit_detail(request, pk):
    """What one unit promised for the year, with traffic lights by date, and what it did and spent."""
    today = timezone.localdate(request.at)
    unit = queries.unit_seen(request.user, pk)
    done = queries.done(queries.activities_of_unit(request.user, unit, today))
    return render(
        request,
        "support_plans/unit_detail.html",
        {
            "unit": unit,
            "may_see_whole": can_see_whole(request.user),
            "year": today.year,
            "today": today,
            "page": paginate(request, queries.promises_of(unit, today)),
            "done": queries.counts_of(done),
            "sources": [row for row in queries.money_of_unit(unit, today) if row["planned"] or row["spent"]],
        },
    )


def product_life(request, pk):
    """Dossiers, certificates, support, money and results of one product, year by year."""
    product = queries.product_with_life(request.user, pk)
    return render(
        request,
        "support_plans/product_life.html",
        {
            "product": product,
            "is_own": request.user.works_at(OrganisationKind.ESTABLISHMENT),
            "may_see_whole": can_see_whole(request.user),
            "events": queries.life_of(product, request.user),
            "sums": queries.sums_of_life(product, request.user),
        },
    )
