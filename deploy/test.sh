#!/usr/bin/env bash
# The suite on PostgreSQL and Redis of our own, then the journeys once more in the embedded mode.
# ARGS="tests/judging -x" goes to pytest as it stands; K=word is pytest's -k.
set -u
cd "$(dirname "$0")/.."
. deploy/prepare.sh
prepare dev

left_out=()
browser=chromium
# Hundreds of programs are started: what one has compiled is there for the next.
unset PYTHONDONTWRITEBYTECODE
if command -v dpkg-query >/dev/null; then
    # Ubuntu has Chromium as a snap only: there Playwright brings its own.
    obtainable chromium || installed chromium || browser=
    # The same engine without windows takes a sixth less of the browser tests' time.
    ! obtainable chromium-headless-shell || { installed chromium && ! may_install; } || browser=chromium-headless-shell
    wanted=$(missing $TEST_PACKAGES $browser)
    if [ -n "$wanted" ] && may_install; then
        need_packages $wanted
    elif [ -n "$wanted" ]; then
        say "These packages are missing; without them a part of the tests cannot run:" \
            "" "    sudo apt-get update && sudo apt-get install -y --no-install-recommends $(spelled $wanted)" ""
    fi
    if [ -z "$browser" ] && may_install; then
        as_root .venv/bin/python -m playwright install-deps chromium >&2 && .venv/bin/python -m playwright install chromium >&2
        CHROMIUM=$(.venv/bin/python -c 'from playwright.sync_api import sync_playwright as start
with start() as playwright: print(playwright.chromium.executable_path)')
        export CHROMIUM
    fi
fi

pytest=(.venv/bin/python -m pytest)
chosen=()
[ -z "${ARGS:-}" ] || eval "chosen+=($ARGS)"
[ -z "${K:-}" ] || chosen+=(-k "$K")
unset POSTGRES_PORT REDIS_URL
CNNT_VAR_DIR=$(mktemp -d)
export CNNT_VAR_DIR
trap 'rm -rf "$CNNT_VAR_DIR"' EXIT
code=0

# note CODE: keeps the first failure. pytest's 5 (nothing ran) is only sound when the caller chose.
note() {
    [ "$1" = 5 ] && [ -n "${ARGS:-}${K:-}" ] && return
    [ "$1" = 0 ] || [ "$code" != 0 ] || code=$1
}

if .venv/bin/python -c 'from tests.backends import postgres_binaries; postgres_binaries()' 2>/dev/null &&
    command -v redis-server >/dev/null; then
    echo "== The suite on PostgreSQL and Redis"
    .venv/bin/python -m tests.backends "${pytest[@]}" -n "${WORKERS:-2}" --dist worksteal --create-db "${chosen[@]}"
    note $?
else
    left_out+=("PostgreSQL and Redis are not here: every test ran on SQLite, those marked postgres did not run")
    echo "== The suite on SQLite, because PostgreSQL or Redis cannot be had"
    "${pytest[@]}" -n "${WORKERS:-2}" --dist worksteal --create-db "${chosen[@]}"
    note $?
fi

# Named tests run once, unless they are journeys.
case "${ARGS:-journeys}" in
    *journeys*)
        echo "== The journeys in the embedded mode (SQLite, queue in the file system)"
        [ -n "${ARGS:-}" ] || chosen+=(tests/journeys)
        "${pytest[@]}" --create-db "${chosen[@]}"
        note $?
        ;;
esac

if [ ${#left_out[@]} -gt 0 ]; then
    say "" "!! LEFT OUT:"
    for line in "${left_out[@]}"; do say "!!   $line"; done
    case "${CI:-}" in true | 1) [ "$code" != 0 ] || code=1 ;; esac
fi
exit "$code"
