"""Which law held on a day."""

from cnnt_portal.errors import Refused

from .models import Parameter, RuleSet

MARKS = Parameter.Mark.choices


def rule_set_on(date):
    """The rule set in force on that day; Refused for a day before the first one."""
    found = RuleSet.objects.on(date).prefetch_related("parameters").first()
    if found is None:
        first = RuleSet.objects.earliest("valid_from")
        raise Refused(
            f"Ngày {date:%d/%m/%Y} chưa có quy định về bình chọn: quy định đầu tiên, “{first.title}”, "
            f"có hiệu lực từ {first.valid_from:%d/%m/%Y}."
        )
    return found


def rule_sets():
    return RuleSet.objects.order_by("-valid_from")
