"""The menu of every role stands in one line at 1280 px and works by keyboard and at 360 px."""

import pytest

from tests import people

from .seeing import assert_accessible, assert_fits

GALLERY = "/thanh-phan/"


@pytest.mark.parametrize("part", sorted(people.PARTS))
def test_the_menu_stands_in_one_line(page_of, cast, part):
    page = page_of(getattr(cast, part))
    page.goto(GALLERY)
    tops = page.locator(".site-nav__wide > ul > li").evaluate_all("items => items.map(li => Math.round(li.offsetTop))")
    assert len(tops) > 2
    assert set(tops) == {tops[0]}


def test_a_group_opens_by_keyboard_and_leads_on(page_of, cast):
    page = page_of(cast.so_officer)
    page.goto(GALLERY)
    group = page.locator(".site-nav__wide summary", has_text="Bình chọn")
    group.focus()
    page.keyboard.press("Enter")
    link = page.locator(".site-nav__wide").get_by_role("link", name="Tiếp nhận")
    assert link.is_visible()
    assert_accessible(page)
    page.keyboard.press("Escape")
    assert not link.is_visible()
    assert page.evaluate("document.activeElement.textContent.trim()") == "Bình chọn"
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    page.keyboard.press("Tab")
    with page.expect_navigation():
        page.keyboard.press("Enter")
    assert page.locator(".site-nav__group--current summary").first.inner_text() == "Bình chọn"


def test_on_a_telephone_the_groups_lie_open_in_one_list(page_of, cast):
    page = page_of(cast.cuc_officer, viewport={"width": 360, "height": 900})
    page.goto(GALLERY)
    page.locator(".site-nav__small > summary").click()
    names = page.locator(".site-nav__small").get_by_role("link").all_inner_texts()
    assert ("Tiếp nhận" in names, "Kế hoạch" in names, len(names) == len(set(names))) == (True, True, True)
    assert_fits(page)
    assert_accessible(page)
