import unicodedata
from itertools import product

import pytest

from cnnt_portal.text import fold, nfc

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
