from django.shortcuts import render
from django.utils import timezone

from cnnt_portal.permissions import require
from cnnt_portal.ui.lists import paginate

from .. import queries
from ..forms import SightFilter
from ..permissions import can_read_budget, can_see_whole


def overview(request):
    """One page for who leads: what was reached, with what money; each figure opens the rows behind it."""
    require(can_see_whole(request.user))
    today, scope = timezone.localdate(request.at), queries.scope_of(request.user)
    reads_all = can_read_budget(request.user)
    provinces = queries.parts_by_province(today, scope)
    return render(
        request,
        "support_plans/overview.html",
        {
            "scope": scope,
            "today": today,
            "shares": list(zip(queries.coverage(today, territory=scope.territory), ("served", "sold"), strict=True)),
            "groups": queries.parts_by_group(today, scope),
            "provinces": provinces,
            "tiles": queries.coverage_map(provinces, today) if scope.territory is None else [],
            "contents": queries.parts_by_content(today, scope),
            "reads_all": reads_all,
            "year": today.year,
            "projects": queries.sums_of_projects(queries.projects_of(request.user)),
            "money_contents": queries.money_by_content(today.year) if reads_all else [],
            "sources": queries.money_by_source(today.year) if reads_all else [],
            "units": queries.money_by_unit(today.year) if reads_all else [],
            "ratio": queries.money_ratio(today.year) if reads_all else None,
            "promises": queries.promises_without_deeds(today, today.year).count() if reads_all else 0,
            "deeds": queries.deeds_without_promise(today.year).count() if reads_all else 0,
        },
    )


def product_rows(request):
    """The products behind a share."""
    require(can_see_whole(request.user))
    today, scope = timezone.localdate(request.at), queries.scope_of(request.user)
    form = SightFilter(request.GET, user=request.user, on=today)
    form.is_valid()
    chosen = form.cleaned_data
    rows = queries.products_behind(
        today,
        scope,
        shown=chosen.get("xem", ""),
        group=chosen.get("nhom", ""),
        province=chosen.get("tinh"),
        content=chosen.get("noi_dung"),
    )
    return render(
        request,
        "support_plans/product_rows.html",
        {"scope": scope, "today": today, "form": form, "page": paginate(request, rows)},
    )


def promise_rows(request):
    """Promises of yearly plans whose days are over and for which nothing was recorded."""
    require(can_read_budget(request.user))
    today = timezone.localdate(request.at)
    rows = queries.promises_without_deeds(today, today.year)
    return render(request, "support_plans/promise_rows.html", {"page": paginate(request, rows), "year": today.year})


def deed_rows(request):
    """What units did beside their own yearly plans."""
    require(can_read_budget(request.user))
    year = timezone.localdate(request.at).year
    rows = queries.deeds_without_promise(year)
    return render(request, "support_plans/deed_rows.html", {"page": paginate(request, rows), "year": year})


def unit_detail(request, pk):
    """What one unit promised for the year, with traffic lights by date, and what it did and spent."""
    today = timezone.localdate(request.at)
    unit = queries.unit_seen(request.user, pk)
    done = queries.done(queries.activities_of_unit(request.user, unit, today.year))
    return render(
        request,
        "support_plans/unit_detail.html",
        {
            "unit": unit,
            "year": today.year,
            "today": today,
            "page": paginate(request, queries.promises_of(unit, today)),
            "done": queries.counts_of(done),
            "sources": [row for row in queries.money_of_unit(unit, today.year) if row["planned"] or row["spent"]],
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
            "events": queries.life_of(product, request.user),
            "sums": queries.sums_of_life(product, request.user),
        },
    )
