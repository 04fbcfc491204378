from django.utils import timezone

from cnnt_portal.errors import Refused, worded
from cnnt_portal.operations import operation
from cnnt_portal.permissions import require
from cnnt_portal.rulebook.queries import rule_set_on
from cnnt_portal.text import nfc
from cnnt_portal.ui.formats import moment
from cnnt_portal.workflow import move
from registrations import permissions
from registrations.models import DeadlineExtension, Round, VoteLevel

from .attachments import copy_attachments
from .outages import tell_drafts


@operation
def create_round(
    *,
    level,
    organiser,
    title,
    year,
    unit=None,
    region=None,
    opens_at=None,
    closes_at=None,
    announcement="",
    places=None,
    requires_lower_level=False,
    takes_refused_again=True,
    answer_days=None,
    reminder_days=None,
    has_field_visits=False,
    intended_list_days=None,
    prizes="",
    like=None,
    by,
    at,
):
    """A round in preparation, under the rule set in force on the day of `at`: pinned for ever.

    `answer_days`: working days that the office gives itself; at the region and the nation the rule set's 30.
    `reminder_days`: on which days before the deadline drafts are reminded; the rule set's, if not given.
    `like`: an earlier round of the same office whose attached papers the new one begins with.
    """
    require(permissions.can_create_round(by, organiser, level))
    if level in (VoteLevel.LOWEST, VoteLevel.PROVINCE):
        unit = unit or organiser.unit
        if unit is None:
            raise Refused("Hãy chọn đơn vị hành chính của kỳ bình chọn.", field="unit")
    if level == VoteLevel.REGION and region is None:
        raise Refused("Hãy chọn khu vực của kỳ bình chọn.", field="region")
    _check_dates(opens_at, closes_at)
    rule_set = rule_set_on(timezone.localdate(at))
    if level in (VoteLevel.REGION, VoteLevel.NATION):
        answer_days = rule_set.value("region_working_days")
    if like is not None:
        require(permissions.can_attach(by, like))
    round = Round.objects.create(
        level=level,
        organiser=organiser,
        title=nfc(title).strip(),
        year=year,
        unit=unit if level in (VoteLevel.LOWEST, VoteLevel.PROVINCE) else None,
        region=region if level == VoteLevel.REGION else None,
        rule_set=rule_set,
        opens_at=opens_at,
        closes_at=closes_at,
        announcement=nfc(announcement).strip(),
        places=places,
        requires_lower_level=requires_lower_level,
        takes_refused_again=takes_refused_again,
        answer_days=answer_days or rule_set.value("answer_working_days"),
        reminder_days=_in_order(rule_set.value("reminder_days") if reminder_days is None else reminder_days),
        has_field_visits=has_field_visits,
        intended_list_days=intended_list_days,
        prizes=nfc(prizes).strip(),
    )
    if like is not None:
        copy_attachments(like, round, by=by, at=at)
    return round


def _in_order(days):
    return sorted(set(days), reverse=True)


def _check_dates(opens_at, closes_at):
    if opens_at and closes_at and closes_at <= opens_at:
        raise Refused("Hạn nhận hồ sơ phải sau lúc bắt đầu nhận.", field="closes_at")


@operation
def update_round(
    *,
    round,
    title,
    year,
    opens_at,
    closes_at,
    announcement="",
    places=None,
    requires_lower_level=False,
    takes_refused_again=True,
    answer_days=None,
    reminder_days=None,
    has_field_visits=False,
    intended_list_days=None,
    prizes="",
    by,
    at,
):
    """Change a round in preparation; its level, place and rule set stay."""
    # Saved whole, so read anew: a page opened before the announcement must not take that back.
    round = Round.objects.select_for_update().get(pk=round.pk)
    require(permissions.can_edit_round(by, round))
    _check_dates(opens_at, closes_at)
    round.title, round.year = nfc(title).strip(), year
    round.opens_at, round.closes_at = opens_at, closes_at
    round.announcement, round.places = nfc(announcement).strip(), places
    round.requires_lower_level = requires_lower_level
    round.takes_refused_again = takes_refused_again
    round.has_field_visits, round.intended_list_days = has_field_visits, intended_list_days
    round.prizes = nfc(prizes).strip()
    if reminder_days is not None:
        round.reminder_days = _in_order(reminder_days)
    if round.level not in (VoteLevel.REGION, VoteLevel.NATION):
        round.answer_days = answer_days or round.answer_days
    round.save()
    return round


@operation
def announce(*, round, by, at):
    """From now on everybody sees the round; it takes dossiers between its dates."""
    round = Round.objects.select_for_update().get(pk=round.pk)
    require(permissions.can_announce(by, round))
    if not (round.opens_at and round.closes_at):
        raise Refused("Hãy ghi ngày bắt đầu và hạn nhận hồ sơ trước khi công bố.")
    if round.closes_at <= at:
        raise Refused("Hạn nhận hồ sơ đã qua. Hãy sửa lại ngày trước khi công bố.")
    move(round, "announce", by=by, at=at)
    return round


@operation
def extend_deadline(*, round, closes_at, reason, by, at):
    """Take dossiers longer, for everybody; the reason is public and whoever is still writing hears of it."""
    round = Round.objects.select_for_update().get(pk=round.pk)
    require(permissions.can_extend_deadline(by, round))
    reason = worded(reason, "Hãy ghi lý do gia hạn; mọi người đều đọc được.")
    if closes_at <= max(round.ends_at, at):
        raise Refused(f"Hạn mới phải sau hạn hiện nay ({moment(round.ends_at)}) và sau lúc này.", field="closes_on")
    extension = DeadlineExtension.objects.create(
        round=round, before=round.ends_at, after=closes_at, reason=reason, extended_at=at, extended_by=by
    )
    # Outages before the old deadline are made good by the new one; those before the new one count anew.
    round.closes_at, round.grace_until = closes_at, None
    round.save(update_fields=["closes_at", "grace_until"])
    tell_drafts(round, reason, by=by, at=at)
    return extension


@operation
def fix_list(*, round, by, at):
    """No more entries: what is accepted goes to the council."""
    round = Round.objects.select_for_update().get(pk=round.pk)
    require(permissions.can_fix_list(by, round, at))
    move(round, "fix_list", by=by, at=at)
    return round


@operation
def hand_over(*, round, by, at):
    """A later room takes the fixed list over for judging: from now on it stands for good. Twice is once."""
    round = Round.objects.select_for_update().get(pk=round.pk)
    require(permissions.can_hand_over(by, round))
    if round.handed_over_at is None:
        round.handed_over_at = at
        round.save(update_fields=["handed_over_at"])
    return round


@operation
def tell_published(*, round, by, at):
    """A later room published results: everybody may know that they are out. What comes later changes nothing."""
    Round.objects.filter(pk=round.pk, results_published_at__isnull=True).update(results_published_at=at)


@operation
def tell_certified(*, round, by, at):
    """A later room gave the round's first certificate. Twice is once."""
    Round.objects.filter(pk=round.pk, certified_at__isnull=True).update(certified_at=at)


@operation
def reopen(*, round, reason, closes_at=None, by, at):
    """Take dossiers again, to `closes_at` if it is given; the reason stays in the round's history.

    Refused once the list was handed over for judging, or a product of it climbed to the round above.
    """
    round = Round.objects.select_for_update().get(pk=round.pk)
    require(permissions.can_reopen(by, round))
    reason = worded(reason, "Hãy ghi lý do mở lại.")
    if closes_at is not None and closes_at <= at:
        raise Refused("Hạn mới phải ở sau lúc này.", field="closes_at")
    grace = None if closes_at else round.grace_until
    move(round, "reopen", by=by, at=at, note=reason, closes_at=closes_at or round.closes_at, grace_until=grace)
    return round
