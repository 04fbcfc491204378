"""A design as a drawing for the screen: the same words in the same places as on paper, with facts made up."""

import logging
from dataclasses import dataclass

from .design import FACTS, PRINTED, Design
from .typesetting import POINT, set_words

logger = logging.getLogger(__name__)


@dataclass(frozen=True)
class Sketch:
    border: bool
    lines: list
    pictures: list
    rules: tuple


def sketch(design: Design):
    """`lines`: (box, Line, size in mm). A box that cannot be set stays empty: the page is where it can be mended."""
    lines = []
    for box in design.on_sheet(PRINTED):
        try:
            setting = set_words(box, box.words_for(FACTS))
        except Exception:
            logger.exception("the box “%s” of a design cannot be set", box.name)
            continue
        lines += [(box, line, setting.size * POINT) for line in setting.lines]
    return Sketch(design.border, lines, list(design.pictures), design.rules)
