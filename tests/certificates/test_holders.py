"""What the holder of a certificate in force may do: the logo, the next rounds with the dossier filled in."""

import datetime

import pytest
from django.urls import reverse
from django.utils import timezone

from certificates.models import LogoFile
from certificates.permissions import can_offer_logo
from cnnt_portal.accounts.models import Membership, Role
from tests import people
from tests.factories import certificates as make
from tests.factories import files
from tests.factories.registrations import open_round
from tests.factories.support_plans import certificate as known_certificate

pytestmark = pytest.mark.django_db
LOGO = reverse("certificates:logo")


def offered(client_of):
    upload = files.upload(files.png(), "bieu-trung.png")
    client_of(people.cuc_officer()).post(LOGO, {"label": "Bản màu để in bao bì", "upload": upload})
    return reverse("certificates:logo_download", args=[LogoFile.objects.get().pk])


def test_a_holder_takes_the_logo_home_while_the_certificate_is_in_force(client_of):
    address = offered(client_of)
    issued = make.certificate()
    holder = client_of(make.holder_of(issued))
    page = holder.get(reverse("certificates:certificate_mine")).content.decode()
    assert LOGO in page
    assert address in holder.get(LOGO).content.decode()
    assert b"".join(holder.get(address).streaming_content)[:4] == b"\x89PNG"


def test_a_number_without_its_paper_promises_nothing_yet(client_of):
    numbered = make.numbered_certificate()
    page = client_of(make.holder_of(numbered)).get(reverse("certificates:certificate_mine")).content.decode()
    assert "In xong thì bạn nhận được thông báo" in page
    # There is no public page of the product yet, and no decision against its certificate.
    for missing in (reverse("certificates:product", args=[numbered.product_id]), "Xem quyết định", "Tải giấy"):
        assert missing not in page


def test_without_a_certificate_in_force_the_logo_is_refused_with_the_reason(client_of):
    address = offered(client_of)
    expired = known_certificate(issued_on=datetime.date(2019, 12, 2))
    assert not expired.validity_on(timezone.localdate()).is_valid
    client = client_of(people.owner())
    page = client.get(LOGO).content.decode()
    assert ("còn hiệu lực được dùng biểu trưng" in page, f'"{address}"' in page) == (True, False)
    assert client.get(address).status_code == 403


def test_everybody_sees_the_logo_and_its_conditions_but_takes_no_file_home(client_of, client):
    address = offered(client_of)
    page = client.get(LOGO).content.decode()
    picture = reverse("certificates:logo_picture", args=[LogoFile.objects.get().pk])
    assert (picture in page, "Chỉ dùng khi giấy còn hiệu lực" in page, f'"{address}"' in page) == (True, True, False)
    assert b"".join(client.get(picture).streaming_content)[:3] == b"\xff\xd8\xff"
    assert client.get(address).status_code == 302
    issued = make.certificate()
    assert LOGO in client.get(reverse("certificates:product", args=[issued.product_id])).content.decode()


def test_a_logo_taken_away_is_no_longer_offered(client_of):
    address = offered(client_of)
    client = client_of(people.cuc_officer())
    client.post(f"{address}go/")
    assert client.get(address).status_code == 404
    assert LogoFile.objects.get().removed_by == people.cuc_officer()


def test_the_holder_sees_the_next_rounds_and_where_the_dossier_waits_filled_in(client_of):
    issued = make.certificate()
    round_ = open_round()
    page = client_of(make.holder_of(issued)).get(reverse("certificates:certificate_mine")).content.decode()
    assert reverse("registrations:round_detail", args=[round_.pk]) in page
    assert reverse("registrations:entry_start", args=[round_.pk]) in page


def test_place_and_role_of_who_offers_the_logo_are_of_one_membership():
    """A judge's helper at the focal point who is an officer somewhere else is not its officer."""
    officer = people.so_officer()
    focal_point = people.cuc_officer().memberships.get().organisation
    today = timezone.localdate()
    Membership.objects.create(user=officer, organisation=focal_point, role=Role.FINANCE, valid_from=today)
    officer.forget_memberships()
    assert not can_offer_logo(officer)
    assert can_offer_logo(people.cuc_officer())
