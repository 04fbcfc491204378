"""The tables that officials compile by hand: facts from all rooms, turned into rows and columns."""

from .facts import DIMENSIONS, MEASURES, cumulative, facts_of
from .pivot import pivot
from .places import Places

__all__ = ["DIMENSIONS", "MEASURES", "Places", "cumulative", "facts_of", "pivot"]
