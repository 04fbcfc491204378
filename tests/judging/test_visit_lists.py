"""No page of the field visits asks more of the database because more was planned or written down."""

import pytest
from django.urls import reverse
from django.utils import timezone

from judging import operations, queries
from tests import people

from ..factories import files
from ..factories import judging as make

pytestmark = pytest.mark.django_db


def test_the_plan_and_the_own_list_ask_no_more_for_more_visits(client_of, django_assert_num_queries):
    client, going = client_of(people.secretary()), client_of(people.judge(1))
    for number in (1, 3):
        council = make.council(entries=1)
        make.accepted_entries(council.round, number - 1)
        places, plan = (reverse(f"judging:{name}", args=[council.pk]) for name in ("visit_places", "visit_list"))
        client.get(places)
        with django_assert_num_queries(12):
            client.get(places)
        for entry in queries.entries_to_visit(council).select_related("product__establishment"):
            operations.plan_visit(
                council=council,
                establishment=entry.product.establishment,
                entries=[entry],
                people=[people.judge(1)],
                day=timezone.localdate(),
                place="Ấp Tây",
                by=people.secretary(),
                at=timezone.now(),
            )
        with django_assert_num_queries(23):
            client.get(plan)
        with django_assert_num_queries(7):
            going.get(reverse("judging:my_visits"))


def test_the_page_of_a_visit_and_of_a_product_ask_no_more_for_more_that_was_written(
    client_of, django_assert_num_queries
):
    visit = make.visit()
    visited, client = visit.visited.get(), client_of(people.judge(1))
    page, whole = reverse("judging:visited_detail", args=[visited.pk]), reverse("judging:visit_detail", args=[visit.pk])
    for number in (1, 2):
        for _ in range(number):
            operations.write_visit_note(visited=visited, text="Kho khô", by=people.judge(1), at=timezone.now())
            operations.add_visit_photos(
                visited=visited, uploads=[files.upload(files.jpeg(), "a.jpg")], by=people.judge(1), at=timezone.now()
            )
        client.get(page)
        with django_assert_num_queries(16):
            client.get(page)
        with django_assert_num_queries(16):
            client.get(whole)
