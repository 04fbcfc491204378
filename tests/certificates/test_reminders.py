"""Who is told before a certificate ends, and how often."""

import datetime

import pytest
from django.urls import reverse
from django.utils import timezone

from certificates import operations
from cnnt_portal.notifications.models import Notice
from tests import people
from tests.factories import certificates as make
from tests.factories import geography
from tests.factories.registrations import open_round
from tests.factories.support_plans import certificate as known_certificate

pytestmark = pytest.mark.django_db
HOLDER, OFFICE = "certificates.certificate_expiring", "certificates.certificates_expiring"


def remind(certificate, days_before):
    day = certificate.valid_until - datetime.timedelta(days=days_before)
    at = timezone.make_aware(datetime.datetime.combine(day, datetime.time(9)))
    operations.remind_of_expiry(by=None, at=at)


def told(kind):
    return Notice.objects.filter(kind=kind).count()


def test_holder_and_office_are_reminded_once_at_each_step():
    issued = make.certificate()
    # The other member of the office is made before the first reminder, so that both hear of all.
    people.so_head(), people.so_officer()
    counts = []
    for days in (181, 180, 179, 91, 90, 60, 30, 29, 0):
        remind(issued, days)
        counts.append(told(HOLDER))
    assert counts == [0, 1, 1, 1, 2, 2, 3, 3, 3]
    heard = Notice.objects.filter(kind=OFFICE, recipient=people.so_head())
    assert [notice.title for notice in heard.order_by("pk")] == [
        f"1 giấy chứng nhận hết giá trị ngày {issued.valid_until:%d/%m/%Y}"
    ] * 3


def test_the_holder_s_reminder_leads_to_what_the_holder_may_do_and_says_so_where_no_round_is_ahead(client_of, settings):
    issued = make.certificate()
    holder = make.holder_of(issued)
    mine = reverse("certificates:certificate_mine")
    ahead = "Chưa có kỳ bình chọn nào đang hoặc sắp nhận hồ sơ"
    open_round()
    assert ahead not in client_of(holder).get(mine).content.decode()
    remind(issued, 30)
    assert Notice.objects.get(kind=HOLDER, recipient=holder).link == mine
    settings.REHEARSAL_DAYS = (issued.valid_until - timezone.localdate()).days - 30
    page = client_of(holder).get(mine).content.decode()
    assert "Sắp hết hiệu lực" in page
    assert ahead in page


def test_the_office_s_reminder_leads_to_the_certificates_that_it_speaks_of(client):
    issued = make.certificate()
    known_certificate(province=geography.province("Lào Cai"), issued_on=issued.issued_on, level=issued.level)
    people.so_officer()
    remind(issued, 180)
    link = Notice.objects.filter(kind=OFFICE).first().link
    shown = client.get(link).context["page"]
    assert [row.number for row in shown] == [issued.number]


def test_after_weeks_of_silence_only_the_nearest_step_is_told():
    remind(make.certificate(), 20)
    assert told(HOLDER) == 1


def test_of_what_has_ended_nobody_is_reminded():
    issued = make.certificate()
    type(issued).objects.filter(pk=issued.pk).update(ended_on=issued.issued_on, ended_by="revoked")
    remind(issued, 20)
    remind(issued, -1)
    assert told(HOLDER) == 0
