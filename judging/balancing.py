"""Who scores what, shared out evenly: a minimum-cost flow (networkx), the same answer for the same question."""

from collections import defaultdict

import networkx

SOURCE, SINK = "source", "sink"
# Around the mean every single entry counts; far below it nobody is too heavy yet, far above it everybody is.
FINE = 4


def balanced(entries, judges, wanted, *, barred=(), present=()):
    """New (judge, entry) pairs: `wanted` judges for every entry where so many may judge it, loads as even as can be.

    `barred` pairs may not be (a conflict, an assignment taken back); `present` ones stand already and count. Entries
    that lack as many of the same judges flow together, or a thousand of them would take minutes.
    """
    barred, present = set(barred), set(present)
    load = {judge: sum(1 for who, _ in present if who == judge) for judge in judges}
    alike = defaultdict(list)
    for entry in entries:
        able = tuple(judge for judge in judges if (judge, entry) not in present | barred)
        lacking = min(len(able), wanted - sum(1 for _, what in present if what == entry))
        if lacking > 0:
            alike[able, lacking].append(entry)
    if not alike:
        return []
    flow = _flow(alike, judges, load)
    pairs = [pair for key, together in alike.items() for pair in _dealt(key, together, flow)]
    return sorted(pairs, key=lambda pair: (judges.index(pair[0]), entries.index(pair[1])))


def _flow(alike, judges, load):
    """How many entries of each kind each judge takes: {judge: {kind: number}}."""
    graph = networkx.DiGraph()
    needed = sum(lacking * len(together) for (_, lacking), together in alike.items())
    mean = (needed + sum(load.values())) // len(judges)
    graph.add_node(SOURCE, demand=-needed)
    graph.add_node(SINK, demand=needed)
    for kind, together in alike.items():
        able, lacking = kind
        graph.add_edge(("kind", kind), SINK, capacity=lacking * len(together), weight=0)
        for judge in able:
            graph.add_edge(("judge", judge), ("kind", kind), capacity=len(together), weight=0)
    for judge in judges:
        # Each lane is dearer than the one before, so that a heavier load is not taken while a lighter one would do.
        lanes = [max(0, mean - FINE - load[judge]), *[1] * (2 * FINE), needed]
        taken = load[judge]
        for number, width in enumerate(lanes):
            lane = ("lane", judge, number)
            graph.add_edge(SOURCE, lane, capacity=width, weight=max(0, taken - mean + FINE + 1) if number else 0)
            graph.add_edge(lane, ("judge", judge), capacity=width, weight=0)
            taken += width
    _, flow = networkx.network_simplex(graph)
    return flow


def _dealt(kind, together, flow):
    """Judges laid in a row as often as they are to come and dealt round: nobody gets one entry twice, for nobody comes
    more often than there are entries."""
    row = [judge for judge in kind[0] for _ in range(flow[("judge", judge)][("kind", kind)])]
    return [(judge, together[place % len(together)]) for place, judge in enumerate(row)]
