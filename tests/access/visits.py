"""Field visits and physical products, in a round whose judges have all declared none; judge1 goes on the visits."""

from django.utils import timezone

from judging import operations
from registrations.models import Entry
from tests.factories import files
from tests.factories import judging as make
from tests.people import judge

from . import SIGNED_IN, Row, answers
from .judging import BY_SECRETARY, COUNCIL, FORBIDDEN, council, list_fixed, the_round


def declared(cast):
    list_fixed(cast)
    make.assigned_council(the_round())
    make.declare_all(the_round().council)


def a_place(cast):
    return council(cast) | {"establishment": Entry.objects.get().product.establishment_id}


def a_visit(cast):
    return {"pk": make.visit(the_round()).pk}


def an_undeclared_visit(cast):
    return {"pk": make.visit(the_round(), people_=[cast.so_head]).pk}


def a_full_visit(cast):
    found = make.visit(the_round())
    make.answer_checks(found.visited.get(), judge(1))
    return {"pk": found.pk}


def a_held_visit(cast):
    return {"pk": make.held_visit(the_round()).pk}


def a_visited_product(cast):
    return {"pk": make.visit(the_round()).visited.get().pk}


def a_visit_photo(cast):
    found = make.visit(the_round()).visited.get()
    upload = files.upload(files.jpeg(), "lo.jpg")
    photo = operations.add_visit_photos(visited=found, uploads=[upload], by=judge(1), at=timezone.now())[0]
    return {"pk": found.pk, "photo": photo.pk}


def a_visit_picture(cast):
    return a_visit_photo(cast) | {"width": 320}


def a_sample(cast):
    return council(cast) | {"sample": make.sample(Entry.objects.get()).pk}


KEPT = answers(**(FORBIDDEN | {"secretary": 200, "so_officer": 403}))
ON_VISIT = COUNCIL | {"judge1": 200}
# Nobody but those who go and the keepers writes; judges with the product open read it.
SEEN = COUNCIL | {"judge1": 200, "judge2": 200, "judge3": 200}
WRITTEN = answers(chair=403, so_head=403, secretary=302, judge1=302, judge2=403, judge3=403)

TABLE = {
    "judging:my_visits": Row(get=SIGNED_IN),
    "judging:visit_list": Row(council, on=declared, get=answers(**(COUNCIL | {"so_officer": 403}))),
    "judging:visit_places": Row(council, on=declared, get=answers(**(COUNCIL | {"so_officer": 403}))),
    "judging:visit_checks": Row(
        council,
        on=declared,
        get=answers(**(COUNCIL | {"so_officer": 403})),
        post=BY_SECRETARY,
        data={"texts": "Có lò sấy"},
    ),
    "judging:visit_create": Row(a_place, on=declared, get=KEPT, post=KEPT),
    "judging:visit_detail": Row(a_visit, on=declared, get=answers(**ON_VISIT)),
    "judging:visit_change": Row(a_visit, on=declared, get=answers(**(FORBIDDEN | {"secretary": 200, "judge1": 403}))),
    "judging:visit_call_off": Row(
        a_visit,
        on=declared,
        get=answers(**(FORBIDDEN | {"secretary": 200, "judge1": 403})),
        post=answers(**(FORBIDDEN | {"secretary": 302, "judge1": 403})),
        data={"reason": "Bão"},
    ),
    "judging:visit_declare": Row(
        an_undeclared_visit,
        on=declared,
        get=answers(so_head=200),
        post=answers(so_head=302),
        data={"kind": "none", "reason": ""},
    ),
    "judging:visit_hold": Row(
        a_full_visit, on=declared, post=answers(**(FORBIDDEN | {"secretary": 302, "judge1": 302}))
    ),
    "judging:visit_reopen": Row(
        a_held_visit,
        on=declared,
        get=answers(**(FORBIDDEN | {"secretary": 200, "judge1": 403})),
        post=answers(**(FORBIDDEN | {"secretary": 302, "judge1": 403})),
        data={"reason": "Thiếu ảnh"},
    ),
    "judging:visited_detail": Row(a_visited_product, on=declared, get=answers(**SEEN)),
    "judging:findings_record": Row(a_visited_product, on=declared, post=WRITTEN),
    "judging:visit_note_add": Row(a_visited_product, on=declared, post=WRITTEN, data={"text": "Kho khô ráo"}),
    "judging:visit_photo_add": Row(
        a_visited_product,
        on=declared,
        post=answers(chair=403, so_head=403, secretary=200, judge1=200, judge2=403, judge3=403),
    ),
    "judging:visit_photo_show": Row(a_visit_picture, on=declared, get=answers(**SEEN)),
    "judging:visit_photo_remove": Row(a_visit_photo, on=declared, post=WRITTEN),
    "judging:sample_list": Row(council, on=declared, get=answers(**(COUNCIL | {"so_officer": 403}))),
    "judging:sample_receive": Row(council, on=declared, get=KEPT, post=KEPT),
    "judging:sample_correct": Row(a_sample, on=declared, get=KEPT, post=KEPT),
    "judging:sample_return": Row(a_sample, on=declared, get=KEPT, post=KEPT),
}
