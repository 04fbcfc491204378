"""The only door through which a state changes.

Each app's `workflow.py` holds plain tables `{step: (label, actor, sources, target)}`; a model names its table
in `STEPS` and keeps a history model with a foreign key `subject` to it, related_name `history`.
"""

from typing import NamedTuple

from django.apps import apps
from django.conf import settings
from django.db import models

from .errors import Refused


class Step(NamedTuple):
    label: str
    actor: str
    sources: frozenset
    target: str


class Stateful(models.Model):
    """A row with a `state` (a TextChoices field) and a table `STEPS`."""

    STEPS = {}

    class Meta:
        abstract = True

    @classmethod
    def step(cls, name):
        label, actor, sources, target = cls.STEPS[name]
        return Step(label, actor, frozenset(sources), target)

    def can_move(self, name):
        return self.state in self.step(name).sources

    @property
    def open_steps(self):
        """Names of the steps that lead out of the present state."""
        return [name for name in self.STEPS if self.can_move(name)]


class StateHistory(models.Model):
    """What happened, for people: subclasses add `subject`."""

    step = models.CharField("bước", max_length=60)
    from_state = models.CharField("từ trạng thái", max_length=40)
    to_state = models.CharField("sang trạng thái", max_length=40)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name="người thực hiện"
    )
    at = models.DateTimeField("lúc")
    note = models.TextField("ghi chú", blank=True)

    class Meta:
        abstract = True
        ordering = ["at", "pk"]

    @property
    def label(self):
        return self.subject.step(self.step).label

    @property
    def state_label(self):
        return state_labels(type(self.subject))[self.to_state]


def state_labels(model):
    """{state: label} of a Stateful model."""
    return dict(model._meta.get_field("state").flatchoices)


def move(obj, step, *, by, at, note="", **changes):
    """Take one step: table lookup, compare-and-swap, history row. Raises Refused with a sentence.

    `changes` are the fields that the new state's constraints ask for (`submitted_at=at`); they change in the
    same UPDATE. Call inside an operation's transaction.
    """
    rule = obj.step(step)
    if obj.state not in rule.sources:
        present = state_labels(type(obj))[obj.state]
        raise Refused(f"Không thể “{rule.label.lower()}” khi đang ở trạng thái “{present}”.")
    before = obj.state
    swapped = type(obj)._base_manager.filter(pk=obj.pk, state=before).update(state=rule.target, **changes)
    if not swapped:
        raise Refused("Người khác vừa xử lý việc này trước bạn. Hãy tải lại trang để xem trạng thái mới.")
    obj.state = rule.target
    for name, value in changes.items():
        setattr(obj, name, value)
    obj.history.create(step=step, from_state=before, to_state=rule.target, by=by, at=at, note=note)


def stateful_models():
    """Every model with a table, for the generated docs and the tests."""
    return [model for model in apps.get_models() if issubclass(model, Stateful)]
