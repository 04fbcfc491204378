from django.contrib import messages
from django.http import Http404
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST

from cnnt_portal.documents import responses
from cnnt_portal.documents.sheets import workbook
from cnnt_portal.permissions import load, require
from cnnt_portal.ui.lists import paginate
from registrations.models import Round

from .. import climb_papers, operations, queries
from ..permissions import can_send_up

# How many products the question before sending calls by name.
NAMED = 5


def climb(request, round_pk):
    """The preview of the *danh sách trích ngang*: who goes up, who does not and why, to which round."""
    round_ = _round(request, round_pk)
    uppers = queries.rounds_above(round_, at=request.at)
    upper = next((one for one in uppers if str(one.pk) == request.GET.get("ky")), next(iter(uppers), None))
    rows = queries.climb(round_, upper, by=request.user, at=request.at)
    return render(
        request,
        "certificates/climb.html",
        {
            "round": round_,
            "uppers": uppers,
            "upper": upper,
            "page": paginate(request, rows),
            "ready": sum(row.is_ready for row in rows),
            "question": _question(rows, upper),
            "sent": sum(row.upper is not None for row in rows),
            "held_back": sum(not row.is_listed for row in rows),
            "verdict": can_send_up(request.user, round_),
        },
    )


def _question(rows, upper):
    """What the officer is asked before the products go up: which, where to, and what is planned against any."""
    ready = [row for row in rows if row.is_ready]
    names = [f"“{row.entry.outcome.recognised_name}”" for row in ready]
    more = f" và {len(names) - NAMED} sản phẩm nữa" if len(names) > NAMED else ""
    planned = [
        f"“{row.entry.outcome.recognised_name}” đang chờ quyết định {row.planned}." for row in ready if row.planned
    ]
    question = f"Đưa {len(ready)} sản phẩm vào {upper}: {', '.join(names[:NAMED])}{more}?" if ready else ""
    return " ".join([question, *(["Lưu ý:"] if planned else []), *planned])


@require_POST
def climb_send(request, round_pk, upper_pk):
    round_, upper = _pair(request, round_pk, upper_pk)
    entries = operations.send_up(round=round_, upper=upper, by=request.user, at=request.at)
    messages.success(
        request, f"{len(entries)} sản phẩm đã ở trong {upper.title}. Cơ sở được báo bằng thư và thông báo."
    )
    return redirect(f"{reverse('certificates:climb', args=[round_.pk])}?ky={upper.pk}")


def climb_download(request, round_pk, upper_pk, form):
    """The letter or the list, as PDF, Word or Excel."""
    round_, upper = _pair(request, round_pk, upper_pk)
    today = timezone.localdate(request.at)
    listed = [row for row in queries.climb(round_, upper, by=request.user, at=request.at) if row.is_listed]
    letter, summary = f"Công văn đề cử {round_.year}", f"Danh sách trích ngang {round_.year}"
    if form == "cong-van-pdf":
        return responses.as_pdf(climb_papers.letter(round_, upper, listed, on=today), letter)
    if form == "cong-van-docx":
        return responses.as_docx(climb_papers.letter(round_, upper, listed, on=today), letter)
    if form == "danh-sach-pdf":
        return responses.as_pdf(climb_papers.summary_page(round_, upper, listed, on=today), summary)
    if form == "danh-sach-xlsx":
        return responses.download(workbook([climb_papers.summary(round_, upper, listed)]), summary, responses.XLSX)
    raise Http404


def _round(request, pk):
    round_ = load(Round, request.user, pk=pk)
    require(can_send_up(request.user, round_))
    return round_


def _pair(request, round_pk, upper_pk):
    round_ = _round(request, round_pk)
    return round_, load(Round, request.user, pk=upper_pk)
