"""A product's line of life on one page, and that each reader finds in it only what is theirs to know."""

import pytest
from django.urls import reverse
from django.utils import timezone

from judging import operations as judging_operations
from support_plans import queries
from support_plans.models import MoneySource
from tests import people
from tests.factories import judging, market, projects
from tests.factories import registrations as registered
from tests.factories import support_plans as make
from tests.queries import assert_constant_queries

pytestmark = pytest.mark.django_db


def a_life():
    """A product with a dossier, a certificate, support, a project, a shop."""
    product = market.product()
    held = product.certificates.get()
    make.activity(make.plan([held]), certificates=[held], money={MoneySource.UNIT: 700, MoneySource.ESTABLISHMENT: 300})
    projects.sent(product.establishment, products=[product])
    market.outlet(product)
    registered.draft_entry(product_=product)
    return product


def kinds(product, user):
    return sorted(event.kind for event in queries.life_of(product, user))


def test_everybody_finds_what_is_theirs_to_know():
    product = a_life()
    found = {
        name: kinds(product, user)
        for name, user in (
            ("owner", registered.owner_of(product.establishment)),
            ("cuc", people.cuc_officer()),
            ("another so", people.so_officer(province="Lào Cai")),
        )
    }
    public = ["Giấy chứng nhận", "Nơi bán"]
    support = ["Hội chợ, triển lãm trong nước", "Đề án khuyến công"]
    assert found == {
        "owner": sorted([*public, *support, "Hồ sơ"]), "cuc": sorted([*public, *support]), "another so": public,
    }  # fmt: skip


def test_what_the_council_decided_is_its_house_s_since_publication_and_the_means_are_the_council_s_alone():
    round = judging.decided_round(means=("81.25",))
    product = round.entries.get().product
    readers = {"owner": registered.owner_of_entry(round.entries.get()), "chair": people.chair()}

    def judged():
        return {
            name: sorted((event.kind, event.note) for event in queries.life_of(product, user) if event.kind in found)
            for name, user in readers.items()
        }

    found = ("Điểm lượt 1", "Kết quả bình chọn")
    score = ("Điểm lượt 1", "bình quân 81,25 của 3 phiếu")
    result = ("Kết quả bình chọn", "Được hội đồng đề nghị công nhận")
    assert judged() == {"owner": [], "chair": [result, score]}
    judging_operations.publish(council=round.council, by=people.secretary(), at=timezone.now())
    assert judged() == {"owner": [result], "chair": [result, score]}


def test_the_sums_are_those_of_what_the_reader_sees():
    product = a_life()
    seen = queries.sums_of_life(product, people.cuc_officer())
    assert (seen["times"], seen["public"], seen["own"]) == (1, 700, 300)
    assert queries.sums_of_life(product, people.so_officer(province="Lào Cai"))["times"] == 0


def test_the_page_tells_it_year_by_year_and_asks_no_more_for_a_longer_life(client_of):
    product = market.product()
    held = product.certificates.get()
    plan = make.plan([held])
    page = reverse("support_plans:product_life", args=[product.pk])
    leader = client_of(people.leader())
    assert_constant_queries(leader, page, lambda: make.activity(plan, certificates=[held]), queries=19)
    assert "Năm 2026" in leader.get(page).content.decode()
    assert client_of(people.outsider()).get(page).status_code == 404
