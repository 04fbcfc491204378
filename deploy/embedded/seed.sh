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
    rm -rf "$var"/seeded "$var"/portal.sqlite3* "$var"/files "$var"/cache "$var"/mail "$var"/queue
fi
# `make run` calls this each time: what is unchanged since the last time is not loaded again.
stamp=$(cat cnnt_portal/*/migrations/*.py */migrations/*.py reporting/seeding/*.py $(find . -path ./.venv -prune -o -path "*/data/*" -type f -print | sort) | sha256sum)${CNNT_REHEARSAL_FOR:-}
if [ "${1:-}" = --unless-unchanged ] && [ -f "$var/portal.sqlite3" ] && [ "$(cat "$var/seeded" 2>/dev/null)" = "$stamp" ]; then
    exit
fi
say "Bringing the database up to date, the first time about a minute (cập nhật cơ sở dữ liệu, lần đầu chừng một phút)"
.venv/bin/python manage.py migrate --noinput --verbosity 0
.venv/bin/python manage.py seed
echo "$stamp" > "$var/seeded"
