"""Revoked, suspended, restored, replaced, issued anew: by two people, with the holder heard, never forgotten."""

import datetime

import pytest
from django.urls import reverse
from django.utils import timezone

from certificates import operations, permissions, queries
from certificates.integrity import numbers_run_without_gaps
from certificates.models import NEW_PAPER, Certificate, CertificateAct
from certificates.validity import Standing
from certificates.workflow import ActState
from cnnt_portal.errors import NotPermitted, Refused
from cnnt_portal.jobs.models import Job
from cnnt_portal.jobs.running import work_on
from cnnt_portal.notifications.models import Notice
from registrations.models import VoteLevel
from tests import people
from tests.factories import certificates as make
from tests.factories import files, geography
from tests.factories.support_plans import certificate as known_certificate

pytestmark = pytest.mark.django_db
Kind = CertificateAct.Kind
TODAY = timezone.localdate
DAY = datetime.timedelta(days=1)


def now():
    return timezone.now()


def holder_of(certificate):
    return certificate.product.establishment.organisation.memberships.first().user


def propose(certificate, kind, by=None, **options):
    if kind in (Kind.REVOKE, Kind.SUSPEND):
        options.setdefault("reply_until", make.reply_day())
    return operations.propose_act(
        certificate=certificate, kind=kind, ground="Sai sự thật.", by=by or people.so_officer(), at=now(), **options
    )


def confirm(act, by=None, at=None, **facts):
    facts = {
        "number": "88/QĐ-UBND",
        "decided_on": TODAY(),
        "effective_on": TODAY(),
        "signer_name": "Huỳnh Văn Ổn",
        "signer_title": "PHÓ CHỦ TỊCH",
        **facts,
    }
    return operations.confirm_act(act=act, **facts, by=by or people.so_head(), at=at or now())


def acted(certificate, kind, **options):
    """Prepared, answered by the holder where there is something to answer, and confirmed, all today."""
    facts = options.pop("facts", {})
    act = propose(certificate, kind, **options)
    if act.is_against_holder:
        operations.reply_to_act(act=act, reply="Chúng tôi đã biết.", by=holder_of(certificate), at=now())
    return confirm(act, **facts)


def standing(certificate, day=None):
    return Certificate.objects.get(pk=certificate.pk).validity_on(day or TODAY()).standing


def test_a_revoked_certificate_is_worth_nothing_from_that_day_on_and_stays_so():
    issued = make.certificate()
    act = acted(issued, Kind.REVOKE)
    assert (standing(issued), standing(issued, TODAY() - DAY)) == (Standing.REVOKED, Standing.NOT_YET)
    assert not Certificate.objects.in_force_on(TODAY()).exists()
    with pytest.raises(NotPermitted, match="không còn giá trị"):
        propose(issued, Kind.REVOKE)
    with pytest.raises(NotPermitted, match="đã kết thúc"):
        confirm(act, at=now() + DAY)


def test_before_the_second_person_confirms_nothing_changes():
    issued = make.certificate()
    act = propose(issued, Kind.REVOKE)
    assert act.state == ActState.PROPOSED
    assert standing(issued) is Standing.IN_FORCE
    with pytest.raises(NotPermitted, match="Chỉ người đứng đầu"):
        confirm(act, by=people.so_officer(), at=now() + DAY)


def test_the_head_does_not_confirm_what_the_head_prepared():
    act = propose(make.certificate(), Kind.REISSUE, by=people.so_head())
    with pytest.raises(NotPermitted, match="cần người thứ hai"):
        confirm(act)


def test_the_holder_is_heard_before_force_is_taken_away():
    issued = make.certificate()
    act = propose(issued, Kind.REVOKE)
    holder = holder_of(issued)
    notice = Notice.objects.get(kind="certificates.act_proposed")
    assert (notice.recipient, "Sai sự thật." in notice.body) == (holder, True)
    with pytest.raises(NotPermitted, match="giải trình đến hết ngày"):
        confirm(act)
    with pytest.raises(NotPermitted, match="Chỉ cơ sở"):
        operations.reply_to_act(act=act, reply="Tôi không đồng ý.", by=people.outsider(), at=now())
    operations.reply_to_act(act=act, reply="Chúng tôi đã khắc phục.", by=holder, at=now())
    assert confirm(act).reply == "Chúng tôi đã khắc phục."
    assert Notice.objects.filter(kind="certificates.act_confirmed", recipient=holder).count() == 1


def test_a_reply_comes_once_and_in_time():
    issued = make.certificate()
    act = propose(issued, Kind.SUSPEND)
    with pytest.raises(NotPermitted, match="Thời hạn giải trình đã hết"):
        operations.reply_to_act(act=act, reply="Muộn.", by=holder_of(issued), at=now() + 30 * DAY)
    operations.reply_to_act(act=act, reply="Một.", by=holder_of(issued), at=now())
    with pytest.raises(NotPermitted, match="đã gửi giải trình"):
        operations.reply_to_act(act=act, reply="Hai.", by=holder_of(issued), at=now())


def test_the_one_reply_is_the_owner_s_and_whoever_drafts_reads_why(client_of):
    issued = make.certificate()
    act = propose(issued, Kind.REVOKE)
    owner = holder_of(issued)
    writer = people.drafter(issued.product.establishment.organisation)
    with pytest.raises(NotPermitted, match="Giải trình do chủ cơ sở gửi"):
        operations.reply_to_act(act=act, reply="Tôi viết thay.", by=writer, at=now())
    detail = reverse("certificates:act_detail", args=[act.pk])
    assert "Hãy báo chủ cơ sở đăng nhập" in client_of(writer).get(detail).content.decode()
    assert "Gửi giải trình" in client_of(owner).get(detail).content.decode()


def test_the_holder_reads_that_the_paper_still_holds_and_what_comes_next_and_then_which_decision(client_of):
    issued = make.certificate()
    act, owner = propose(issued, Kind.SUSPEND), holder_of(issued)
    browser, detail = client_of(owner), reverse("certificates:act_detail", args=[act.pk])
    before = browser.get(detail).content.decode()
    assert "Giấy của bạn vẫn còn hiệu lực." in before
    assert "Sau ngày đó người đứng đầu quyết định" in before
    operations.reply_to_act(act=act, reply="Chúng tôi đã biết.", by=owner, at=now())
    assert "Bạn không phải làm gì thêm" in browser.get(detail).content.decode()
    confirm(act, ends_on=TODAY() + 30 * DAY)
    text = browser.get(reverse("certificates:certificate_mine")).content.decode()
    assert f"đến hết ngày {TODAY() + 30 * DAY:%d/%m/%Y}" in text
    assert "88/QĐ-UBND" in text
    assert "Giấy của bạn vẫn còn hiệu lực." not in browser.get(detail).content.decode()


@pytest.mark.parametrize(
    ("kind", "signed", "in_force", "field", "sentence"),
    [
        # Silence: the reply was due in five days' time, and the head confirms twenty days from now.
        (Kind.REVOKE, 5, 20, "decided_on", "sau khi cơ sở được giải trình"),
        (Kind.SUSPEND, 0, 20, "decided_on", "sau khi cơ sở được giải trình"),
        (Kind.REVOKE, 6, 12, "effective_on", "chỉ ghi lùi được 7 ngày"),
        (Kind.REISSUE, -1, 20, "decided_on", "từ ngày lập việc này"),
        (Kind.REVOKE, 6, 13, None, None),
        (Kind.REISSUE, 0, 13, None, None),
    ],
)
def test_a_decision_is_neither_signed_before_its_holder_was_heard_nor_reaches_far_back(
    settings, kind, signed, in_force, field, sentence
):
    settings.CERTIFICATES_REPLY_WORKING_DAYS = 0
    prepared = TODAY() + 2 * DAY
    reply_until = None if kind == Kind.REISSUE else prepared + 5 * DAY
    act = operations.propose_act(
        certificate=make.certificate(), kind=kind, ground="Sai sự thật.", reply_until=reply_until,
        by=people.so_officer(), at=now() + 2 * DAY,
    )  # fmt: skip
    facts = {"decided_on": prepared + signed * DAY, "effective_on": prepared + in_force * DAY}
    if sentence is None:
        assert confirm(act, at=now() + 22 * DAY, **facts).is_confirmed
        return
    with pytest.raises(Refused, match=sentence) as refused:
        confirm(act, at=now() + 22 * DAY, **facts)
    assert refused.value.field == field


def test_a_suspension_covers_its_days_alone():
    issued = make.certificate()
    acted(issued, Kind.SUSPEND, facts={"ends_on": TODAY() + 10 * DAY})
    days = [TODAY() + number * DAY for number in (0, 10, 11)]
    assert [standing(issued, day) for day in days] == [Standing.SUSPENDED, Standing.SUSPENDED, Standing.IN_FORCE]
    assert [Certificate.objects.in_force_on(day).count() for day in days] == [0, 0, 1]
    fresh = Certificate.objects.get(pk=issued.pk)
    assert not fresh.was_in_force_between(days[0], days[1])
    assert fresh.was_in_force_between(days[0], days[2])


def test_force_returns_on_the_day_of_the_decision_that_restores_it():
    issued = make.certificate()
    acted(issued, Kind.SUSPEND)
    with pytest.raises(NotPermitted, match="đang bị tạm đình chỉ rồi"):
        propose(issued, Kind.SUSPEND)
    restored = TODAY() + 3 * DAY
    act = operations.propose_act(certificate=issued, kind=Kind.RESTORE, ground="Đã khắc phục.", by=people.so_officer(),
                                 at=now() + 3 * DAY)  # fmt: skip
    confirm(act, at=now() + 3 * DAY, decided_on=restored, effective_on=restored)
    assert [standing(issued, restored - DAY), standing(issued, restored)] == [Standing.SUSPENDED, Standing.IN_FORCE]


def test_a_suspension_is_not_lifted_on_the_day_it_begins():
    issued = make.certificate()
    acted(issued, Kind.SUSPEND)
    act = operations.propose_act(
        certificate=issued, kind=Kind.RESTORE, ground="Nhầm.", by=people.so_officer(), at=now()
    )
    with pytest.raises(Refused, match="sau ngày bắt đầu"):
        confirm(act)
    assert standing(issued) is Standing.SUSPENDED


def test_what_is_not_suspended_is_not_restored():
    with pytest.raises(NotPermitted, match="không bị tạm đình chỉ"):
        propose(make.certificate(), Kind.RESTORE)


POSSIBLE = {
    "in force": (None, [Kind.REVOKE, Kind.SUSPEND, Kind.REPLACE, Kind.REISSUE]),
    "suspended": ((0, None), [Kind.REVOKE, Kind.RESTORE]),
    "to be suspended": ((5, 9), [Kind.REVOKE, Kind.SUSPEND, Kind.RESTORE]),
    "suspended before": ((0, 0), [Kind.REVOKE, Kind.SUSPEND, Kind.REPLACE, Kind.REISSUE]),
}


@pytest.mark.parametrize("case", POSSIBLE)
def test_every_standing_allows_its_own_kinds_of_decision_and_none_goes_around_a_suspension(case):
    span, kinds = POSSIBLE[case]
    issued = make.certificate()
    if span:
        begins, ends = (None if days is None else TODAY() + days * DAY for days in span)
        acted(issued, Kind.SUSPEND, facts={"effective_on": begins, "ends_on": ends})
    asked_on = TODAY() + DAY
    fresh = Certificate.objects.get(pk=issued.pk)
    assert permissions.possible_kinds(fresh, on=asked_on) == kinds
    if case == "suspended":
        for kind in NEW_PAPER:
            with pytest.raises(NotPermitted, match="rồi mới cấp đổi, cấp lại"):
                propose(issued, kind, new_names=NAMES)


def test_a_certificate_that_has_ended_allows_no_decision_at_all():
    issued = make.certificate()
    after = issued.valid_until + DAY
    assert permissions.possible_kinds(issued, on=after) == []
    acted(issued, Kind.REVOKE)
    assert permissions.possible_kinds(Certificate.objects.get(pk=issued.pk), on=TODAY()) == []


NAMES = {"product_name": "Kẹo dừa sáp mới", "establishment_name": "HTX Dừa sáp", "address": "Ấp 3, Tỉnh Vĩnh Long"}


def test_a_replacement_takes_over_the_last_day_with_a_number_a_code_and_a_paper_of_its_own():
    issued = make.certificate()
    acted(issued, Kind.REPLACE, new_names=NAMES)
    work_on(Job.objects.get(kind="certificates.print").pk, clock=lambda: now() + 2 * DAY)
    successor = Certificate.objects.get(replaces=issued)
    assert (successor.product_name, successor.valid_until) == ("Kẹo dừa sáp mới", issued.valid_until)
    assert (successor.number[:3], successor.code != issued.code) == ("002", True)
    assert successor.paper.content_type == "application/pdf"
    assert (standing(issued), standing(successor)) == (Standing.REPLACED, Standing.IN_FORCE)
    assert f"thay cho giấy số {issued.number}" in successor.validity_on(TODAY()).rule
    assert list(Certificate.objects.in_force_on(TODAY())) == [successor]


def test_a_replacement_across_new_year_leaves_no_gap_in_the_numbers_of_either_year(settings):
    settings.CERTIFICATES_ACT_AHEAD_DAYS = 400
    issued = make.certificate()
    new_year = datetime.date(TODAY().year + 1, 1, 2)
    acted(issued, Kind.REISSUE, facts={"effective_on": new_year})
    assert Certificate.objects.get(replaces=issued).number == f"001/GCN-{new_year.year}"
    assert list(numbers_run_without_gaps(None)) == []


def test_a_replacement_that_changes_nothing_is_refused():
    issued = make.certificate()
    same = {name: getattr(issued, name) for name in NAMES}
    with pytest.raises(Refused, match="vẫn như trên giấy cũ"):
        propose(issued, Kind.REPLACE, new_names=same)


def test_a_lost_paper_is_issued_anew_with_the_same_facts():
    issued = make.certificate()
    acted(issued, Kind.REISSUE)
    successor = Certificate.objects.get(replaces=issued)
    assert (successor.product_name, successor.address) == (issued.product_name, issued.address)
    assert queries.decisions_of(people.so_officer()).get().printed == 1


@pytest.mark.parametrize("who", [people.outsider, people.cuc_officer, people.chair, lambda: people.judge(1)])
def test_only_the_office_that_issued_prepares(who):
    with pytest.raises(NotPermitted, match="cơ quan đã cấp"):
        propose(make.certificate(), Kind.REVOKE, by=who())


def test_one_decision_about_a_certificate_waits_at_a_time():
    issued = make.certificate()
    propose(issued, Kind.REISSUE)
    with pytest.raises(NotPermitted, match="đang chờ xác nhận"):
        propose(issued, Kind.REVOKE)


def test_what_comes_to_nothing_leaves_the_certificate_as_it_was():
    issued = make.certificate()
    act = propose(issued, Kind.REVOKE)
    operations.dismiss_act(act=act, reason="Cơ sở giải trình đúng.", by=people.so_head(), at=now())
    assert standing(issued) is Standing.IN_FORCE
    assert Notice.objects.filter(kind="certificates.act_dismissed", recipient=holder_of(issued)).count() == 1


def test_what_was_recognised_before_the_portal_is_revoked_by_the_so_of_today_s_province_or_by_the_cuc():
    of_then = geography.province_of_then("Bến Tre")
    provincial = known_certificate(province=of_then, level=VoteLevel.PROVINCE)
    national = known_certificate(level=VoteLevel.NATION)
    for issued, strangers, officer, head in (
        (provincial, (people.cuc_officer(), people.so_officer("Lào Cai")), people.so_officer(), people.so_head()),
        (national, (people.so_officer(), people.administrator()), people.cuc_officer(), people.cuc_head()),
    ):
        for stranger in strangers:
            with pytest.raises(NotPermitted, match="cơ quan đã cấp"):
                propose(issued, Kind.REVOKE, by=stranger)
        with pytest.raises(NotPermitted, match="cấp trước khi có cổng"):
            propose(issued, Kind.REISSUE, by=officer)
        act = propose(issued, Kind.REVOKE, by=officer)
        day = make.reply_day() + DAY
        assert Notice.objects.filter(kind="certificates.act_to_confirm", recipient=head).count() == 1
        assert CertificateAct.objects.visible_to(officer).filter(pk=act.pk).exists()
        confirm(act, by=head, at=now() + (day - TODAY()), decided_on=day, effective_on=day)
        assert standing(issued, day) is Standing.REVOKED


def test_what_nobody_knows_the_days_of_is_revoked_but_not_suspended():
    issued = known_certificate(level=VoteLevel.PROVINCE, issued_on=None)
    assert permissions.possible_kinds(issued, on=TODAY()) == [Kind.REVOKE]


# Pages


def test_the_check_page_tells_the_whole_life_for_ever(client):
    issued = make.certificate()
    act = acted(issued, Kind.REPLACE, new_names=NAMES)
    successor = Certificate.objects.get(replaces=issued)
    page = client.get(reverse("certificates:check", args=[issued.code])).content.decode()
    assert "ĐÃ ĐƯỢC THAY BẰNG GIẤY KHÁC" in page
    assert act.words in page
    assert reverse("certificates:check", args=[successor.code]) in page
    later = client.get(reverse("certificates:check", args=[successor.code])).content.decode()
    assert reverse("certificates:check", args=[issued.code]) in later


def test_a_decision_that_came_after_the_end_is_not_read_as_if_force_had_returned(client):
    issued = make.certificate()
    acted(issued, Kind.SUSPEND)
    acted(issued, Kind.RESTORE, facts={"effective_on": TODAY() + DAY})
    check = reverse("certificates:check", args=[issued.code])
    assert "giấy đã hết giá trị trước ngày ấy" not in client.get(check).content.decode()
    acted(issued, Kind.REVOKE)
    page = client.get(check).content.decode()
    assert f"Từ ngày {TODAY() + DAY:%d/%m/%Y}; giấy đã hết giá trị trước ngày ấy" in page
    assert page.count("giấy đã hết giá trị trước ngày ấy") == 1


def test_from_the_officer_s_form_through_the_holder_s_reply_to_the_head_s_confirmation(client_of):
    issued = make.certificate()
    officer, head = client_of(people.so_officer()), client_of(people.so_head())
    create = reverse("certificates:act_create", args=[issued.code, Kind.REVOKE])
    typed = {"ground": "Sản phẩm không còn do cơ sở sản xuất.", "reply_until": f"{make.reply_day():%d/%m/%Y}"}
    assert officer.post(create, typed | {"ground": ""}).context["form"].errors.keys() == {"ground"}
    typed["evidence"] = files.upload(files.pdf(), "bien-ban.pdf")
    page = officer.post(create, typed, follow=True)
    assert "Chỉ người đứng đầu" in page.content.decode()
    act = CertificateAct.objects.get()
    detail = reverse("certificates:act_detail", args=[act.pk])
    # Whoever may know of it finds it again beside the certificate, and no other decision is offered meanwhile.
    paper = reverse("certificates:check", args=[issued.code])
    assert detail in officer.get(paper).content.decode()
    assert create not in officer.get(paper).content.decode()
    assert detail not in client_of(people.so_officer("Cà Mau")).get(paper).content.decode()
    holder = client_of(holder_of(issued))
    assert b"%PDF" in b"".join(holder.get(reverse("certificates:act_evidence", args=[act.pk])).streaming_content)[:8]
    mine = reverse("certificates:certificate_mine")
    last_day = f"{make.reply_day():%d/%m/%Y}"
    assert [words in holder.get(where).content.decode() for where in (mine, paper) for words in (detail, last_day)] == [
        True
    ] * 4
    reply = {"reply": "Chúng tôi vẫn làm.", "uploads": [files.upload(files.pdf(), "kiem-nghiem.pdf")]}
    url = reverse("certificates:act_reply", args=[act.pk])
    wrong = holder.post(url, {"reply": "Vẫn làm.", "uploads": [files.upload(b"MZ", "a.exe")]})
    assert ("uploads" in wrong.context["reply_form"].errors, "Vẫn làm." in wrong.content.decode()) == (True, True)
    answer = holder.post(url, reply, follow=True)
    sent = reverse("certificates:act_reply_file", args=[act.pk, act.reply_files.get().pk])
    assert [words in answer.content.decode() for words in ("Chúng tôi vẫn làm.", sent)] == [True, True]
    assert b"%PDF" in b"".join(officer.get(sent).streaming_content)[:8]
    assert "Cơ sở đã giải trình" in officer.get(reverse("reporting:home")).content.decode()
    told = Notice.objects.filter(kind="certificates.act_replied").values_list("recipient", flat=True)
    assert set(told) == {one.pk for one in (people.so_officer(), people.so_head(), people.secretary())}
    assert client_of(people.so_officer("Cà Mau")).get(sent).status_code == 404
    assert "Xác nhận:" in head.get(reverse("reporting:home")).content.decode()
    assert "Chúng tôi vẫn làm." in head.get(detail).content.decode()
    confirm_url = reverse("certificates:act_confirm", args=[act.pk])
    facts = {
        "number": "88/QĐ-UBND",
        "decided_on": f"{TODAY():%d/%m/%Y}",
        "effective_on": f"{TODAY():%d/%m/%Y}",
        "signer_title": "PHÓ CHỦ TỊCH",
        "signer_name": "Huỳnh Văn Ổn",
    }
    wrong = head.post(confirm_url, facts | {"effective_on": "01/01/2020"})
    assert wrong.context["confirm_form"].errors["effective_on"] == ["Quyết định có hiệu lực từ ngày ký trở đi."]
    assert "88/QĐ-UBND" in head.post(confirm_url, facts, follow=True).content.decode()
    assert standing(issued) is Standing.REVOKED
    story = [step.label for step in officer.get(detail).context["steps"]]
    assert story == ["Lập: Thu hồi giấy chứng nhận", "Cơ sở giải trình", "Xác nhận quyết định"]
