"""Speed as ratios against a baseline measured in the same breath, never bare seconds.

    @figure("register_page", limit=25)
    def register_page():
        client = visitor()
        return lambda: client.get("/san-pham-tieu-bieu/"), bare_page(client)

A figure's function makes what it needs and returns (ours, baseline). The two run in turn, A B A B …, so that a busy
machine is busy for both; the ratio is that of their medians. The database holds the seed.
"""

import gc
import statistics
import time
from collections.abc import Callable
from dataclasses import dataclass

ROUNDS = 30
WARM_UP = 3

FIGURES = {}


@dataclass(frozen=True)
class Figure:
    name: str
    limit: float
    make: Callable
    rounds: int


@dataclass(frozen=True)
class Measured:
    name: str
    ratio: float
    limit: float
    ours_ms: float
    baseline_ms: float

    @property
    def holds(self):
        return self.ratio <= self.limit

    def __str__(self):
        return f"{self.name} {self.ratio:.2f} {self.limit:g}"


def figure(name, *, limit, rounds=ROUNDS):
    """Registers a figure; `limit` is the largest ratio that is still good."""

    def register(make):
        if name in FIGURES:
            raise ValueError(f"two figures are named {name}")
        FIGURES[name] = Figure(name, limit, make, rounds)
        return make

    return register


def memory(name, *, limit):
    """Registers a figure of memory: its function returns (bytes of ours, bytes of the baseline), told in megabytes."""
    return figure(name, limit=limit, rounds=0)


def measure(found):
    ours, baseline = found.make()
    if not found.rounds:
        return Measured(found.name, ours / baseline, found.limit, ours / 1e6, baseline / 1e6)
    return ratio(found.name, found.limit, ours, baseline, rounds=found.rounds)


def ratio(name, limit, ours, baseline, *, rounds=ROUNDS):
    """A B A B …: the median time of `ours` over that of `baseline`."""
    for _ in range(WARM_UP):
        ours()
        baseline()
    times = [], []
    gc.collect()
    gc.disable()
    try:
        for _ in range(rounds):
            for act, taken in zip((ours, baseline), times, strict=True):
                # What the other has left lying about is not this one's to sweep.
                gc.collect(1)
                begun = time.perf_counter()
                act()
                taken.append(time.perf_counter() - begun)
    finally:
        gc.enable()
    a, b = (statistics.median(taken) for taken in times)
    return Measured(name, a / b, limit, a * 1000, b * 1000)
