import datetime

from django.conf import settings
from django.utils import timezone

from cnnt_portal.accounts.models import OrganisationKind
from cnnt_portal.accounts.queries import bodies_of_kind, people_at
from cnnt_portal.documents import docx
from cnnt_portal.documents.sheets import workbook
from cnnt_portal.files import operations as files
from cnnt_portal.files.kinds import Kind
from cnnt_portal.notifications.operations import notify
from cnnt_portal.operations import operation

from .. import periodic_papers, queries
from ..messages import PeriodicListSent
from ..models import PeriodicList

# A list that should have gone longer ago than this is not made up for: the next one says it better.
LATE = datetime.timedelta(days=14)


@operation
def send_periodic_list(*, by, at):
    """Make the list of the latest set day, keep it, tell the units. Asked again it does nothing; the list or None."""
    day = _set_day(timezone.localdate(at))
    agency = bodies_of_kind(OrganisationKind.AGENCY, day).first() if day else None
    if agency is None or PeriodicList.objects.filter(day=day).exists():
        return None
    certificates = list(queries.in_force(day))
    if not certificates:
        return None
    units = [unit for kind in settings.CERTIFICATES_LIST_READERS for unit in bodies_of_kind(kind, day)]
    named = f"Danh sách sản phẩm còn hiệu lực {day:%d-%m-%Y}"
    sent = PeriodicList.objects.create(
        day=day,
        count=len(certificates),
        sheet=files.keep_generated(
            content=workbook(periodic_papers.sheets(certificates, day)), name=named, kind=Kind.XLSX, by=by, at=at
        ),
        letter=files.keep_generated(
            content=docx.render(periodic_papers.letter(agency, units, certificates, day)),
            name=f"Công văn gửi {named.lower()}",
            kind=Kind.DOCX,
            by=by,
            at=at,
        ),
        made_at=at,
    )
    for unit in (agency, *units):
        recipients = people_at(unit, on=timezone.localdate(at))
        notify(message=PeriodicListSent(sent), recipients=recipients, key=f"list:{day}", by=by, at=at)
    return sent


def _set_day(today):
    """The latest of the set days that is not too long ago, or None."""
    found = [
        datetime.date(year, month, day)
        for year in (today.year - 1, today.year)
        for month, day in settings.CERTIFICATES_LIST_DAYS
    ]
    return max((day for day in found if day <= today <= day + LATE), default=None)
