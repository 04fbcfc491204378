import hashlib
from functools import wraps

from django.contrib.auth.decorators import login_not_required
from django.http import Http404, JsonResponse, StreamingHttpResponse
from django.shortcuts import redirect, render
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.http import content_disposition_header

from cnnt_portal.documents import responses
from cnnt_portal.documents.sheets import workbook
from cnnt_portal.errors import Refused
from cnnt_portal.geography.queries import successors_on
from cnnt_portal.permissions import load
from cnnt_portal.ui.lists import paginate

from .. import guessing, open_data, queries, signing, volumes
from ..api.answering import refuse_too_fast
from ..forms import CodeForm, PaperForm, RegisterFilter
from ..keeping import data_mark, kept, piece, unchanged
from ..models import Certificate
from ..permissions import can_act_on, possible_kinds
from ..twin import as_json

# A sheet takes a third of a millisecond a row, for anybody who asks.
MOST_ROWS = 5_000
NO_SUCH_CODE = "Không có giấy chứng nhận nào mang mã này. Hãy đối chiếu lại từng ký tự trên giấy."


@login_not_required
@kept
def register(request):
    """The public register of recognised products."""
    today = timezone.localdate(request.at)
    form = RegisterFilter(request.GET, today=today)
    form.is_valid()
    chosen = form.chosen(today)
    found = queries.register_found(**chosen, with_replaced=False)
    page = paginate(request, found.rows, per_page=24, count=found.count)
    photos = queries.first_photos(page)
    for certificate in page:
        certificate.validity = certificate.validity_on(chosen["on"])
        certificate.photo = photos.get(certificate.product_id)
    return render(
        request,
        "certificates/certificate_list.html",
        {
            "page": page,
            "is_nearly": found.is_nearly,
            "form": form,
            "filter": _filter(form, today),
            "on": chosen["on"],
            "is_filtered": any(form.cleaned_data.values()),
            "only_in_force": chosen["force"] == queries.Force.IN_FORCE,
        },
    )


def _filter(form, today):
    """The drawn filters: a hundred provinces, the same for everybody who chose nothing of them."""

    def draw():
        return render_to_string("certificates/register_filter.html", {"form": form})

    return draw() if form.is_narrowed else piece("filter", today, draw)


@login_not_required
def register_data(request, form):
    """What the register shows, whole, as open data."""
    if nothing_new := unchanged(request):
        return nothing_new
    today = timezone.localdate(request.at)
    wish = RegisterFilter(request.GET, today=today)
    wish.is_valid()
    chosen = wish.chosen(today)
    found = queries.register_found(**chosen)
    rows = found.rows
    if form == "csv":
        response = _streamed(open_data.as_csv(rows, chosen["on"]), "text/csv; charset=utf-8", "san-pham-tieu-bieu.csv")
    elif form == "json":
        response = _streamed(open_data.as_json(rows, chosen["on"]), "application/json", "san-pham-tieu-bieu.json")
    elif form == "xlsx":
        if (rows.count() if found.count is None else found.count) > MOST_ROWS:
            raise Refused("Danh sách quá dài cho Excel. Hãy lọc bớt, hoặc tải CSV.")
        book = workbook([open_data.as_sheet(rows, chosen["on"])])
        response = responses.download(book, "Sản phẩm công nghiệp nông thôn tiêu biểu", responses.XLSX)
    else:
        raise Http404
    response["ETag"] = data_mark(request)
    response["Cache-Control"] = "no-cache"
    return response


def _streamed(pieces, content_type, name):
    response = StreamingHttpResponse(pieces, content_type=content_type)
    response["Content-Disposition"] = content_disposition_header(True, name)
    return response


def one_address(view):
    """However a code is typed, one page is kept of each paper: small letters lead to the capitals."""

    @wraps(view)
    def answer(request, code):
        if code != code.upper():
            return redirect(request.resolver_match.view_name, code=code.upper(), permanent=True)
        return view(request, code)

    return answer


@login_not_required
@one_address
@kept
def check(request, code):
    """What the QR code leads to: is this certificate valid, until when, and why. Works for ever."""
    today = timezone.localdate(request.at)
    try:
        certificate = load(Certificate, request.user, code=code)
    except Http404:
        guessing.count_wrong(request)
        # Somebody scanned a forged or badly printed code: an answer about the paper, not about the address.
        form = CodeForm({"code": code})
        if form.is_valid():
            form.add_error("code", NO_SUCH_CODE)
        return render(request, "certificates/check_form.html", {"form": form}, status=404)
    acts = list(certificate.acts.confirmed())
    issuing_act = certificate.issuing_act
    units_today = [] if certificate.unit.exists_on(today) else successors_on(certificate.unit, today)
    response = render(
        request,
        "certificates/certificate_check.html",
        {
            "certificate": certificate,
            "validity": certificate.validity_on(today),
            "today": today,
            "units_today": units_today,
            "acts": acts,
            "predecessor": certificate.replaces,
            "issuing_act": issuing_act,
            "replacement": issuing_act.replacement_on(today) if issuing_act else "",
            "successor": queries.successor_of(certificate),
            "waiting": queries.act_in_waiting(request.user, certificate),
            "may_act": can_act_on(request.user, certificate, on=today),
            "kinds": possible_kinds(certificate, on=today),
            "others": queries.others_of_product(certificate),
            "has_credential": certificate.has_credential and signing.is_possible(),
            "may_download": queries.may_take_paper(request.user, certificate),
            "may_see_people": queries.is_of_holder_or_office(request.user, certificate),
        },
    )
    response["X-Robots-Tag"] = "noindex"
    return response


@login_not_required
def check_form(request):
    """Type a code by hand."""
    form = CodeForm(request.GET if "code" in request.GET else None)
    if form.is_valid():
        code = form.cleaned_data["code"]
        if queries.code_exists(code):
            return redirect("certificates:check", code=code)
        guessing.count_wrong(request)
        form.add_error("code", NO_SUCH_CODE)
    return render(request, "certificates/check_form.html", {"form": form})


@login_not_required
def check_file(request):
    """Is this file, byte for byte, one that the portal gave out, and what is it worth today?

    A file that the portal does not know is not opened: strangers make them to break, or to busy, whatever reads them.
    """
    if request.method == "POST":
        refuse_too_fast(request)
    form = PaperForm(request.POST or None, request.FILES or None)
    context = {"form": form}
    if form.is_valid():
        content = form.cleaned_data["file"].read()
        certificate = queries.of_file(hashlib.sha256(content).hexdigest())
        context |= {"is_checked": True, "certificate": certificate}
        if certificate:
            context["signature"] = signing.read(content)
            context["validity"] = certificate.validity_on(timezone.localdate(request.at))
        elif volume := volumes.read(content):
            context |= {"volume": volume, "decision": queries.public_decisions().filter(pk=volume.decision).first()}
    return render(request, "certificates/check_file.html", context)


@login_not_required
@one_address
@kept
def check_json(request, code):
    """The check page for machines."""
    today = timezone.localdate(request.at)
    certificate = queries.checked(code)
    if certificate is None:
        guessing.count_wrong(request)
        return JsonResponse({"error": NO_SUCH_CODE}, status=404)
    response = JsonResponse(as_json(certificate, today), json_dumps_params={"ensure_ascii": False})
    response["X-Robots-Tag"] = "noindex"
    return response
