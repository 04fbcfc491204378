#!/usr/bin/env bash
# Everything that can be known without running the product. All steps run; one failure fails the whole.
set -u
cd "$(dirname "$0")/.."
. deploy/prepare.sh
prepare dev
export DJANGO_SETTINGS_MODULE=cnnt_portal.settings.embedded CNNT_VAR_DIR
CNNT_VAR_DIR=$(mktemp -d)
trap 'rm -rf "$CNNT_VAR_DIR"' EXIT
failed=()

step() {
    local name=$1 output
    shift
    printf '%-34s' "$name"
    if output=$("$@" 2>&1); then echo ok; else echo FAILED; printf '%s\n' "$output"; failed+=("$name"); fi
}

production() {
    env DJANGO_SETTINGS_MODULE=cnnt_portal.settings.production PORTAL_URL=https://cnnt.example \
        ALLOWED_HOSTS=cnnt.example SECRET_KEY="$(head -c 48 /dev/urandom | base64 -w0)" \
        .venv/bin/python -W error::DeprecationWarning:cnnt_portal manage.py "$@"
}

compose() {
    docker compose --env-file .env.example --profile s3 config --quiet
}

step "format of Python" .venv/bin/ruff format --check .
step "lint of Python" .venv/bin/ruff check .
step "lint of templates" .venv/bin/python .venv/bin/djlint --lint --quiet templates
step "import contracts" .venv/bin/python .venv/bin/lint-imports
step "missing migrations" .venv/bin/python manage.py makemigrations --check --dry-run
step "production settings" production check --deploy --fail-level WARNING
step "generated docs" .venv/bin/python manage.py draw_workflows --check
if docker compose version >/dev/null 2>&1; then
    step "docker-compose.yml" compose
else
    echo "docker-compose.yml                not checked: no docker compose client here"
fi

[ ${#failed[@]} = 0 ] || { echo; echo "make check: ${#failed[@]} failed: ${failed[*]}"; exit 1; }
