"""The country as tiles, one for each province of today and for the two archipelagos: places only, no borders."""

import csv
from functools import cache
from pathlib import Path
from typing import NamedTuple

# Shades from “none” to “most”.
SHADES = 4


class Tile(NamedTuple):
    """`code` is the province's; an archipelago has none, it belongs to the province that its special zone lies in."""

    code: str
    column: int
    row: int
    name: str


@cache
def tiles():
    with Path(__file__).with_name("data").joinpath("province_tiles.csv").open(encoding="utf-8", newline="") as file:
        return [Tile(row["code"], int(row["column"]), int(row["row"]), row["name"]) for row in csv.DictReader(file)]


def shade(count, most):
    """0 for none, then 1 to SHADES by the share of the largest."""
    return -(-count * SHADES // most) if most else 0
