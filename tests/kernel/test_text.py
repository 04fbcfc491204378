import unicodedata
from itertools import product

import pytest

from cnnt_portal.text import SIGNS, fold, grouped, lower_first, nfc, random_signs, upper_first

TONES = ["", "\u0300", "\u0309", "\u0303", "\u0301", "\u0323"]
VOWELS = {"a": ["a", "ă", "â"], "e": ["e", "ê"], "i": ["i"], "o": ["o", "ô", "ơ"], "u": ["u", "ư"], "y": ["y"]}
LOWER = {unicodedata.normalize("NFC", v + t): plain for plain, vs in VOWELS.items() for v, t in product(vs, TONES)}
LOWER["đ"] = "d"
# The letters that plain ASCII lacks and, beside them, those it has: 2 × (12 × 6 + đ) = 146.
LETTERS = LOWER | {letter.upper(): plain for letter, plain in LOWER.items()}


def test_there_are_146_vietnamese_letters():
    assert len(LETTERS) == 146


@pytest.mark.parametrize("form", ["NFC", "NFD"])
def test_every_vietnamese_letter_folds_to_its_plain_one(form):
    folded = {letter: fold(unicodedata.normalize(form, letter)) for letter in LETTERS}
    assert folded == LETTERS


def test_every_letter_has_one_stored_form():
    assert {letter: nfc(unicodedata.normalize("NFD", letter)) for letter in LETTERS} == {x: x for x in LETTERS}


def test_a_product_is_found_without_marks():
    assert fold("Miến  dong\tBình Liêu\n") == "mien dong binh lieu"
    assert fold("ĐƯỜNG PHÈN Đông Đô") == "duong phen dong do"


def test_invisible_characters_do_not_hide_a_word():
    assert fold("Vĩnh\u200b Long\x00A\ufeff") == "vinh long a"


def test_a_name_inside_a_sentence_begins_small_and_a_sentence_big():
    assert (lower_first("Tỉnh Đồng Tháp"), upper_first("điều 1"), lower_first(""), upper_first("")) == (
        "tỉnh Đồng Tháp",
        "Điều 1",
        "",
        "",
    )


def test_whole_numbers_are_grouped_by_dots():
    assert [grouped(n) for n in (0, 999, 1000, 1234567, "2500000", -4500)] == [
        "0",
        "999",
        "1.000",
        "1.234.567",
        "2.500.000",
        "-4.500",
    ]


def test_codes_have_only_signs_that_nobody_mistakes():
    code = random_signs(400)
    assert (len(code), set(code) <= set(SIGNS), set(SIGNS) & set("01OIL")) == (400, True, set())
