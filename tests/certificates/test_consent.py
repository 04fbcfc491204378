"""Photos and story of a dossier are shown when the establishment agrees, and no longer than it does."""

import pytest
from django.urls import reverse
from django.utils import timezone

from certificates import operations, queries
from certificates.models import ShowConsent
from cnnt_portal.errors import NotPermitted
from cnnt_portal.notifications.models import Notice
from tests import people
from tests.factories import certificates as make

pytestmark = pytest.mark.django_db


def product_page(client, issued):
    return client.get(reverse("certificates:product", args=[issued.product_id])).content.decode()


def test_nothing_is_shown_until_the_holder_agrees_and_nothing_after_it_is_taken_back(client, client_of):
    issued = make.certificate()
    story = issued.entry.version.content["answers"]["culture"]
    mine, choice = (
        reverse("certificates:certificate_mine"),
        reverse("certificates:certificate_show", args=[issued.code]),
    )
    holder = client_of(make.holder_of(issued))
    assert "Đồng ý cho hiện ảnh và câu chuyện" in holder.get(mine).content.decode()
    assert (story in product_page(client, issued), queries.public_photos().count()) == (False, 0)
    holder.post(choice, {"hien": "co"})
    photos = list(queries.public_photos())
    assert len(photos) >= 3
    assert story in product_page(client, issued)
    assert "Thôi hiện ảnh và câu chuyện" in holder.get(mine).content.decode()
    holder.post(choice, {"hien": "khong"})
    assert story not in product_page(client, issued)
    address = reverse("certificates:product_photo", args=[issued.product_id, photos[0].pk, 320])
    assert client.get(address).status_code == 404


def test_every_consent_stays_with_who_gave_it_and_who_took_it_back():
    issued = make.certificate()
    holder, at = make.holder_of(issued), timezone.now()
    operations.allow_showing(product=issued.product, by=holder, at=at)
    operations.allow_showing(product=issued.product, by=holder, at=at)
    operations.stop_showing(product=issued.product, by=holder, at=at)
    operations.stop_showing(product=issued.product, by=holder, at=at)
    operations.allow_showing(product=issued.product, by=holder, at=at)
    kept = list(ShowConsent.objects.order_by("pk").values_list("given_by", "withdrawn_by"))
    assert kept == [(holder.pk, holder.pk), (holder.pk, None)]


def test_a_photo_taken_back_is_gone_for_those_who_have_it_already(client):
    issued = make.shown(make.certificate())
    photo = queries.public_photos().first()
    address = reverse("certificates:product_photo", args=[issued.product_id, photo.pk, 320])
    answer = client.get(address)
    assert (answer.status_code, answer["Cache-Control"]) == (200, "no-cache")
    seen = {"HTTP_IF_NONE_MATCH": answer["ETag"]}
    assert client.get(address, **seen).status_code == 304
    operations.stop_showing(product=issued.product, by=make.holder_of(issued), at=timezone.now())
    assert client.get(address, **seen).status_code == 404


def test_who_only_drafts_takes_back_but_does_not_agree_and_the_owner_hears(client_of):
    issued = make.certificate()
    owner = make.holder_of(issued)
    drafter = people.drafter(issued.product.establishment.organisation)
    page = client_of(drafter).get(reverse("certificates:certificate_mine")).content.decode()
    assert "Cho hiện ảnh và câu chuyện là việc của chủ cơ sở" in page
    with pytest.raises(NotPermitted, match="việc của chủ cơ sở"):
        operations.allow_showing(product=issued.product, by=drafter, at=timezone.now())
    operations.allow_showing(product=issued.product, by=owner, at=timezone.now())
    operations.stop_showing(product=issued.product, by=drafter, at=timezone.now())
    told = Notice.objects.filter(kind="certificates.showing_changed")
    assert [(notice.recipient, "không còn hiện công khai" in notice.title) for notice in told] == [(owner, True)]


@pytest.mark.parametrize("who", [people.outsider, people.so_officer, people.cuc_officer])
def test_nobody_else_agrees_in_the_holder_s_place(who):
    issued = make.certificate()
    with pytest.raises(NotPermitted, match="chủ cơ sở có sản phẩm"):
        operations.allow_showing(product=issued.product, by=who(), at=timezone.now())
