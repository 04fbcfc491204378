"""Two texts side by side."""

import re

from hypothesis import given
from hypothesis import strategies as st

from cnnt_portal.ui.changes import words_come, words_gone


def test_only_the_words_that_differ_are_marked():
    before, after = "Ba cơ sở được tư vấn.\nKhông có khó khăn.", "Bốn cơ sở được tư vấn.\nKhông có khó khăn."
    assert words_gone(before, after) == "<del>Ba </del>cơ sở được tư vấn.<br>Không có khó khăn."
    assert words_come(before, after) == "<ins>Bốn </ins>cơ sở được tư vấn.<br>Không có khó khăn."


def test_a_word_put_before_many_like_lines_marks_nothing_of_them():
    lines = "".join(f"Xã {number}: ba cơ sở, không có khó khăn, vướng mắc.\n" for number in range(25))
    drawn = words_come(lines, "Thêm.\n" + lines)
    assert drawn.count("<ins>") == 1
    assert "<ins>Thêm.\n</ins>".replace("\n", "<br>") in drawn
    assert words_come(lines, lines.replace("Xã 7:", "Phường 7:")).count("<ins>") == 1


def test_a_line_broken_elsewhere_is_no_change_and_markup_stays_text():
    assert words_come("một hai", "một\nhai") == "một<br>hai"
    assert words_come("", "<script>") == "<ins>&lt;script&gt;</ins>"


@given(st.text(alphabet="ab <&\n", max_size=60), st.text(alphabet="ab <&\n", max_size=60))
def test_what_is_drawn_is_the_whole_text(before, after):
    def plain(drawn):
        words = re.sub(r"</?(del|ins)>", "", drawn).replace("<br>", "\n")
        return words.replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&")

    assert plain(words_gone(before, after)) == before
    assert plain(words_come(before, after)) == after
