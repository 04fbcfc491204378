"""docs/scoring.md is read by people who do not program; what it computes must be what the portal computes."""

import re
from decimal import Decimal
from fractions import Fraction
from pathlib import Path

import pytest

from judging.queries import rules_of
from judging.scoring import is_majority, mean, parse_score, passes, quorum, round_half_up, vietnamese

from ..factories.registrations import open_round

TEXT = (Path(__file__).parents[2] / "docs" / "scoring.md").read_text(encoding="utf-8")


@pytest.fixture
def rules(db):
    return rules_of(open_round())


def example_rows():
    """The cells of the worked example."""
    rows = [[cell.strip() for cell in line.strip("|").split("|")] for line in TEXT.splitlines() if "| B-0" in line]
    assert len(rows) == 4
    return rows


@pytest.mark.parametrize("row", example_rows(), ids=lambda row: row[0])
def test_the_worked_example_is_what_the_portal_computes(row, rules):
    _, *cells, printed, verdict = row
    typed = [cell for cell in cells if cell != "không chấm"]
    result = mean([parse_score(cell, maximum=rules.maximum, digits=rules.digits) for cell in typed], rules.digits)
    assert printed == ("–" if result is None else f"{result:f}".replace(".", ","))
    words = "Không chấm" if result is None else "Đạt" if passes(result, rules.threshold) else "Không đạt"
    assert verdict == words


def test_the_table_of_criteria_is_that_of_todays_rule_set(rules):
    section = TEXT.split("## 1.")[1].split("## 2.")[0]
    rows = re.findall(r"^\| (\D[^|]*?) \| (\d+) \|$", section, re.MULTILINE)
    assert rows == [(criterion.name, vietnamese(criterion.maximum)) for criterion in rules.criteria]


def test_the_figures_in_the_sentences_hold(rules):
    assert "69,995 thành 70,00; 69,9949 thành 69,99" in TEXT
    assert [round_half_up(Fraction(n), rules.digits) for n in ("69.995", "69.9949")] == [Decimal(70), Decimal("69.99")]
    assert "từ **70** trở lên" in TEXT
    assert rules.threshold == 70
    assert "3 thành viên thì cần 2, 4 thì cần 3" in TEXT
    assert [quorum(members, rules.quorum) for members in (3, 4)] == [2, 3]
    assert "Có mặt 4 người thì cần 3 phiếu" in TEXT
    assert [is_majority(agreed, 4, rules.majority) for agreed in (2, 3)] == [False, True]


def test_the_command_names_a_file_that_exists():
    (path,) = re.findall(r"python3 (\S+\.py)", TEXT)
    assert (Path(__file__).parents[2] / path).is_file()
