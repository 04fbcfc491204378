#!/usr/bin/env bash
# Figures on a seeded database: on a private PostgreSQL and Redis where they can be had, else on SQLite.
set -eu
cd "$(dirname "$0")/.."
. deploy/prepare.sh
prepare dev
unset POSTGRES_PORT REDIS_URL
CNNT_VAR_DIR=$(mktemp -d)
export CNNT_VAR_DIR DJANGO_SETTINGS_MODULE=cnnt_portal.settings.test
trap 'rm -rf "$CNNT_VAR_DIR"' EXIT

if .venv/bin/python -c 'from tests.backends import postgres_binaries; postgres_binaries()' 2>/dev/null &&
    command -v redis-server >/dev/null; then
    .venv/bin/python -m tests.backends --database cnnt .venv/bin/python -m tests.bench ${ARGS:-}
else
    say "PostgreSQL or Redis is not here: these figures are of SQLite."
    .venv/bin/python -m tests.bench ${ARGS:-}
fi
