from django.urls import reverse

from cnnt_portal.text import lower_first
from cnnt_portal.ui.components import Todo

from ..permissions import can_issue
from .acts import acts_answered, acts_not_printed, acts_to_answer, acts_to_close
from .climb import climbing_rounds
from .decisions import decisions_of, rounds_to_decide


def todo_for(user, on):
    """What waits for the user in this room: (title, url, due, count)."""
    todos = [
        Todo(
            title=f"Nhập quyết định công nhận: {round_.title}",
            url=reverse("certificates:decision_create", args=[round_.pk]),
            # Every establishment of the round waits for it, and no rule gives it a day.
            holds_up_others=True,
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
            title=f"Giấy số {act.certificate.successor.number} chưa in được",
            url=reverse("certificates:act_detail", args=[act.pk]),
            note=f"{act.certificate.product_name}. {act.replacement_on(on)} mà giấy mới chưa phát hành",
            holds_up_others=True,
        )
        for act in acts_not_printed(user)
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
    to_close = acts_to_close(user, on)
    todos += [
        Todo(
            title=f"Xác nhận: {lower_first(act.get_kind_display())} số {act.certificate.number}",
            url=reverse("certificates:act_detail", args=[act.pk]),
            note=act.certificate.product_name,
        )
        for act in to_close
    ]
    todos += [
        Todo(
            title=f"Cơ sở đã giải trình: dự kiến {lower_first(act.get_kind_display())} số {act.certificate.number}",
            url=reverse("certificates:act_detail", args=[act.pk]),
            note=f"{act.certificate.product_name}. Trình người đứng đầu quyết định",
        )
        for act in acts_answered(user)
        if act not in to_close
    ]
    todos += [
        Todo(
            title=f"Giải trình: dự kiến {lower_first(act.get_kind_display())}",
            url=reverse("certificates:act_detail", args=[act.pk]),
            due=act.reply_until,
            note=act.certificate.product_name,
        )
        for act in acts_to_answer(user, on)
    ]
    return todos
