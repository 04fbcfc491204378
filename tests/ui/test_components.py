from datetime import UTC, date, datetime, timedelta
from types import SimpleNamespace

import pytest
from django.template import Context, Template
from django.test import RequestFactory

from cnnt_portal.permissions import ALLOWED, refuse
from cnnt_portal.ui import components, lists
from cnnt_portal.ui.components import Missing, StepperStep, Tab, Todo

AT = datetime(2026, 11, 22, 2, 0, tzinfo=UTC)
TODAY = date(2026, 11, 22)


def draw(source, address="/ho-so/", **context):
    request = RequestFactory().get(address)
    request.at = AT
    request.sorting = context.pop("sorting", None)
    return " ".join(Template(source).render(Context({"request": request, "csrf_token": "dau", **context})).split())


def thing(state, label="Nhãn", **fields):
    return SimpleNamespace(state=state, get_state_display=lambda: label, **fields)


@pytest.mark.parametrize(
    ("state", "tone"),
    [("draft", "quiet"), ("submitted", "open"), ("returned", "attention"), ("recognised", "good"), ("revoked", "bad")],
)
def test_the_colour_of_a_state_follows_its_kind(state, tone):
    assert components.tone_of(thing(state)) == tone


def test_a_model_may_give_a_state_another_colour():
    assert components.tone_of(thing("submitted", STATE_TONES={"submitted": "attention"})) == "attention"


def test_a_state_is_always_written_out():
    drawn = draw("{% state_badge entry %}", entry=thing("returned", "Phải bổ sung"))
    assert drawn == '<span class="state state--attention">Phải bổ sung</span>'


@pytest.mark.parametrize(
    ("days", "urgency", "words"),
    [
        (-2, "late", "quá hạn 2 ngày"),
        (0, "soon", "hôm nay"),
        (7, "soon", "còn 7 ngày"),
        (8, "", "còn 8 ngày"),
    ],
)
def test_a_thing_to_do_grows_urgent_in_its_last_week(days, urgency, words):
    due = TODAY + timedelta(days=days)
    assert (components.urgency(due, TODAY), components.due_words(due, TODAY)) == (urgency, words)


def test_a_list_of_things_to_do_counts_from_the_day_in_vietnam():
    drawn = draw("{% todo_list items %}", items=[Todo("Ký báo cáo", "/bao-cao/1/", TODAY)])
    assert "Hạn 22/11/2026 (hôm nay)" in drawn
    assert '<a class="todo__title" href="/bao-cao/1/">Ký báo cáo</a>' in drawn


def test_an_empty_list_of_things_to_do_says_so():
    assert draw("{% todo_list items %}", items=[]) == '<p class="unknown">Không có việc nào đang chờ bạn.</p>'


def test_a_timeline_can_keep_names_to_itself():
    rows = [SimpleNamespace(label="Nộp phiếu", at=AT, by="Võ Thành Đạt", state_label="Đã nộp", note="")]
    assert "Võ Thành Đạt" in draw("{% timeline rows %}", rows=rows)
    assert "Võ Thành Đạt" not in draw("{% timeline rows names=False %}", rows=rows)


def test_a_note_in_a_timeline_is_text_and_never_markup():
    rows = [SimpleNamespace(label="Trả lại", at=AT, by=None, state_label="", note="<script>alert(1)</script>")]
    drawn = draw("{% timeline rows %}", rows=rows)
    assert "<script>" not in drawn
    assert "&lt;script&gt;" in drawn
    assert "cổng tự động" in drawn


def test_an_allowing_verdict_gives_a_post_button_with_its_token_and_fields():
    drawn = draw('{% verdict_button verdict "Nộp" "/nop/" kind="phiếu" confirm="Nộp chứ?" %}', verdict=ALLOWED)
    assert '<form method="post" action="/nop/" data-once data-confirm="Nộp chứ?">' in drawn
    assert '<input type="hidden" name="csrfmiddlewaretoken" value="dau">' in drawn
    assert '<input type="hidden" name="kind" value="phiếu">' in drawn


def test_numbers_in_hidden_fields_are_not_written_for_people():
    assert 'name="round" value="12345"' in draw('{% verdict_button v "Nộp" "/" round=12345 %}', v=ALLOWED)


@pytest.mark.parametrize("tag", ["verdict_button", "verdict_link"])
def test_a_refusing_verdict_disables_the_deed_and_writes_the_same_sentence(tag):
    drawn = draw('{% TAG verdict "Nộp" "/nop/" %}'.replace("TAG", tag), verdict=refuse("Còn thiếu 3 mục."))
    assert " disabled " in drawn
    assert "Còn thiếu 3 mục." in drawn
    assert "/nop/" not in drawn


def test_what_is_missing_leads_to_where_it_is_mended():
    drawn = draw("{% missing_list items %}", items=[Missing("Thiếu ảnh.", "/anh/"), "Thiếu doanh thu."])
    assert '<li><a href="/anh/">Thiếu ảnh.</a></li> <li>Thiếu doanh thu.</li>' in drawn
    assert draw("{% missing_list items %}", items=[]) == ""


def test_a_fact_that_is_not_known_says_so_and_zero_is_known():
    assert '<span class="unknown">Chưa rõ</span>' in draw('{% fact "Số" None missing="Chưa rõ" %}')
    assert "<dd> 0 </dd>" in draw('{% fact "Số" 0 %}')


def test_block_components_wrap_what_stands_in_them():
    drawn = draw('{% card "Hồ sơ" link="/ho-so/" %}<p>{{ text }}</p>{% endcard %}', text="A & B")
    assert "<h2>Hồ sơ</h2>" in drawn
    assert "<p>A &amp; B</p>" in drawn


def test_the_tab_of_the_present_address_is_current_query_included():
    tabs = [Tab("Tất cả", "/ho-so/"), Tab("Chờ", "/ho-so/?tab=cho", 3)]
    assert draw("{% tabs tabs %}", "/ho-so/?tab=cho", tabs=tabs).count('aria-current="page">Chờ') == 1
    assert draw("{% tabs tabs %}", "/ho-so/?trang=2", tabs=tabs).count('aria-current="page">Tất cả') == 1


def test_the_pager_keeps_the_query_and_stays_short():
    page = lists.paginate(RequestFactory().get("/ho-so/?trang=20"), list(range(1000)))
    drawn = draw('{% pager page "hồ sơ" %}', "/ho-so/?q=ti%C3%AAu&trang=20", page=page)
    assert "476–500 trong 1.000 hồ sơ" in drawn.replace("476–500 trong 1000", "476–500 trong 1.000")
    assert 'href="?q=ti%C3%AAu&amp;trang=19" rel="prev"' in drawn
    assert drawn.count("<li>") == 9


@pytest.mark.parametrize(("asked", "number"), [("", 1), ("abc", 1), ("0", 4), ("-1", 4), ("99999999999999999999", 4)])
def test_a_page_that_is_not_there_is_no_error(asked, number):
    assert lists.paginate(RequestFactory().get("/", {"trang": asked}), list(range(100))).number == number


def test_a_sort_header_turns_the_order_round_and_goes_back_to_page_one():
    drawn = draw('{% sort_header "ten" "Tên" %}', "/?q=a&trang=3", sorting=lists.Sorting("ten", False))
    assert 'aria-sort="ascending"' in drawn
    assert 'href="?q=a&amp;sap-xep=-ten"' in drawn
    drawn = draw('{% sort_header "ten" "Tên" %}', "/", sorting=lists.Sorting("diem", False))
    assert "aria-sort" not in drawn
    assert 'href="?sap-xep=ten"' in drawn


def test_a_stepper_tells_where_one_is():
    steps = [StepperStep("Phiếu", "done"), StepperStep("Ảnh", "current"), StepperStep("Nộp", "todo")]
    drawn = draw("{% stepper steps %}", steps=steps)
    assert drawn.count('aria-current="step"') == 1
    assert drawn.count("(đã xong)") == 1


def test_progress_that_is_not_known_yet_has_no_value():
    assert 'value="1500" max="3000"' in draw('{% progress 1500 3000 "Đang tạo" %}')
    assert "value=" not in draw('{% progress 0 0 "Đang chờ" %}')


@pytest.mark.parametrize(
    ("counts", "told"),
    [
        ("entered=1200 known=3 wrong=1", ["Đã nhập 1.200 dòng", "3 dòng đã có", "1 dòng phải sửa"]),
        ("entered=0", ["Không có dòng mới nào được nhập"]),
    ],
)
def test_an_entered_table_says_what_became_of_its_lines(counts, told):
    drawn = draw(f"{{% import_outcome {counts} %}}<p>Ở đây.</p>{{% endimport_outcome %}}")
    assert ([words in drawn for words in told], "Ở đây." in drawn) == ([True] * len(told), True)
