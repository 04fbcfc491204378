"""What an establishment hears about its entry, in words that a small workshop understands."""

from dataclasses import dataclass

from django.urls import reverse
from django.utils import timezone

from cnnt_portal.accounts.queries import people_at
from cnnt_portal.notifications.messages import Message
from cnnt_portal.notifications.operations import notify
from cnnt_portal.ui.formats import moment

from .models import CompletionRequest, Entry, Establishment, JoinRequest, PaperSets


def _short(name):
    return name if len(name) <= 90 else f"{name[:89]}…"


@dataclass(frozen=True)
class _AboutEntry(Message):
    entry: Entry

    @property
    def link(self):
        return reverse("registrations:entry_detail", args=[self.entry.pk])

    @property
    def product(self):
        return _short(self.entry.product.name)


@dataclass(frozen=True)
class EntryFiled(_AboutEntry):
    kind = "registrations.entry_filed"
    template = "emails/registrations/entry_filed.txt"

    @property
    def title(self):
        return f"Cổng đã nhận hồ sơ “{self.product}”, mã tra cứu {self.entry.tracking_code}"


@dataclass(frozen=True)
class EntryClimbed(_AboutEntry):
    kind = "registrations.entry_climbed"
    template = "emails/registrations/entry_climbed.txt"

    @property
    def title(self):
        return f"Sản phẩm “{self.product}” được đề cử lên {self.entry.round.title}"


@dataclass(frozen=True)
class EntryReturned(_AboutEntry):
    request: CompletionRequest

    kind = "registrations.entry_returned"
    template = "emails/registrations/entry_returned.txt"

    @property
    def title(self):
        return f"Hồ sơ “{self.product}” cần bổ sung"


@dataclass(frozen=True)
class EntryMoved(_AboutEntry):
    reason: str

    kind = "registrations.entry_moved"
    template = "emails/registrations/entry_moved.txt"

    @property
    def title(self):
        return f"Hồ sơ “{self.product}” được chuyển đến {self.entry.round.organiser}"


@dataclass(frozen=True)
class PaperSetsArrived(_AboutEntry):
    received: PaperSets

    kind = "registrations.paper_sets_arrived"
    template = "emails/registrations/paper_sets_arrived.txt"

    @property
    def title(self):
        return f"{self.entry.round.organiser} đã nhận {self.received.sets} bộ hồ sơ giấy “{self.product}”"


@dataclass(frozen=True)
class JoinAsked(Message):
    request: JoinRequest

    kind = "registrations.join_asked"
    template = "emails/registrations/join_asked.txt"

    @property
    def title(self):
        return f"{self.request.asked_by} xin vào cơ sở của bạn trên cổng"

    @property
    def link(self):
        return reverse("registrations:people")


@dataclass(frozen=True)
class JoinAnswered(Message):
    request: JoinRequest

    kind = "registrations.join_answered"
    template = "emails/registrations/join_answered.txt"

    @property
    def title(self):
        done = "đã cho bạn vào" if self.request.is_granted else "không nhận lời xin vào"
        return f"Chủ cơ sở {done} cơ sở trên cổng"

    @property
    def link(self):
        name = "establishment_detail" if self.request.is_granted else "establishment_create"
        return reverse(f"registrations:{name}")


@dataclass(frozen=True)
class HandedOver(Message):
    """To the person who owns the establishment from today."""

    establishment: Establishment
    giver: str

    kind = "registrations.handed_over"
    template = "emails/registrations/handed_over.txt"

    @property
    def title(self):
        return f"Bạn là chủ cơ sở “{_short(self.establishment.name)}” trên cổng"

    @property
    def link(self):
        return reverse("registrations:people")


@dataclass(frozen=True)
class ListedDeclared(Message):
    """To the offices that took a list in: somebody declared a tax code that it names."""

    listed: str
    declared: str
    is_same: bool

    kind = "registrations.listed_declared"
    template = "emails/registrations/listed_declared.txt"

    @property
    def title(self):
        if self.is_same:
            return f"Cơ sở “{_short(self.listed)}” trong danh sách gửi lên đã khai trên cổng"
        return f"Mã số thuế của “{_short(self.listed)}” trong danh sách là của cơ sở khác"

    @property
    def link(self):
        return reverse("registrations:entry_list")


@dataclass(frozen=True)
class EntryCompleted(_AboutEntry):
    kind = "registrations.entry_completed"
    template = "emails/registrations/entry_completed.txt"

    @property
    def title(self):
        return f"Cổng đã nhận phần bổ sung của hồ sơ “{self.product}”"


@dataclass(frozen=True)
class DraftClosesSoon(_AboutEntry):
    days_left: int

    kind = "registrations.draft_closes_soon"
    template = "emails/registrations/draft_closes_soon.txt"

    @property
    def title(self):
        left = f"còn {self.days_left} ngày" if self.days_left else "hôm nay"
        return f"Hết hạn nộp hồ sơ “{self.product}”: {left}"


@dataclass(frozen=True)
class DeadlineMoved(_AboutEntry):
    reason: str

    kind = "registrations.deadline_moved"
    template = "emails/registrations/deadline_moved.txt"

    @property
    def title(self):
        return f"Hồ sơ “{self.product}”: thêm thời gian nộp, đến {moment(self.entry.round.ends_at)}"


@dataclass(frozen=True)
class EntryAccepted(_AboutEntry):
    kind = "registrations.entry_accepted"
    template = "emails/registrations/entry_accepted.txt"

    @property
    def title(self):
        return f"Hồ sơ “{self.product}” đã được tiếp nhận, mã số bình chọn {self.entry.code}"


@dataclass(frozen=True)
class EntryRefused(_AboutEntry):
    reason: str
    article: str

    kind = "registrations.entry_refused"
    template = "emails/registrations/entry_refused.txt"

    @property
    def title(self):
        return f"Hồ sơ “{self.product}” bị từ chối tiếp nhận"


def tell_establishment(message, *, occasion="", by, at):
    """Everybody of the establishment today; an establishment known only from history has nobody."""
    organisation = message.entry.product.establishment.organisation
    if organisation is None:
        return
    key = f"entry:{message.entry.pk}:{occasion}" if occasion else f"entry:{message.entry.pk}"
    notify(message=message, recipients=people_at(organisation, on=timezone.localdate(at)), key=key, by=by, at=at)
