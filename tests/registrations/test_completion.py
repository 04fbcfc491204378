"""A request to complete: only what is named reopens, the office's clock rests, causes can be counted."""

import datetime
import re

import pytest
from django.urls import reverse
from django.utils import timezone

from cnnt_portal.errors import NotPermitted, Refused
from cnnt_portal.rulebook.calendar import add_working_days, working_days_between
from registrations import operations, parts, permissions, queries
from registrations.fields import SECTION_OF
from registrations.models import Entry, Ground, PaperKind, Reason, Round, VoteLevel
from registrations.workflow import EntryState
from tests.factories import registrations as make

pytestmark = pytest.mark.django_db
TODAY = timezone.localdate(make.AT)


def asked_for(*named, entry=None):
    entry = entry or make.submitted_entry()
    points = [make.POINT | {"part": part} for part in named]
    return operations.return_for_completion(entry=entry, points=points, by=make.officer_of(entry.round), at=make.AT)


def write(entry, key, text="Chữ mới"):
    section = SECTION_OF[key]
    answers = {name: entry.dossier.answers[name] for name in section.keys if name in entry.dossier.answers}
    first = section.keys[0]
    return operations.save_section(
        dossier=entry.dossier,
        section=section,
        answers=answers | {first: text},
        revision=entry.dossier.section_revision(key),
        by=make.owner_of_entry(entry),
        at=make.AT,
    )


def answer(entry, at=make.AT, unchanged_because="Đã gửi bản giấy."):
    owner = make.owner_of_entry(entry)
    return operations.complete(entry=entry, is_true_stated=True, unchanged_because=unchanged_because, by=owner, at=at)


def test_every_part_that_a_reason_names_is_a_part_of_the_dossier():
    make.rule_sets()
    assert set(Reason.objects.values_list("part", flat=True)) - parts.ALL == {""}
    operations.load_reasons(by=None, at=make.AT)
    assert Reason.objects.count() == Reason.objects.current().count()


def test_only_the_named_parts_reopen():
    entry = asked_for("culture", parts.PAPERS)
    owner, dossier = make.owner_of_entry(entry), entry.dossier
    assert dossier.open_parts() == {"culture", parts.PAPERS}
    assert write(entry, "culture").answers["culture"] == "Chữ mới"
    with pytest.raises(NotPermitted, match="giữ nguyên như đã nộp"):
        write(entry, "product")
    with pytest.raises(NotPermitted, match="giữ như đã nộp"):
        operations.update_product(product=entry.product, name="Tên khác", group="A", is_set=False, by=owner, at=make.AT)
    entry.refresh_from_db()
    assert answer(entry).version.number == 2
    assert dossier.open_parts() == frozenset()


def test_a_name_that_was_asked_for_may_be_changed_and_stands_in_the_next_version():
    entry = asked_for(parts.PRODUCT_RECORD)
    operations.update_product(
        product=entry.product, name="Bánh tráng dừa", group="B", is_set=False, by=make.owner_of_entry(entry), at=make.AT
    )
    assert answer(entry).version.content["product"]["name"] == "Bánh tráng dừa"


def test_the_establishment_s_record_stands_as_filed_unless_it_was_asked_for():
    kept, renewed = asked_for("culture"), asked_for(parts.ESTABLISHMENT)
    for entry in (kept, renewed):
        establishment = entry.product.establishment
        operations.update_establishment(
            establishment=establishment,
            commune=establishment.commune,
            phone="0909 000 111",
            by=make.owner_of_entry(entry),
            at=make.AT,
        )
    phones = [
        answer(Entry.objects.get(pk=entry.pk)).version.content["establishment"]["phone"] for entry in (kept, renewed)
    ]
    assert phones == ["0270 3 812 345", "0909 000 111"]


def test_each_point_leads_to_where_it_is_mended(client_of):
    entry = asked_for(parts.PAPERS, parts.ESTABLISHMENT)
    folder = reverse("registrations:entry_detail", args=[entry.pk])

    page = client_of(make.owner_of_entry(entry)).get(folder).content.decode()

    asked = page.split("đề nghị bổ sung</p>")[1].split("</ol>")[0]
    ways = [reverse("registrations:paper_list", args=[entry.pk]), reverse("registrations:establishment_edit")]
    assert re.findall(r'href="([^"]+)"', asked) == ways


def test_what_is_missing_in_a_part_that_stays_shut_does_not_block_the_answer():
    entry = asked_for("culture")
    entry.dossier.papers.filter(kind=PaperKind.PHOTO_TOP).delete()
    assert entry.dossier.missing() != []
    assert entry.missing() == []
    assert permissions.can_complete(make.owner_of_entry(entry), entry, make.AT)


def test_the_office_above_can_ask_although_the_dossier_is_in_the_list_below():
    lower = make.accepted_entry()
    region = make.open_round(VoteLevel.REGION)
    ground = Ground("1/QĐ", TODAY, "1/GCN", timezone.localdate(make.CLOSES))
    upper = operations.enter_from_below(
        entry=lower, round=region, ground=ground, by=make.officer_of(lower.round), at=make.AT
    )
    asked_for("culture", entry=upper)
    write(upper, "culture", "Thêm cho khu vực")
    upper = answer(Entry.objects.get(pk=upper.pk))
    assert upper.version.content["answers"]["culture"] == "Thêm cho khu vực"
    assert Entry.objects.get(pk=lower.pk).version.content["answers"]["culture"] == make.ANSWERS["culture"]


def test_a_point_must_name_a_part():
    entry = make.submitted_entry()
    with pytest.raises(Refused, match="phần hồ sơ"):
        asked_for("everything", entry=entry)
    assert Entry.objects.get(pk=entry.pk).state == EntryState.SUBMITTED


def test_the_office_s_time_limit_rests_until_the_establishment_answers():
    round = make.open_round(answer_days=10)
    entry = make.submitted_entry(round)
    promised = add_working_days(TODAY, 10)
    assert entry.answer_due_on == promised
    entry = asked_for("culture", entry=entry)
    assert entry.answer_due_on is None
    later = make.AT + datetime.timedelta(days=14)
    resting = working_days_between(TODAY, timezone.localdate(later))
    assert entry.clock(timezone.localdate(later)).is_paused
    entry = answer(Entry.objects.get(pk=entry.pk), at=later)
    assert entry.answer_due_on == add_working_days(promised, resting)
    assert entry.clock(timezone.localdate(later)).used == 0


def test_the_officer_picks_a_shared_reason_and_it_writes_the_point(client_of, cast):
    entry = make.submitted_entry()
    reason = Reason.objects.get(code="giay-to-het-han")
    office = client_of(cast.so_officer)
    address = reverse("registrations:entry_return", args=[entry.pk])
    data = {"diem-TOTAL_FORMS": "1", "diem-INITIAL_FORMS": "0", "diem-0-reason": str(reason.pk), "han-due_on": ""}
    data["han-seen"] = entry.version_id
    assert office.post(address, data).status_code == 302
    [point] = entry.completion_requests.get().points.all()
    assert (point.reason, point.part, point.article, point.bring) == (
        reason,
        "papers",
        reason.article,
        reason.bring,
    )
    assert queries.causes_of_return(Round.objects.get(pk=entry.round_id)) == [(reason.label, 1)]
    other = make.submitted_entry()
    free = Reason.objects.get(code="khac")
    page = office.post(reverse("registrations:entry_return", args=[other.pk]), data | {"diem-0-reason": str(free.pk)})
    assert sorted(page.context["points"].errors[0]) == ["article", "bring", "part"]
    assert not other.completion_requests.exists()


def test_a_refusal_carries_its_shared_cause(client_of, cast):
    entry = make.submitted_entry()
    cause = Reason.objects.get(code="doc-ban")
    address = reverse("registrations:entry_refuse", args=[entry.pk])
    assert client_of(cast.so_officer).post(address, {"cause": cause.pk, "seen": entry.version_id}).status_code == 302
    entry.refresh_from_db()
    assert (entry.state, entry.refusal_reason) == (EntryState.REFUSED, cause)
    assert entry.history.get(step="refuse").note == f"{cause.bring}\nCăn cứ: {cause.article}"


def test_a_completion_that_mends_nothing_asks_why_and_names_the_parts(client_of):
    entry = asked_for("culture", parts.PAPERS)
    owner, address = client_of(make.owner_of_entry(entry)), reverse("registrations:entry_submit", args=[entry.pk])
    page = owner.post(address, {"is_true_stated": "on"})
    [sentence] = page.context["form"].errors["unchanged_because"]
    assert sentence.startswith("Bạn chưa sửa phần nào được yêu cầu: Văn hóa và thẩm mỹ; Ảnh và giấy tờ.")
    assert (Entry.objects.get(pk=entry.pk).state, entry.dossier.versions.count()) == (EntryState.RETURNED, 1)
    why = {"is_true_stated": "on", "unchanged_because": "Bản giấy gửi hôm qua"}
    assert owner.post(address, why).status_code == 302
    office = client_of(make.officer_of(entry.round))
    said = office.get(reverse("registrations:entry_detail", args=[entry.pk])).context["unchanged"]
    assert said == (
        "Cơ sở không sửa phần nào được yêu cầu (Văn hóa và thẩm mỹ; Ảnh và giấy tờ). Lý do: Bản giấy gửi hôm qua"
    )


def test_a_completion_that_mends_a_part_is_not_asked_why(client_of):
    entry = asked_for("culture", parts.PAPERS)
    write(entry, "culture")
    owner, address = client_of(make.owner_of_entry(entry)), reverse("registrations:entry_submit", args=[entry.pk])
    assert list(owner.get(address).context["form"].fields) == ["is_true_stated"]
    assert owner.post(address, {"is_true_stated": "on"}).status_code == 302
    office = client_of(make.officer_of(entry.round))
    assert office.get(reverse("registrations:entry_detail", args=[entry.pk])).context["unchanged"] == ""
