"""Which establishment a line of a sent list means: one tax code is one establishment, and nobody's product goes to a
stranger unseen."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from cnnt_portal.accounts.models import Role
from cnnt_portal.errors import Refused
from cnnt_portal.notifications.models import Notice
from registrations import fields, operations
from registrations.list_checks import checked_lines
from registrations.models import Dossier, Entry, Establishment, VoteLevel
from tests import people
from tests.factories import accounts, geography
from tests.factories import registrations as make

from .test_pages import declaration

pytestmark = pytest.mark.django_db
CODE = make.TAKEN


def url(name, *args):
    return reverse(f"registrations:{name}", args=args)


def import_list(sent, settled=()):
    return operations.import_list(sent=sent, settled=settled, by=people.cuc_officer(), at=make.AT)


def looked_at(sent):
    return [(line.problems, line.doubts) for line in checked_lines(sent, make.AT)]


def region():
    return make.open_round(VoteLevel.REGION)


# One code, one establishment


def test_one_code_and_one_product_under_two_spellings_is_one_line_too_many():
    sent = make.sent_list(
        {"tax_code": CODE, "establishment": "Hợp tác xã Bầu Mây"},
        {"tax_code": CODE, "establishment": "HTX nông nghiệp"},
    )
    (first, _), (second, _) = looked_at(sent)
    assert first == []
    assert second == ["Trùng với dòng 3: cùng cơ sở và cùng sản phẩm."]
    with pytest.raises(Refused):
        import_list(sent, settled=[4])
    assert not Entry.objects.exists()


def test_one_code_under_two_names_is_one_establishment_once_somebody_has_looked():
    sent = make.sent_list(
        {"tax_code": CODE}, {"tax_code": CODE, "establishment": "Cơ sở Thanh Bình", "product": "Kẹo dừa"}
    )
    assert [len(doubts) for _, doubts in looked_at(sent)] == [0, 1]
    with pytest.raises(Refused, match="1 dòng"):
        import_list(sent)
    assert not Entry.objects.exists()

    assert import_list(sent, settled=[4]).imported_count == 2
    house = Establishment.objects.get()
    assert (house.name, house.tax_code, house.products.count()) == ("Hợp tác xã Bầu Mây", CODE, 2)


def test_two_lists_with_a_code_that_is_not_on_the_portal_yet_meet_in_one_record():
    round = region()
    import_list(make.sent_list({"tax_code": CODE}, round=round))
    second = make.sent_list({"tax_code": CODE, "establishment": "HTX Bầu Mây", "product": "Kẹo dừa"}, round=round)
    assert looked_at(second) == [([], [])]
    import_list(second)
    house = Establishment.objects.get()
    assert (house.tax_code, house.address, house.products.count()) == (CODE, "Ấp 2", 2)


@pytest.mark.parametrize(
    "spelling", ["HỢP TÁC XÃ BẦU MÂY", "hop tac xa  bau may", "HTX Bầu Mây", "Hợp tác xã “Bầu Mây”"]
)
def test_two_spellings_of_one_name_meet_in_one_record(spelling):
    round = region()
    import_list(make.sent_list(round=round))
    import_list(
        make.sent_list({"establishment": spelling, "product": "Kẹo dừa"}, {"establishment": spelling}, round=round)
    )
    assert (Establishment.objects.count(), Entry.objects.count()) == (1, 2)


def test_an_establishment_declared_while_the_list_is_read_is_met_like_any_other():
    sent = make.sent_list({"tax_code": CODE})
    declared = []

    def declare_before_the_houses_are_asked_for(execute, sql, params, many, context):
        if not declared and "registrations_taxcodechange" in sql:
            declared.append(True)
            make.establishment(tax_code=CODE, name="Hợp tác xã Bầu Mây")
        return execute(sql, params, many, context)

    with connection.execute_wrapper(declare_before_the_houses_are_asked_for):
        [(problems, _)] = looked_at(sent)
    assert (declared, problems) == ([True], [])


def test_a_code_that_comes_later_is_learnt():
    round = region()
    import_list(make.sent_list(round=round))
    import_list(make.sent_list({"tax_code": CODE, "product": "Kẹo dừa"}, {"product": "Mứt dừa"}, round=round))
    assert Establishment.objects.get().tax_code == CODE
    assert Entry.objects.count() == 3


def test_a_name_that_is_nearly_another_must_be_looked_at():
    sent = make.sent_list({}, {"establishment": "Hợp tác xã Bàu Mâyy", "product": "Kẹo dừa"})
    (_, none), (_, doubts) = looked_at(sent)
    assert none == []
    assert "gần giống “Hợp tác xã Bầu Mây” ở dòng 3" in doubts[0]


def test_what_kind_of_house_it_is_makes_no_two_names_alike():
    sent = make.sent_list(
        {"establishment": "Hợp tác xã sản xuất và thương mại An Bình"},
        {"establishment": "Hợp tác xã sản xuất và thương mại An Giang"},
    )
    assert looked_at(sent) == [([], []), ([], [])]


def test_an_establishment_with_people_is_met_by_its_code_and_never_by_its_name_alone():
    house = make.establishment(name="Hợp tác xã Bầu Mây")
    sent = make.sent_list({})
    ((problems, _),) = looked_at(sent)
    assert house.tax_code in problems[0]
    assert "ghi mã số thuế" in problems[0]
    assert Establishment.objects.count() == 1


# A wrong code


def test_a_code_of_somebody_else_shows_whose_it_is_and_waits_for_an_answer(client_of):
    house = make.establishment(name="Cơ sở gốm Phước Tích", address="Số 9 bến đò")
    browser, sent = client_of(people.cuc_officer()), make.sent_list({"tax_code": house.tax_code})
    page = browser.get(url("list_detail", sent.pk))
    words = page.content.decode()
    assert "Cơ sở gốm Phước Tích" in words
    assert "Số 9 bến đò" in words
    assert page.context["doubtful"] == 1

    refused = browser.post(url("list_detail", sent.pk))
    assert refused.status_code == 409
    assert not Entry.objects.exists()
    assert browser.post(url("list_detail", sent.pk), {"da-so": ["3"]}).status_code == 302
    assert Entry.objects.get().product.establishment == house


def test_a_code_of_another_province_is_settled_before_and_not_ticked_away():
    house = make.establishment(name="Hợp tác xã Bầu Mây", province="Lào Cai")
    sent = make.sent_list({"tax_code": house.tax_code})
    ((problems, _),) = looked_at(sent)
    assert "Lào Cai" in problems[0]
    with pytest.raises(Refused):
        import_list(sent, settled=[3])
    assert not Entry.objects.exists()


def test_a_settled_answer_to_a_line_that_needs_none_is_nothing():
    assert import_list(make.sent_list(), settled=[3, 99]).imported_count == 1


# Its people come to the portal


def declare(client_of, **changed):
    person = accounts.make_person()
    browser = client_of(person)
    answer = browser.post(url("establishment_create"), declaration(tax_code=CODE, **changed))
    person.forget_memberships()
    return browser, answer


def test_who_declares_an_establishment_of_a_list_finds_its_products_there(client_of):
    import_list(make.sent_list({"tax_code": CODE}))
    browser, answer = declare(client_of, name="HTX Bầu Mây")
    assert answer.headers["Location"] == url("product_list")
    house = Establishment.objects.get()
    assert (house.name, house.tax_code, house.organisation.memberships.get().role) == ("HTX Bầu Mây", CODE, Role.OWNER)
    assert [row.name for row in browser.get(url("product_list")).context["page"]] == ["Tiêu sọ Bầu Mây"]
    assert browser.get(url("entry_detail", Entry.objects.get().pk)).status_code == 200
    told = Notice.objects.get(kind="registrations.listed_declared")
    assert told.recipient == people.cuc_officer()


def test_who_declares_under_another_name_is_asked_whether_it_is_they(client_of):
    import_list(make.sent_list({"tax_code": CODE}))
    browser, answer = declare(client_of, name="Cơ sở gốm Phước Tích")
    assert list(answer.context["form"].errors) == ["listed"]
    assert "Hợp tác xã Bầu Mây" in answer.content.decode()
    assert Establishment.objects.get().organisation is None

    sent = declaration(tax_code=CODE, name="Cơ sở gốm Phước Tích", listed="other", listed_code=CODE)
    assert browser.post(url("establishment_create"), sent).status_code == 302
    mine = Establishment.objects.get(tax_code=CODE)
    other = Establishment.objects.get(tax_code=None)
    assert (mine.name, mine.products.count(), other.name) == ("Cơ sở gốm Phước Tích", 0, "Hợp tác xã Bầu Mây")
    assert Notice.objects.filter(kind="registrations.listed_declared", recipient=people.cuc_officer()).count() == 1


def test_who_says_that_it_is_they_takes_it_over_under_their_own_name(client_of):
    import_list(make.sent_list({"tax_code": CODE}))
    _, answer = declare(client_of, name="Cơ sở gốm Phước Tích", listed="same", listed_code=CODE)
    assert answer.status_code == 302
    assert (Establishment.objects.get().name, Entry.objects.count()) == ("Cơ sở gốm Phước Tích", 1)


def test_an_answer_about_one_code_says_nothing_of_another(client_of):
    import_list(make.sent_list({"tax_code": CODE}))
    browser, answer = declare(client_of, name="Cơ sở gốm Phước Tích")
    assert answer.context["form"]["listed_code"].value() == CODE
    other = make.tax_code()
    import_list(make.sent_list({"tax_code": other, "establishment": "Hợp tác xã Bàu Cát", "product": "Nho Bàu Cát"}))

    sent = declaration(tax_code=other, name="Cơ sở gốm Phước Tích", listed="other", listed_code=CODE)
    page = browser.post(url("establishment_create"), sent)

    assert list(page.context["form"].errors) == ["listed"]
    assert "Hợp tác xã Bàu Cát" in page.content.decode()
    assert (page.context["form"]["listed"].value(), page.context["form"]["listed_code"].value()) == ("", other)
    assert Establishment.objects.get(tax_code=other).name == "Hợp tác xã Bàu Cát"


def test_nobody_asks_to_join_where_nobody_is(client_of):
    import_list(make.sent_list({"tax_code": CODE}))
    with pytest.raises(Refused, match="khai báo"):
        operations.ask_to_join(tax_code=CODE, by=accounts.make_person(), at=make.AT)


def test_an_owner_takes_a_code_that_only_a_list_bore():
    house = make.establishment(name="Hợp tác xã Bầu Mây")
    import_list(make.sent_list({"tax_code": CODE}), settled=[3])
    assert Establishment.objects.count() == 2
    operations.change_tax_code(
        establishment=house,
        tax_code=CODE,
        cause="reissued",
        changed_on=make.AT.date(),
        by=make.owner_of(house),
        at=make.AT,
    )
    assert Establishment.objects.get(tax_code=CODE) == house
    assert [product.name for product in house.products.all()] == ["Tiêu sọ Bầu Mây"]


# The next dossier


def test_a_list_does_not_orphan_the_draft_that_somebody_is_writing():
    province = make.open_round()
    product = make.product(name="Tiêu sọ Bầu Mây")
    house, owner = product.establishment, make.owner_of(product.establishment)
    draft = make.draft_entry(province, product)
    section = fields.SECTIONS[1]
    key = section.keys[0]
    operations.save_section(
        dossier=draft.dossier, section=section, answers={key: make.ANSWERS[key]}, revision=0, by=owner, at=make.AT
    )
    import_list(make.sent_list({"tax_code": house.tax_code, "establishment": house.name}))

    again = operations.start_entry(product=product, round=make.open_round(), by=owner, at=make.AT)
    assert again.dossier == draft.dossier


def test_after_a_list_the_next_dossier_begins_from_the_last_that_was_written():
    entry = make.accepted_entry()
    product = entry.product
    house = product.establishment
    import_list(make.sent_list({"tax_code": house.tax_code, "establishment": house.name, "product": product.name}))
    assert Dossier.objects.filter(product=product).count() == 2
    following = operations.start_entry(product=product, round=make.open_round(), by=make.owner_of(house), at=make.AT)
    assert following.dossier.begun_from == entry.dossier
    assert following.dossier.answers["description"] == make.ANSWERS["description"]


def test_a_long_list_asks_the_database_no_more_often():
    def rows(number):
        return [
            {"establishment": f"Cơ sở {word} Bầu Mây", "product": f"Kẹo {word}", "tax_code": code}
            for word, code in zip(WORDS[:number], codes, strict=False)
        ]

    codes = [make.establishment(name=f"Cơ sở {word}").tax_code for word in WORDS]
    counted = []
    for number in (2, len(WORDS)):
        sent = make.sent_list(*rows(number))
        with CaptureQueriesContext(connection) as asked:
            checked_lines(sent, make.AT)
        counted.append(len(asked))
    assert counted[0] == counted[1]


WORDS = ["mận", "đào", "lê", "táo", "hồng", "quýt", "cam", "bưởi"]


def nation():
    for name in ("Vĩnh Long", "Cà Mau"):
        geography.province(name)
    return make.open_round(VoteLevel.NATION)


def told(name, province="Vĩnh Long"):
    return operations.record_history(
        establishment_name=name,
        product_name=f"Sản phẩm của {name}",
        group="B",
        province=geography.province(province),
        by=None,
        at=make.AT,
    ).establishment


@pytest.mark.parametrize("code", ["", CODE])
def test_two_spellings_that_the_past_left_do_not_stop_a_list(code):
    first, _ = told("Hợp tác xã Bầu Mây"), told("HTX Bầu Mây")
    sent = make.sent_list({"tax_code": code})
    assert looked_at(sent) == [([], [])]
    import_list(sent)
    assert Entry.objects.get().product.establishment == first
    assert Establishment.objects.count() == 2


def test_a_province_that_an_earlier_list_got_wrong_is_looked_at_and_mended():
    round = nation()
    import_list(make.sent_list({"tax_code": CODE, "province": "Cà Mau"}, round=round))
    sent = make.sent_list({"tax_code": CODE, "product": "Kẹo dừa"}, round=round)
    ((problems, doubts),) = looked_at(sent)
    assert problems == []
    assert "Cà Mau" in doubts[0]
    import_list(sent, settled=[3])
    assert Establishment.objects.get().province.name == "Vĩnh Long"


def test_one_new_code_in_two_provinces_is_settled_in_the_list():
    round = nation()
    rows = ({"tax_code": CODE}, {"tax_code": CODE, "province": "Cà Mau", "product": "Kẹo dừa"})

    def found():
        (first, _), (second, _) = looked_at(make.sent_list(*rows, round=round))
        return first, second[0].split(". ")[0]

    settled = [], "Dòng 3 ghi mã số thuế này ở Tỉnh Vĩnh Long"
    assert found() == settled
    import_list(make.sent_list({"tax_code": CODE, "product": "Mứt dừa"}, round=round))
    assert found() == settled
