#!/usr/bin/env bash
# Takes the guides' pictures anew: leads the journey through the browser and keeps what it photographs.
set -eu
cd "$(dirname "$0")/.."
. deploy/prepare.sh
prepare dev
.venv/bin/python -m pytest tests/journeys/test_one_life.py
.venv/bin/python - <<'PY'
from pathlib import Path

from PIL import Image

for source in sorted(Path("build/screens").glob("journey-*-1280.png")):
    with Image.open(source) as screen:
        picture = screen.convert("RGB").crop((0, 0, screen.width, min(screen.height, 1400)))
    picture.thumbnail((800, 1400))
    name = source.stem.removeprefix("journey-").removesuffix("-1280")
    picture.save(f"docs/huong-dan/anh/{name}.jpg", quality=78, optimize=True)
PY
