#!/usr/bin/env bash
set -eu
cd "$(dirname "$0")/.."
. deploy/prepare.sh
prepare dev
.venv/bin/ruff check --fix --quiet . || true
.venv/bin/ruff format .
.venv/bin/python manage.py draw_workflows
