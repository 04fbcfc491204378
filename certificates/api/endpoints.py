from functools import partial
from urllib.parse import urljoin

from django.conf import settings
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.urls import reverse
from django.utils import timezone
from ninja import NinjaAPI, Query
from ninja.decorators import decorate_view
from ninja.errors import ValidationError

from cnnt_portal.errors import Refused
from cnnt_portal.geography.models import Level
from cnnt_portal.geography.queries import unit_on

from .. import guessing, queries, twin
from ..keeping import kept
from . import shapes
from .answering import open_to_programs

VERSION = "1.0.0"
FORCES = {
    "in_force": queries.Force.IN_FORCE,
    "expiring": queries.Force.EXPIRING,
    "ended": queries.Force.ENDED,
    "unknown": queries.Force.UNKNOWN,
}
NO_SUCH_PLACE = "Không có {what} nào mang mã này."

api = NinjaAPI(
    title="Sản phẩm công nghiệp nông thôn tiêu biểu",
    version=VERSION,
    description=(
        "Danh bạ sản phẩm được công nhận và kiểm tra giấy chứng nhận. Chỉ đọc, không cần tài khoản, chỉ gồm dữ liệu "
        "công khai. Mỗi câu trả lời có ETag: gửi lại If-None-Match thì chỉ nhận về phần đã đổi."
    ),
    urls_namespace="certificates:api",
    docs_url=None,
    servers=[{"url": settings.PORTAL_URL.rstrip("/"), "description": "Cổng"}],
)
PROBLEMS = {404: shapes.Problem, 422: shapes.Problem, 429: shapes.Problem}


@api.exception_handler(Refused)
def refused(request, refusal):
    return api.create_response(request, {"error": refusal.sentence}, status=refusal.status)


@api.exception_handler(Http404)
def not_found(request, _):
    return api.create_response(request, {"error": "Không có gì ở địa chỉ này."}, status=404)


@api.exception_handler(ValidationError)
def not_understood(request, mistake):
    return refused(request, NotUnderstood({str(one["loc"][-1]) for one in mistake.errors}))


class Unknown(Refused):
    status = 404


class NotUnderstood(Refused):
    status = 422

    def __init__(self, names):
        super().__init__(
            f"Không hiểu tham số {', '.join(sorted(names))}. Xem mô tả ở {reverse('certificates:open_data')}."
        )


def endpoint(path, shape):
    """A GET that everybody may ask, answered from what is kept."""
    register = api.get(path, response={200: shape} | PROBLEMS)
    return lambda function: register(decorate_view(kept, partial(open_to_programs, api))(function))


@endpoint("/certificates", shapes.Certificates)
def certificates(request, wish: Query[shapes.CertificateWish]):
    """Danh bạ: các giấy chứng nhận, giấy còn giá trị lâu nhất trước."""
    _refuse_unknown(request, wish)
    today = timezone.localdate(request.at)
    found = queries.register_found(
        on=wish.on or today,
        words=wish.q,
        level=wish.level or "",
        year=wish.year,
        group=wish.group or "",
        territory=_territory(wish.province, today),
        region=_region(wish.region),
        decision=wish.decision,
        # A day without a wish for force means: what was in force on that day.
        force=FORCES.get(wish.force, queries.Force.IN_FORCE if wish.on else ""),
    )
    listed = _paged(request, wish, found.rows, partial(twin.in_list, today=wish.on or today), found.count)
    return listed | {"nearly": found.is_nearly}


@endpoint("/certificates/{code}", shapes.CheckedCertificate)
def check(request, response: HttpResponse, code: shapes.Code):
    """Kiểm tra một giấy chứng nhận theo mã; quá nhiều mã sai thì phải chờ, mã đúng luôn được trả lời."""
    certificate = queries.checked(code)
    if certificate is None:
        guessing.count_wrong(request)
        raise Unknown("Không có giấy chứng nhận nào mang mã này. Hãy đối chiếu lại từng ký tự trên giấy.")
    response["X-Robots-Tag"] = "noindex"
    return twin.as_json(certificate, timezone.localdate(request.at))


@endpoint("/products/{product_id}", shapes.Product)
def product(request, product_id: shapes.ProductKey):
    """Một sản phẩm: cơ sở, câu chuyện, ảnh và các giấy chứng nhận qua các năm."""
    shown = queries.public_product(product_id)
    if shown is None:
        raise Unknown("Không có sản phẩm được công nhận nào mang số này.")
    return twin.product_as_json(shown, timezone.localdate(request.at))


@endpoint("/decisions", shapes.Decisions)
def decisions(request, wish: Query[shapes.PageWish]):
    """Các quyết định công nhận đã có giấy chứng nhận, mới nhất trước."""
    _refuse_unknown(request, wish)
    return _paged(request, wish, queries.public_decisions(), twin.decision_as_json)


@endpoint("/provinces", shapes.Provinces)
def provinces(request):
    """34 tỉnh, thành phố hiện nay và số sản phẩm của từng tỉnh: số liệu của bản đồ."""
    counts = queries.products_by_province(timezone.localdate(request.at))
    return {
        "items": [
            {
                "code": count.province.code,
                "name": count.province.full_name,
                "recognised": count.recognised,
                "in_force": count.in_force,
            }
            for count in counts
        ]
    }


@endpoint("/regions", shapes.Regions)
def regions(request):
    """Các khu vực bình chọn."""
    return {"items": [{"code": region.code, "name": region.name} for region in queries.regions_of_vote()]}


def _refuse_unknown(request, wish):
    """A filter spelled wrongly must not answer with everything."""
    unknown = request.GET.keys() - type(wish).model_fields.keys()
    if unknown:
        raise NotUnderstood(unknown)


def _paged(request, wish, rows, as_json, count=None):
    """`count`: if it is known already."""
    pages = Paginator(rows, wish.page_size)
    if count is not None:
        pages.count = count
    shown = pages.page(wish.page).object_list if wish.page <= pages.num_pages else []
    query = request.GET.copy()
    query["page"] = str(wish.page + 1)
    address = urljoin(settings.PORTAL_URL, f"{request.path}?{query.urlencode()}")
    return {
        "count": pages.count,
        "page": wish.page,
        "pages": pages.num_pages,
        "next": address if wish.page < pages.num_pages else None,
        "items": [as_json(row) for row in shown],
    }


def _territory(code, today):
    if not code:
        return None
    province = unit_on(today, level=Level.PROVINCE, code=code)
    if province is None:
        raise Unknown(NO_SUCH_PLACE.format(what="tỉnh, thành phố"))
    return queries.territory(province.pk)


def _region(code):
    if not code:
        return ""
    region = next((region for region in queries.regions_of_vote() if region.code == code), None)
    if region is None:
        raise Unknown(NO_SUCH_PLACE.format(what="khu vực"))
    return region.pk
