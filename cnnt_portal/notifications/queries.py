from .models import Mail


def letters_since(moment, *, to, kind):
    """How many mails of this kind were written to an address since then."""
    return Mail.objects.filter(to=to, kind=kind, created_at__gt=moment).count()
