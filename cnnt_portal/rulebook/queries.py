"""Which law held on a day."""

from .models import Parameter, RuleSet

MARKS = Parameter.Mark.choices


def rule_set_on(date):
    """The rule set in force on that day; before 21/10/2014 there is none: RuleSet.DoesNotExist."""
    return RuleSet.objects.on(date).prefetch_related("parameters").get()


def rule_sets():
    return RuleSet.objects.order_by("-valid_from")
