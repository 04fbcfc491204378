import datetime

from django.utils import timezone

from cnnt_portal.errors import Refused
from cnnt_portal.notifications.operations import notify
from cnnt_portal.operations import operation
from cnnt_portal.permissions import require
from registrations.models import Establishment

from .. import queries
from ..messages import SurveyWanted
from ..models import Channel, SurveyAnswer, SurveyCall, SurveyChannel
from ..permissions import can_answer_survey, can_keep_plan


@operation
def call_survey(*, year, due_on, remind_before, by, at):
    """Ask every establishment with a product in force about a year; the earlier call takes no answers any more."""
    require(can_keep_plan(by))
    today = timezone.localdate(at)
    if year > today.year:
        raise Refused(f"Năm {year} chưa đến.", field="year")
    latest = queries.survey_open()
    if latest and year <= latest.year:
        raise Refused(f"Đã có đợt khảo sát năm {latest.year}. Hãy chọn năm sau đó.", field="year")
    if due_on < today:
        raise Refused("Hạn trả lời phải từ hôm nay trở đi.", field="due_on")
    call = SurveyCall.objects.create(year=year, due_on=due_on, remind_before=remind_before, called_at=at, called_by=by)
    _tell(call, queries.establishments_asked(call), "open", by, at)
    return call


@operation
def remind_of_survey(*, call, by, at):
    """Tell once more who has not answered; at most once a day. Returns how many establishments."""
    require(can_keep_plan(by))
    silent = queries.survey_rows(call, queries.Scope(""), queries.SILENT)
    _tell(call, silent, str(timezone.localdate(at)), by, at)
    return silent.count()


@operation
def remind_of_survey_in_time(*, by, at):
    """By itself, once: as many days before the open call's last day as the call says."""
    call, today = queries.survey_open(), timezone.localdate(at)
    if call is None or not call.due_on - datetime.timedelta(days=call.remind_before) <= today <= call.due_on:
        return
    _tell(call, queries.survey_rows(call, queries.Scope(""), queries.SILENT), "soon", by, at)


def _tell(call, establishments, occasion, by, at):
    notify(
        message=SurveyWanted(call),
        recipients=queries.people_surveyed(establishments, timezone.localdate(at)),
        key=f"survey:{call.pk}:{occasion}",
        by=by,
        at=at,
    )


@operation
def answer_survey(
    *, call, establishment, revenue, labour, local_share, home_share, export_share, channels, note, by, at
):
    """The establishment's answer; given again, the latest counts and the earlier one is kept. `channels`: what it sells
    through."""
    require(can_answer_survey(by, establishment))
    if call != queries.survey_open():
        raise Refused(f"Đợt khảo sát năm {call.year} đã khép lại.")
    if not queries.establishments_asked(call).filter(pk=establishment.pk).exists():
        raise Refused("Đợt khảo sát này không hỏi cơ sở của bạn.")
    whole = local_share + home_share + export_share
    if whole != 100 and (revenue or whole):
        raise Refused(f"Ba phần thị trường cộng lại phải là 100%, đang là {whole}%.", field="export_share")
    facts = {
        "revenue": revenue, "labour": labour, "local_share": local_share, "home_share": home_share,
        "export_share": export_share, "note": note, "answered_at": at, "answered_by": by,
    }  # fmt: skip
    # Two who answer at once meet here one after the other.
    Establishment.objects.select_for_update().get(pk=establishment.pk)
    SurveyAnswer.objects.standing().filter(call=call, establishment=establishment).update(replaced_at=at)
    answer = SurveyAnswer.objects.create(call=call, establishment=establishment, **facts)
    SurveyChannel.objects.bulk_create(
        [SurveyChannel(answer=answer, channel=channel) for channel in Channel if channel in channels]
    )
    return answer
