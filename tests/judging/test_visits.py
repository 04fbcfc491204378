"""Field visits: planned by day and place, filled in on the spot by people without a conflict, read by few."""

import datetime

import pytest
from django.urls import reverse
from django.utils import timezone

from cnnt_portal.errors import NotPermitted, Refused
from cnnt_portal.files.models import StoredFile
from judging import operations, queries, steps, submitting, visibility
from judging.forms.visits import HourField
from judging.models import (
    ConflictDeclaration,
    MemberRecusal,
    Stage,
    StageMark,
    Visit,
    VisitAnswer,
    VisitParticipant,
)
from tests import people

from ..factories import files
from ..factories import judging as make
from ..factories.registrations import owner_of_entry

pytestmark = pytest.mark.django_db


def test_the_secretary_plans_from_the_list_by_place_and_everybody_who_needs_it_is_told(client_of, mailoutbox):
    council = make.declared_council()
    entry = council.round.entries.get()
    secretary = client_of(people.secretary())
    room = secretary.get(reverse("judging:council_room", args=[council.pk])).content.decode()
    assert reverse("judging:visit_list", args=[council.pk]) in room
    places = secretary.get(reverse("judging:visit_places", args=[council.pk])).content.decode()
    create_url = reverse("judging:visit_create", args=[council.pk, entry.product.establishment_id])
    assert create_url in places
    typed = {
        "day": "30/11/2026",
        "arrival": "8h30",
        "place": "Xưởng Bình Đông",
        "entries": [entry.pk],
        "people": [people.judge(1).pk, people.secretary().pk],
        "instructions": "Xem kỹ lò sấy",
    }
    answer = secretary.post(create_url, typed, follow=True).content.decode()
    assert "Đã lên lịch. Người đi và cơ sở được báo." in answer
    visit = Visit.objects.get()
    assert (visit.day, visit.arrival, visit.place) == (
        datetime.date(2026, 11, 30),
        datetime.time(8, 30),
        "Xưởng Bình Đông",
    )
    assert people.judge(1).notices.filter(kind="judging.visit_planned").count() == 1
    told = owner_of_entry(entry).notices.get(kind="judging.visit_announced").body
    assert "Xưởng Bình Đông" in told
    assert str(people.judge(1)) not in told
    assert "lò sấy" not in told
    assert list(queries.places_to_visit(council)) == []
    plan = secretary.get(reverse("judging:visit_list", args=[council.pk])).content.decode()
    assert "Ngày 30/11/2026" in plan


@pytest.mark.parametrize(
    ("typed", "time"), [("8:30", (8, 30)), ("14", (14, 0)), ("7 giờ", (7, 0)), ("7 giờ 15", (7, 15))]
)
def test_an_hour_is_read_as_people_type_it(typed, time):
    assert HourField(required=False).clean(typed) == datetime.time(*time)


def test_a_nonsense_hour_is_refused_and_what_was_typed_stays(client_of):
    council = make.declared_council()
    url = reverse("judging:visit_create", args=[council.pk, council.round.entries.get().product.establishment_id])
    page = client_of(people.secretary()).post(url, {"arrival": "25:10", "place": "Ấp Tây"}).content.decode()
    assert "Hãy gõ giờ theo mẫu giờ:phút, ví dụ 8:30." in page
    assert 'value="25:10"' in page
    assert "Hãy chọn ít nhất một người đi." in page
    assert Visit.objects.count() == 0


def conflict_as_judge(council, entry):
    council = make.assigned_council(council.round)
    row = council.panel.judges.get(user=people.judge(1)).assignments.get(entry=entry)
    operations.declare(assignment=row, kind="family", reason="Anh ruột", by=people.judge(1), at=timezone.now())


def test_nobody_is_sent_to_a_product_in_which_they_have_a_conflict():
    council = make.assigned_council(entries=1)
    conflict_as_judge(council, council.round.entries.get())
    with pytest.raises(Refused, match="có xung đột lợi ích với .* nên không đi thẩm định được") as refusal:
        make.visit(council.round)
    assert refusal.value.field == "people"
    assert Visit.objects.count() == 0


def test_the_people_of_the_establishment_are_not_sent_either():
    council = make.declared_council()
    owner = owner_of_entry(council.round.entries.get())
    with pytest.raises(Refused, match="xung đột lợi ích"):
        make.visit(council.round, people_=[owner])


def test_a_judge_who_has_declared_none_opens_the_products_at_once_anybody_else_declares_first(client_of):
    visit = make.visit(people_=[people.judge(1), make.member()])
    product = reverse("judging:visited_detail", args=[visit.visited.get().pk])
    assert client_of(people.judge(1)).get(product).status_code == 200
    # A member of the council reads it by their seat, but writes only as one who goes and has declared.
    member = client_of(make.member())
    assert "Chỉ người đi thẩm định" in member.get(product).content.decode()
    page = member.get(reverse("judging:visit_detail", args=[visit.pk])).content.decode()
    declare_url = reverse("judging:visit_declare", args=[visit.pk])
    assert declare_url in page
    member.post(declare_url, {"kind": "none", "reason": ""})
    assert "Lưu danh mục" in member.get(product).content.decode()


def test_a_conflict_declared_before_a_visit_closes_the_product_everywhere_and_the_secretary_is_told(client_of):
    visit = make.visit(people_=[people.judge(1), make.member()])
    visited = visit.visited.get()
    member = client_of(make.member())
    assert member.get(reverse("judging:visited_detail", args=[visited.pk])).status_code == 200
    url = reverse("judging:visit_declare", args=[visit.pk])
    assert "Hãy nói rõ xung đột lợi ích là gì." in member.post(url, {"kind": "family", "reason": ""}).content.decode()
    member.post(url, {"kind": "family", "reason": "Em gái làm kế toán ở đó"})
    assert member.get(reverse("judging:visited_detail", args=[visited.pk])).status_code == 404
    assert MemberRecusal.objects.filter(member__user=make.member(), entry=visited.entry).count() == 1
    assert people.secretary().notices.filter(kind="judging.visit_conflict").count() == 1
    with pytest.raises(NotPermitted):
        operations.declare_for_visit(
            participant=VisitParticipant.objects.get(user=make.member()),
            kind="none",
            by=make.member(),
            at=timezone.now(),
        )
    visit.council.refresh_from_db()
    assert queries.checked(visit.council).holds


def test_a_judge_who_is_recused_after_being_sent_reads_no_more_and_the_plan_names_them(client_of):
    visit = make.visit()
    visited, judge = visit.visited.get(), client_of(people.judge(1))
    page = reverse("judging:visited_detail", args=[visited.pk])
    assert judge.get(page).status_code == 200
    assignment = visit.council.panel.judges.get(user=people.judge(1)).assignments.get()
    operations.recuse(assignment=assignment, kind="advice", reason="Đã tư vấn", by=people.judge(1), at=timezone.now())
    assert judge.get(page).status_code == 404
    sentence = (
        f"{people.judge(1)} có xung đột lợi ích với {visited.entry.code}: hãy đổi người đi {visit.establishment}."
    )
    plan = client_of(people.secretary()).get(reverse("judging:visit_list", args=[visit.council_id]))
    assert sentence in plan.content.decode()
    assert sentence in queries.missing_visits(visit.council)


def test_a_judge_without_a_declaration_declares_for_the_visit_and_for_their_assignment_at_once():
    council = make.assigned_council(entries=1)
    entry = council.round.entries.get()
    visit = operations.plan_visit(
        council=council,
        establishment=entry.product.establishment,
        entries=[entry],
        people=[people.judge(2)],
        day=timezone.localdate(),
        place="Ấp Tây",
        by=people.secretary(),
        at=timezone.now(),
    )
    going = visit.participants.get()
    assert (going.kind, visibility.visited(people.judge(2)).count()) == ("", 0)
    operations.declare_for_visit(
        participant=going, kind="advice", reason="Đã tư vấn nhãn", by=people.judge(2), at=timezone.now()
    )
    declared = ConflictDeclaration.objects.get(judge__user=people.judge(2), entry=entry)
    assert (declared.kind, declared.reason) == ("advice", "Đã tư vấn nhãn")
    assert visibility.visited(people.judge(2)).count() == 0
    council.refresh_from_db()
    assert queries.checked(council).holds


def findings(visited, **given):
    checks = list(visited.visit.council.visit_checks.all())
    return {f"ket_qua_{check.pk}": given.get("finding", "yes") for check in checks} | {
        f"ghi_{check.pk}": given.get("remark", "") for check in checks
    }


def test_the_visitor_fills_in_the_checklist_and_a_failed_question_says_why(client_of):
    visited = make.visit().visited.get()
    client, url = client_of(people.judge(1)), reverse("judging:findings_record", args=[visited.pk])
    page = client.post(url, findings(visited, finding="no")).content.decode()
    assert page.count("Hãy ghi rõ vì sao.") == 8
    assert visited.answers.count() == 0
    client.post(url, findings(visited, finding="no", remark="Không thấy sổ kiểm nghiệm"))
    assert set(visited.answers.values_list("finding", "remark", "answered_by")) == {
        ("no", "Không thấy sổ kiểm nghiệm", people.judge(1).pk)
    }


def test_two_visitors_on_two_telephones_keep_each_others_answers(client_of):
    visited = make.visit(people_=[people.judge(1), people.judge(2)]).visited.get()
    first, second, *_ = visited.visit.council.visit_checks.all()
    url = reverse("judging:findings_record", args=[visited.pk])
    blank = {f"initial-{name}": "" for name in findings(visited)}
    # Both opened the blank page; each answers another question.
    client_of(people.judge(1)).post(url, blank | {f"ket_qua_{first.pk}": "yes"})
    client_of(people.judge(2)).post(url, blank | {f"ket_qua_{second.pk}": "unseen", f"ghi_{second.pk}": "Kho khóa"})
    assert set(visited.answers.values_list("question", "finding")) == {(first.pk, "yes"), (second.pk, "unseen")}
    # A page that shows an answer and is sent unchanged writes nothing over a newer one.
    stale = {f"ket_qua_{first.pk}": "yes", f"initial-ket_qua_{first.pk}": "yes"}
    VisitAnswer.objects.filter(question=first).update(finding="no", remark="Mua ngoài")
    client_of(people.judge(2)).post(url, blank | stale)
    assert visited.answers.get(question=first).finding == "no"


def test_photos_and_notes_are_kept_with_who_and_when_and_a_wrong_photo_is_taken_away_with_its_bytes(client_of):
    visited = make.visit().visited.get()
    client = client_of(people.judge(1))
    before = StoredFile.objects.count()
    added = client.post(
        reverse("judging:visit_photo_add", args=[visited.pk]),
        {"uploads": [files.upload(files.jpeg(), "lo.jpg"), files.upload(files.jpeg(), "kho.jpg")], "caption": "Lò sấy"},
        follow=True,
    )
    assert "Đã thêm 2 ảnh." in added.content.decode()
    client.post(reverse("judging:visit_note_add", args=[visited.pk]), {"text": "Kho khô ráo"})
    assert list(visited.notes.values_list("text", "written_by")) == [("Kho khô ráo", people.judge(1).pk)]
    photo, other = visited.photos.all()
    shown = client.get(reverse("judging:visit_photo_show", args=[visited.pk, photo.pk, 320]))
    assert (shown.status_code, shown["Content-Type"]) == (200, "image/jpeg")
    shown.getvalue()
    client.post(reverse("judging:visit_photo_remove", args=[visited.pk, photo.pk]))
    assert (list(visited.photos.all()), StoredFile.objects.count()) == ([other], before + 1)
    refused = client.post(
        reverse("judging:visit_photo_add", args=[visited.pk]),
        {"uploads": files.upload(b"\x00\x01 khong phai anh", "a.jpg")},
    )
    assert (refused.status_code, visited.photos.count()) == (200, 1)


READERS = {
    "judge": lambda: people.judge(1),
    "colleague": lambda: people.judge(2),
    "conflicted": lambda: people.judge(3),
    "chair": people.chair,
    "secretary": people.secretary,
    "member": make.member,
    "officer": people.so_officer,
    "cuc": people.cuc_officer,
    "administrator": people.administrator,
    "outsider": people.outsider,
    "other establishment": people.owner,
}


def test_what_was_found_is_the_panels_and_the_councils_on_every_channel(client_of):
    council = make.assigned_council(entries=1)
    entry = council.round.entries.get()
    row = council.panel.judges.get(user=people.judge(3)).assignments.get()
    operations.declare(assignment=row, kind="family", reason="Anh ruột", by=people.judge(3), at=timezone.now())
    visited = make.visit(council.round).visited.get()
    at, by = timezone.now(), people.judge(1)
    operations.write_visit_note(visited=visited, text="Mùi ẩm mốc ở kho số hai", by=by, at=at)
    photo = operations.add_visit_photos(visited=visited, uploads=[files.upload(files.jpeg(), "kho.jpg")], by=by, at=at)[
        0
    ]
    make.answer_checks(visited, by, "no", "Thiếu bảo hộ lao động")
    urls = [
        reverse("judging:visited_detail", args=[visited.pk]),
        reverse("judging:visit_photo_show", args=[visited.pk, photo.pk, 320]),
        reverse("judging:visit_photo_show", args=[visited.pk, photo.pk, 1280]),
    ]
    pages = [
        reverse("judging:visit_detail", args=[visited.visit_id]),
        reverse("judging:visit_list", args=[council.pk]),
        reverse("judging:council_room", args=[council.pk]),
        reverse("registrations:entry_detail", args=[entry.pk]),
        reverse("exports:export_make", args=["judging.visits", "xlsx"]) + f"?hoi_dong={council.pk}",
    ]
    people_of_it = READERS | {"establishment": lambda: owner_of_entry(entry)}
    seen, leaked = {url: set() for url in urls}, set()
    for name, person in people_of_it.items():
        client = client_of(person())
        for url in urls:
            answer = client.get(url)
            if answer.status_code == 200:
                seen[url].add(name)
            b"".join(answer.streaming_content) if answer.streaming else answer.content
        for url in pages:
            answer = client.get(url, follow=True)
            words = (b"".join(answer.streaming_content) if answer.streaming else answer.content).decode(
                errors="replace"
            )
            if "ẩm mốc" in words or "bảo hộ lao động" in words:
                leaked.add((name, url))
    assert [seen[url] for url in urls] == [{"judge", "colleague", "chair", "secretary", "member"}] * 3
    assert leaked == set()
    assert "ẩm mốc" in client_of(people.chair()).get(urls[0]).content.decode()


def test_a_judge_finds_what_was_seen_beside_the_dossier(client_of):
    visited = make.visit().visited.get()
    assignment = visited.visit.council.panel.judges.get(user=people.judge(2)).assignments.get()
    page = client_of(people.judge(2)).get(reverse("judging:dossier_detail", args=[assignment.pk])).content.decode()
    assert reverse("judging:visited_detail", args=[visited.pk]) in page


def test_a_visit_is_held_when_its_day_has_come_and_everything_is_written_down():
    visit = make.visit(day=timezone.localdate() + datetime.timedelta(days=1))
    by, at = people.judge(1), timezone.now()
    with pytest.raises(Refused, match="chưa đến ngày"):
        operations.hold_visit(visit=visit, by=by, at=at)
    at += datetime.timedelta(days=1)
    with pytest.raises(Refused, match="còn 8 nội dung chưa kiểm tra"):
        operations.hold_visit(visit=visit, by=by, at=at)
    make.answer_checks(visit.visited.get(), by)
    operations.hold_visit(visit=visit, by=by, at=at)
    visit.refresh_from_db()
    assert (visit.is_held, visit.held_by) == (True, by)
    with pytest.raises(NotPermitted, match="đã ghi xong"):
        operations.write_visit_note(visited=visit.visited.get(), text="Thêm", by=by, at=at)
    with pytest.raises(Refused, match="lý do"):
        operations.reopen_visit(visit=visit, reason=" ", by=people.secretary(), at=at)
    operations.reopen_visit(visit=visit, reason="Còn thiếu ảnh", by=people.secretary(), at=at)
    operations.write_visit_note(visited=visit.visited.get(), text="Thêm", by=by, at=at)


def test_the_checklist_is_the_councils_until_something_was_found_by_it(client_of):
    council = make.declared_council()
    url = reverse("judging:visit_checks", args=[council.pk])
    client = client_of(people.secretary())
    client.post(url, {"texts": "Có lò sấy\n\n  Có sổ   lô \nCó lò sấy"})
    assert [check.text for check in council.visit_checks.all()] == ["Có lò sấy", "Có sổ lô"]
    visited = make.visit(council.round).visited.get()
    assert council.visit_checks.count() == 2
    make.answer_checks(visited, people.judge(1))
    assert client.post(url, {"texts": "Khác"}).status_code == 403
    assert "không sửa được nữa" in client.get(url).content.decode()


def test_changing_a_visit_keeps_what_was_written_and_asks_again_for_new_products(client_of):
    round = make.assigned_council(entries=1).round
    first = round.entries.get()
    council = round.council
    second = make.accepted_entries(round, 1)[0]
    second.product.establishment = first.product.establishment
    second.product.save()
    make.declare_all(council)
    visit = make.visit(round)
    make.answer_checks(visit.visited.get(), people.judge(1))
    change = {"visit": visit, "day": visit.day, "place": "Xưởng mới", "by": people.secretary(), "at": timezone.now()}
    with pytest.raises(Refused, match="đã có ghi chép"):
        operations.change_visit(entries=[second], people=[people.judge(1)], **change)
    operations.change_visit(entries=[first, second], people=[people.judge(1), people.judge(2)], **change)
    assert set(visit.participants.values_list("user", "kind")) == {(people.judge(1).pk, ""), (people.judge(2).pk, "")}
    assert visit.visited.count() == 2


def test_the_stage_says_with_names_what_is_missing_and_is_not_closed_over_an_open_visit(client_of):
    round = make.fixed_round(1, has_field_visits=True)
    council = make.closed_pass(round, means=("80",)).round.council
    page = client_of(people.chair()).get(reverse("judging:council_room", args=[council.pk])).content.decode()
    assert f"Chưa lên lịch thẩm định: {round.entries.get().code}." in page
    visit = make.visit(round)
    assert queries.missing_visits(council) == [
        f"Chưa ghi kết quả thẩm định: {visit.establishment}, ngày {visit.day:%d/%m/%Y}."
    ]
    done = {"council": council, "stage": Stage.VISITS, "kind": StageMark.Kind.DONE, "by": people.secretary()}
    with pytest.raises(Refused, match="Chưa ghi kết quả thẩm định"):
        operations.mark_stage(at=timezone.now(), **done)
    make.answer_checks(visit.visited.get(), people.judge(1))
    operations.hold_visit(visit=visit, by=people.judge(1), at=timezone.now())
    operations.mark_stage(at=timezone.now(), **done)
    council.refresh_from_db()
    assert [row.state for row in steps.stages_of(council) if row.stage == Stage.VISITS] == ["done"]


def test_a_round_announced_without_visits_has_the_stage_once_one_is_planned():
    visit = make.visit()
    assert Stage.VISITS in [row.stage for row in steps.stages_of(visit.council)]


def test_a_visit_called_off_is_told_and_its_establishment_waits_again(client_of):
    visit = make.visit()
    url = reverse("judging:visit_call_off", args=[visit.pk])
    client_of(people.secretary()).post(url, {"reason": "Bão số 9"})
    assert people.judge(1).notices.filter(kind="judging.visit_called_off").count() == 1
    assert owner_of_entry(visit.visited.get().entry).notices.filter(kind="judging.visit_called_off").count() == 1
    assert list(queries.places_to_visit(visit.council)) == [visit.establishment]
    assert queries.missing_visits(visit.council) == [f"Chưa lên lịch thẩm định: {visit.visited.get().entry.code}."]


def test_the_panels_minutes_name_the_visits_that_took_place():
    council = make.closed_pass(means=("80",)).round.council
    assert submitting._visits(council) == ()
    visit = make.held_visit(council.round)
    words = str(submitting.panel_minutes(council))
    assert f"Ngày {visit.day:%d/%m/%Y}, {visit.establishment}" in words


def test_whoever_is_sent_finds_it_among_their_tasks(client_of):
    visit = make.visit(people_=[people.judge(1), make.member()])
    name = visit.establishment

    def titles(person):
        return [todo.title for todo in queries.todo_for(person, timezone.localdate())]

    assert f"Đi thẩm định thực tế: {name}" in titles(people.judge(1))
    assert f"Khai báo xung đột trước khi đi thẩm định: {name}" in titles(make.member())
    assert [title for title in titles(people.judge(2)) if str(name) in title] == []
