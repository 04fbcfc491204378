"""Tables of the statistics page that people keep for themselves."""

from cnnt_portal.errors import Refused, worded
from cnnt_portal.operations import operation

from ..models import SavedView

MOST = 30


@operation
def save_view(*, name, query, by, at):
    """Keep a table under a name; the same name again replaces it."""
    name = worded(name, "Hãy đặt tên cho bảng.", field="name")
    kept = SavedView.objects.filter(owner=by)
    if kept.count() >= MOST and not kept.filter(name=name).exists():
        raise Refused(f"Mỗi người lưu được {MOST} bảng. Hãy bỏ bớt bảng không dùng.", field="name")
    view, _ = SavedView.objects.update_or_create(owner=by, name=name, defaults={"query": query, "saved_at": at})
    return view


@operation
def drop_view(*, view, by, at):
    SavedView.objects.filter(pk=view.pk, owner=by).delete()
