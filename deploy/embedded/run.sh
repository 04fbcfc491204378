#!/usr/bin/env bash
# The whole portal on this machine with no service to install: web, worker and beat, until Ctrl-C.
set -eu
cd "$(dirname "$0")/../.."
. deploy/prepare.sh
PORT=${PORT:-8000}
case "$PORT" in *[!0-9]* | "") stop "PORT must be a number, not “$PORT”." ;; esac
CNNT_VAR_DIR=${CNNT_VAR_DIR:-$PWD/var}
export PORT CNNT_VAR_DIR PORTAL_URL=http://127.0.0.1:$PORT

mkdir -p "$CNNT_VAR_DIR/log"
# One portal per folder: two beats would do everything twice.
exec 9>"$CNNT_VAR_DIR/run.lock"
flock -n 9 || stop "The portal already runs from this folder. Stop that one first (Ctrl-C in its terminal)."
if (: <"/dev/tcp/127.0.0.1/$PORT") 2>/dev/null; then
    stop "Port $PORT is in use by another program. Choose another one:" "" "    make run PORT=$((PORT + 1))" ""
fi

deploy/embedded/seed.sh --unless-unchanged
export DJANGO_SETTINGS_MODULE=cnnt_portal.settings.embedded PYTHONPATH=$PWD

# supervisord gets its own session, so that Ctrl-C comes here and it stops its programs in order;
# if this shell is killed outright, it is told to stop as well.
setpriv --pdeathsig TERM setsid .venv/bin/python -m supervisor.supervisord -n -c deploy/embedded/supervisord.conf 9>&- &
supervisor=$!
.venv/bin/python deploy/embedded/announce.py $supervisor 9>&- &
announcer=$!
stopping=
trap 'stopping=yes; kill $announcer $supervisor 2>/dev/null' INT TERM HUP
if ! wait $announcer && [ -z "$stopping" ]; then kill $supervisor 2>/dev/null; fi
while kill -0 $supervisor 2>/dev/null; do wait $supervisor || true; done
[ -n "$stopping" ] || stop "The portal has stopped by itself; see $CNNT_VAR_DIR/log."
echo "Stopped."
