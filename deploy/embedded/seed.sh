#!/usr/bin/env bash
# Migrates and seeds the embedded database; --reset throws the old one away first.
set -eu
cd "$(dirname "$0")/../.."
. deploy/prepare.sh
prepare run
unset POSTGRES_PORT REDIS_URL
export DJANGO_SETTINGS_MODULE=cnnt_portal.settings.embedded
var=${CNNT_VAR_DIR:-var}

if [ "${1:-}" = --reset ]; then
    mkdir -p "$var"
    exec 9>"$var/run.lock"
    flock -n 9 || stop "The portal is running from this folder. Stop it (Ctrl-C) before you reset its data."
    rm -rf "$var"/portal.sqlite3* "$var"/files "$var"/cache "$var"/mail "$var"/queue
fi
.venv/bin/python manage.py migrate --noinput --verbosity 0
[ ! -f reporting/management/commands/seed.py ] || .venv/bin/python manage.py seed
