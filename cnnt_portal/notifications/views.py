from django.contrib import messages
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST, require_safe

from cnnt_portal.permissions import load, require, scoped
from cnnt_portal.ui.lists import paginate

from . import operations, queries
from .forms import MailFilter
from .models import Mail, Notice
from .permissions import can_resend, can_see_outbox


@require_safe
def inbox(request):
    page = paginate(request, scoped(Notice, request.user))
    return render(request, "notifications/inbox.html", {"page": page})


@require_POST
def notice_open(request, pk):
    """Mark it read and go where it points."""
    notice = load(Notice, request.user, pk=pk)
    operations.mark_read(notice=notice, by=request.user, at=request.at)
    return redirect(notice.link or "notifications:inbox")


@require_POST
def notice_read_all(request):
    operations.mark_all_read(by=request.user, at=request.at)
    return redirect("notifications:inbox")


@require_safe
def mail_list(request):
    require(can_see_outbox(request.user))
    page = paginate(request, queries.mails_asked(request.user, request.GET))
    context = {"page": page, "form": MailFilter(request.GET or None)}
    return render(request, "notifications/mail_list.html", context)


@require_safe
def mail_detail(request, pk):
    require(can_see_outbox(request.user))
    mail = load(Mail, request.user, pk=pk)
    context = {"mail": mail, "deliveries": mail.deliveries.all(), "resendable": can_resend(request.user, mail)}
    return render(request, "notifications/mail_detail.html", context)


@require_POST
def mail_resend(request, pk):
    require(can_see_outbox(request.user))
    operations.resend(mail=load(Mail, request.user, pk=pk), by=request.user, at=request.at)
    messages.success(request, "Thư được đưa lại vào hàng chờ gửi.")
    return redirect("notifications:mail_detail", pk)
