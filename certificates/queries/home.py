from django.urls import reverse

from cnnt_portal.ui.components import Todo

from ..permissions import can_issue
from .climb import climbing_rounds
from .decisions import decisions_of, rounds_to_decide


def todo_for(user, on):
    """What waits for the user in this room: (title, url, due, count)."""
    todos = [
        Todo(
            title=f"Nhập quyết định công nhận: {round_.title}",
            url=reverse("certificates:decision_create", args=[round_.pk]),
        )
        for round_ in rounds_to_decide(user)
    ]
    todos += [
        Todo(
            title=f"Cấp giấy chứng nhận theo {decision}",
            url=reverse("certificates:decision_detail", args=[decision.pk]),
        )
        for decision in decisions_of(user).select_related("round__organiser")
        if decision.printed < decision.to_print and can_issue(user, decision)
    ]
    todos += [
        Todo(
            title=f"Gửi danh sách trích ngang: {ready} sản phẩm được đề cử",
            url=f"{reverse('certificates:climb', args=[round_.pk])}?ky={upper.pk}",
            due=upper.last_day,
            note=upper.title,
        )
        for round_, upper, ready in climbing_rounds(user, on)
    ]
    return todos
