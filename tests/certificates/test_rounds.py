"""From a round's page to its council, result, decision and certificates: each for whom it is, none before its day."""

import pytest
from django.urls import reverse
from django.utils import timezone

from certificates import operations
from judging.models import Outcome
from judging.queries import published_recognised_outcomes
from registrations.models import Round
from registrations.standing import standing_of
from tests.factories import certificates as make
from tests.factories import judging
from tests.factories.registrations import draft_round
from tests.queries import assert_constant_queries

pytestmark = pytest.mark.django_db


def page_of(client, round_):
    return client.get(reverse("certificates:round_outcome", args=[round_.pk]))


def links(response, name, *args):
    return f'"{reverse(name, args=args)}"' in response.content.decode()


def test_before_publication_nobody_reads_a_result_there(client, client_of, cast):
    round_ = judging.decided_round(means=("80", "60"))
    names = [row.entry.product.name for row in Outcome.objects.filter(entry__round=round_)]
    assert len(names) == 2  # there is something to leak

    for reader in (client, client_of(cast.owner), client_of(cast.so_officer), client_of(cast.chair)):
        response = page_of(reader, round_)
        text = response.content.decode()
        assert "chưa công bố kết quả" in text
        assert [name for name in names if name in text] == []
        assert not links(response, "judging:outcome_list", round_.council.pk)
        assert not links(response, "certificates:decision_create", round_.pk)


def test_the_office_and_the_council_find_their_pages_and_a_stranger_none(client, client_of, cast):
    round_ = judging.published_round(means=("80", "60"))
    found = {
        who: [
            links(page_of(reader, round_), name, key)
            for name, key in (
                ("judging:council_room", round_.council.pk),
                ("judging:outcome_list", round_.council.pk),
                ("certificates:decision_create", round_.pk),
            )
        ]
        for who, reader in {
            "stranger": client,
            "owner": client_of(cast.owner),
            "chair": client_of(cast.chair),
            "office": client_of(cast.so_officer),
        }.items()
    }

    assert found == {
        "stranger": [False] * 3,
        "owner": [False] * 3,
        "chair": [True, True, False],
        "office": [True, True, True],
    }


def test_once_certificates_are_given_everybody_reads_the_decision(client, client_of, cast):
    issued = make.certificate()
    decision, round_ = issued.decision, Round.objects.get(pk=issued.decision.round_id)

    assert standing_of(round_, timezone.now()).words == "Đã cấp giấy chứng nhận"
    assert links(page_of(client, round_), "certificates:public_decision", decision.pk)
    assert not links(page_of(client, round_), "certificates:decision_detail", decision.pk)
    assert links(page_of(client_of(cast.so_officer), round_), "certificates:decision_detail", decision.pk)
    whole, part = (
        page_of(client, round_),
        client.get(reverse("certificates:round_outcome", args=[round_.pk]), headers={"HX-Request": "true"}),
    )
    assert ("<html" in whole.content.decode(), "<html" in part.content.decode()) == (True, False)
    around = client.get(reverse("registrations:round_detail", args=[round_.pk]))
    assert links(around, "certificates:round_outcome", round_.pk)


def test_the_outcome_of_a_round_in_preparation_is_not_there_for_others(client):
    assert page_of(client, draft_round()).status_code == 404


def test_the_outcome_asks_as_much_for_one_certificate_as_for_three(client_of, cast):
    round_ = judging.published_round(means=("90", "85", "80"))
    decision, outcomes = make.decision(round_), iter(published_recognised_outcomes(round_))

    def issue():
        operations.issue(decision=decision, outcome=next(outcomes), by=cast.so_officer, at=timezone.now())

    address = reverse("certificates:round_outcome", args=[round_.pk])
    assert_constant_queries(client_of(cast.so_officer), address, issue, 14)
