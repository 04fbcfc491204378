"""A design as a drawing for the screen: the same words in the same places as on paper, with facts made up."""

from dataclasses import dataclass

from .design import FACTS, PRINTED, Design
from .typesetting import POINT, set_words


@dataclass(frozen=True)
class Sketch:
    border: bool
    lines: list
    pictures: list
    rules: tuple


def sketch(design: Design):
    """`lines`: (box, Line, size in mm)."""
    lines = []
    for box in design.on_sheet(PRINTED):
        setting = set_words(box, box.words_for(FACTS))
        lines += [(box, line, setting.size * POINT) for line in setting.lines]
    return Sketch(design.border, lines, list(design.pictures), design.rules)
