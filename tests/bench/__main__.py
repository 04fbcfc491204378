"""`python -m tests.bench [NAME …]`: one line per figure (`name ratio limit`), the same as JSON in build/bench.json."""

import importlib
import json
import logging
import pkgutil
import sys

import django
from django.conf import settings
from django.core.management import call_command

from tests import bench


def main(wanted):
    django.setup()
    logging.disable(logging.WARNING)
    call_command("migrate", verbosity=0)
    call_command("seed", stdout=sys.stderr)
    for module in pkgutil.iter_modules(bench.__path__):
        if module.name != "__main__":
            importlib.import_module(f"tests.bench.{module.name}")
    unknown = set(wanted) - bench.FIGURES.keys()
    if unknown:
        sys.exit(f"No such figure: {', '.join(sorted(unknown))}. There are: {', '.join(bench.FIGURES)}")

    results = []
    for name in wanted or bench.FIGURES:
        measured = bench.measure(bench.FIGURES[name])
        print(measured if measured.holds else f"{measured}  TOO SLOW", flush=True)
        results.append(measured)
    target = settings.BASE_DIR / "build" / "bench.json"
    target.parent.mkdir(exist_ok=True)
    target.write_text(json.dumps([vars(result) | {"holds": result.holds} for result in results], indent=2) + "\n")
    return 0 if all(result.holds for result in results) else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
