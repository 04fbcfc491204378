"""What must hold in every room alike."""

from cnnt_portal.integrity import invariant
from cnnt_portal.workflow import stateful_models


@invariant("Trạng thái của mỗi việc là trạng thái mà bước cuối trong lịch sử dẫn đến, và các bước nối nhau")
def histories_lead_to_states(files):
    for model in stateful_models():
        history = model._meta.get_field("history").related_model
        reached = {}
        for pk, before, after in history.objects.order_by("at", "pk").values_list("subject", "from_state", "to_state"):
            if pk in reached and reached[pk] != before:
                yield f"{model._meta.label} {pk}: “{before}” không nối tiếp “{reached[pk]}”"
            reached[pk] = after
        states = dict(model._base_manager.filter(pk__in=reached).values_list("pk", "state"))
        for pk, state in states.items():
            if reached[pk] != state:
                yield f"{model._meta.label} {pk}: đang “{state}”, lịch sử dừng ở “{reached[pk]}”"
