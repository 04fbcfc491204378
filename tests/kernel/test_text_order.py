from cnnt_portal.text import fold, vietnamese_key


def test_letters_come_before_tones_and_tones_before_capitals():
    words = ["đa", "dạ", "Da", "da", "dà", "dá", "dã", "dả", "dă", "dâ", "cá", "ca na", "can"]
    assert sorted(words, key=vietnamese_key) == [
        "cá",
        "ca na",
        "can",
        "da",
        "Da",
        "dà",
        "dả",
        "dã",
        "dá",
        "dạ",
        "dă",
        "dâ",
        "đa",
    ]


def test_typographic_dashes_and_quotes_fold_to_plain_ones():
    assert fold("Bà Rịa – Vũng Tàu, Cư M’gar “Ngon”") == 'ba ria - vung tau, cu m\'gar "ngon"'
