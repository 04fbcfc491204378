from .forms import MailFilter
from .models import Mail


def mails_asked(user, wish):
    """The outbox as its page is narrowed by `wish`, without the letters' bodies."""
    mails, form = Mail.objects.visible_to(user).defer("body"), MailFilter(wish)
    if form.is_valid():
        if form.cleaned_data["state"]:
            mails = mails.filter(state=form.cleaned_data["state"])
        if form.cleaned_data["to"]:
            mails = mails.filter(to__contains=form.cleaned_data["to"].lower())
    return mails


def letters_since(moment, *, to, kind):
    """How many mails of this kind were written to an address since then."""
    return Mail.objects.filter(to=to, kind=kind, created_at__gt=moment).count()
