import hashlib
from io import BytesIO
from urllib.parse import urljoin

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.contrib.sitemaps import Sitemap
from django.contrib.sitemaps.views import sitemap as draw_sitemap
from django.core.cache import cache
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from cnnt_portal.files.pictures import WIDTHS, published
from cnnt_portal.files.responses import send_picture
from cnnt_portal.geography.queries import successors_on
from cnnt_portal.ui.lists import paginate

from .. import queries, share, structured
from ..keeping import kept
from ..province_map import shade
from ..province_map import tiles as province_map_tiles
from ..twin import picture_address

# Seconds; its address in the cache changes with its facts.
SHARED_FOR = 24 * 3600


@login_not_required
@require_safe
@kept
def product(request, pk):
    """A recognised product: who makes it, what it is, its certificates through the years."""
    shown = queries.public_product(pk)
    if shown is None:
        raise Http404
    today = timezone.localdate(request.at)
    for certificate in shown.certificates:
        certificate.validity = certificate.validity_on(today)
    latest = shown.certificates[0]
    address = urljoin(settings.PORTAL_URL, reverse("certificates:product", args=[pk]))
    images = [picture_address(pk, photo) for photo in shown.photos]
    return render(
        request,
        "certificates/product.html",
        {
            "product_pk": pk,
            "latest": latest,
            "certificates": shown.certificates,
            "units_today": [] if latest.unit.exists_on(today) else successors_on(latest.unit, today),
            "story": shown.story,
            "photos": shown.photos,
            "website": shown.website,
            "address": address,
            "picture": urljoin(settings.PORTAL_URL, reverse("certificates:product_share", args=[pk])),
            "structured": structured.as_script(
                structured.product(shown.certificates, address=address, images=images, story=shown.story)
            ),
        },
    )


@login_not_required
@require_safe
def product_photo(request, pk, photo, width):
    if width not in WIDTHS:
        raise Http404
    paper = get_object_or_404(queries.public_photos().filter(version__dossier__product=pk), pk=photo)
    return send_picture(request, paper.file, width, public=True)


@login_not_required
@require_safe
@kept
def product_share(request, pk):
    """The picture that other sites show beside a link to the product's page; drawn once while its facts stay."""
    shown = queries.public_product(pk)
    if shown is None:
        raise Http404
    return HttpResponse(_picture_of(shown), content_type="image/jpeg")


def _picture_of(shown):
    latest = shown.certificates[0]
    facts = {
        "name": latest.product_name,
        "maker": latest.establishment_name,
        "place": latest.unit_name,
        "award": f"{latest.level_words}, năm {latest.year}",
    }
    photo = next(iter(shown.photos), None)

    def key_of(photo):
        return f"certificates:share:{hashlib.sha256(repr((facts, photo and photo.file_id)).encode()).hexdigest()}"

    try:
        return cache.get_or_set(
            key_of(photo),
            lambda: share.drawn(**facts, photo=photo and BytesIO(published(photo.file, WIDTHS[2]))),
            SHARED_FOR,
        )
    except FileNotFoundError:
        # The storage has lost the photo; once it is back it is drawn with it again.
        return cache.get_or_set(key_of(None), lambda: share.drawn(**facts), SHARED_FOR)


@login_not_required
@require_safe
@kept
def province_map(request):
    """How many recognised products each province of today has, as tiles and as a table."""
    today = timezone.localdate(request.at)
    counts = queries.products_by_province(today)
    of_code = {count.province.code: count for count in counts}
    most = max((count.recognised for count in counts), default=0)
    tiles = [(tile, of_code.get(tile.code)) for tile in province_map_tiles()]
    return render(
        request,
        "certificates/province_map.html",
        {
            "counts": counts,
            "tiles": [(tile, count, shade(count.recognised, most) if count else 0) for tile, count in tiles],
            "today": today,
        },
    )


@login_not_required
@require_safe
@kept
def public_decisions(request):
    """The recognition decisions by which certificates were issued, the latest first."""
    page = paginate(request, queries.public_decisions())
    return render(request, "certificates/public_decision_list.html", {"page": page})


@login_not_required
@require_safe
@kept
def public_decision(request, pk):
    """What one decision recognised, in the order of its certificates."""
    decision = get_object_or_404(queries.public_decisions(), pk=pk)
    today = timezone.localdate(request.at)
    page = paginate(request, queries.certificates_by(decision), per_page=50)
    for certificate in page:
        certificate.validity = certificate.validity_on(today)
    context = {"decision": decision, "page": page, "today": today}
    return render(request, "certificates/public_decision_detail.html", context)


class _Products(Sitemap):
    def items(self):
        return queries.public_products()

    def location(self, item):
        return reverse("certificates:product", args=[item.pk])


class _Pages(Sitemap):
    def items(self):
        return [
            "registrations:start",
            "registrations:round_list",
            "certificates:register",
            "certificates:province_map",
            "certificates:public_decisions",
            "certificates:check_form",
            "certificates:logo",
            "certificates:open_data",
        ]

    def location(self, item):
        return reverse(item)


@login_not_required
@require_safe
def sitemap(request):
    """Pages that a search engine should know; check pages are no part of it, their codes are on paper alone."""
    return draw_sitemap(request, {"pages": _Pages, "products": _Products})


@login_not_required
@require_safe
def robots(request):
    lines = [
        "User-agent: *",
        "Disallow: /kiem-tra/",
        "Disallow: /tai-khoan/",
        "Disallow: /san-pham-tieu-bieu/du-lieu/",
        "Disallow: /api/",
        f"Sitemap: {urljoin(settings.PORTAL_URL, reverse('certificates:sitemap'))}",
    ]
    return HttpResponse("\n".join(lines) + "\n", content_type="text/plain; charset=utf-8")
