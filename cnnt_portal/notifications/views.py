from django.contrib import messages
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST, require_safe

from cnnt_portal.permissions import load, require, scoped
from cnnt_portal.ui.lists import paginate

from . import operations
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
    form = MailFilter(request.GET or None)
    mails = scoped(Mail, request.user).defer("body")
    if form.is_valid():
        if form.cleaned_data["state"]:
            mails = mails.filter(state=form.cleaned_data["state"])
        if form.cleaned_data["to"]:
            mails = mails.filter(to__contains=form.cleaned_data["to"].lower())
    return render(request, "notifications/mail_list.html", {"page": paginate(request, mails), "form": form})


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
