# Sourced by the other scripts: brings a bare clone to the point where Python and its packages answer.
# `prepare run` for the product, `prepare dev` for the checks and tests too. Fast when nothing changed.

say() { printf '%s\n' "$@" >&2; }
stop() { say "$@"; exit 1; }

# A package that other releases name differently is written old|new: the first that can be had is taken.
RUN_PACKAGES="python3-venv libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0 fontconfig fonts-liberation2|fonts-liberation"
TEST_PACKAGES="postgresql redis-server clamav-daemon nginx-light|nginx openssl poppler-utils zbar-tools qpdf softhsm2 libreoffice-calc-nogui|libreoffice-calc libreoffice-writer-nogui|libreoffice-writer"

installed() { dpkg-query -W -f='${db:Status-Status}' "$1" 2>/dev/null | grep -qx installed; }
obtainable() { apt-cache policy "$1" 2>/dev/null | grep -q 'Candidate: [^(]'; }

as_root() {
    if [ "$(id -u)" = 0 ]; then "$@"; else sudo -n "$@"; fi
}

may_install() {
    [ "$(id -u)" = 0 ] || sudo -n true 2>/dev/null
}

# missing NAMES… prints those of which no spelling is installed.
missing() {
    local wanted name
    for wanted in "$@"; do
        for name in ${wanted//|/ }; do installed "$name" && continue 2; done
        echo "$wanted"
    done
}

# spelled NAMES… prints each under the name that this release has.
spelled() {
    local wanted name
    for wanted in "$@"; do
        for name in ${wanted//|/ }; do obtainable "$name" && break; done
        printf '%s ' "$name"
    done
}

# Services that a package brings must not start: the tests run their own, and `make run` needs none.
apt_install() {
    local fence= code=0 log
    log=$(mktemp)
    if [ ! -e /usr/sbin/policy-rc.d ]; then
        fence=yes
        printf '#!/bin/sh\nexit 101\n' | as_root tee /usr/sbin/policy-rc.d >/dev/null
        as_root chmod +x /usr/sbin/policy-rc.d
    fi
    as_root env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends \
        -o Dpkg::Use-Pty=0 "$@" >"$log" 2>&1 || code=$?
    [ $code = 0 ] || cat "$log" >&2
    rm -f "$log"
    [ -z "$fence" ] || as_root rm -f /usr/sbin/policy-rc.d
    return $code
}

# need_packages NAMES… installs what is missing, or stops with the line to run.
need_packages() {
    command -v dpkg-query >/dev/null || { say "Not a Debian or Ubuntu system: make sure that these are installed: $*"; return 0; }
    local wanted names
    wanted=$(missing "$@")
    [ -n "$wanted" ] || return 0
    if ! may_install; then
        stop "Some system packages are missing. Run this line, then the same command again:" \
             "" "    sudo apt-get update && sudo apt-get install -y --no-install-recommends $(spelled $wanted)" ""
    fi
    as_root apt-get update -qq >&2 || say "apt-get update failed; going on with the lists that are here."
    names=$(spelled $wanted)
    say "Installing system packages: $names"
    apt_install $names || stop "apt-get could not install: $names"
}

# pip in a few words: at which package it is; all that it said, when it fails.
pip_install() {
    local log code=0
    log=$(mktemp)
    (
        set -o pipefail
        .venv/bin/python -m pip install --disable-pip-version-check --progress-bar off -r "$1" 2>&1 | tee "$log" | follow_pip
    ) || code=$?
    [ $code = 0 ] || cat "$log" >&2
    rm -f "$log"
    return $code
}

# On a terminal one line that changes; into a log a line now and then.
follow_pip() {
    local line count=0
    while IFS= read -r line; do
        case "$line" in
            "Collecting "*) count=$((count + 1)) line="  $count: ${line#Collecting }" ;;
            "Installing collected "*) line="  putting $count packages in place (đặt $count gói vào chỗ)" ;;
            *) continue ;;
        esac
        if [ -t 2 ]; then
            printf '\r\033[K%.78s' "$line" >&2
        elif [ $((count % 25)) = 0 ] || [ "${line#  putting}" != "$line" ]; then
            say "$line"
        fi
    done
    [ ! -t 2 ] || say ""
}

python_packages() {
    local kind=$1 files=requirements.txt stamp
    [ "$kind" = dev ] && files="requirements.txt requirements-dev.txt"
    if ! .venv/bin/python -c '' 2>/dev/null; then
        python3 -c 'import sys; sys.exit(sys.version_info < (3, 11))' ||
            stop "Python 3.11 or newer is needed; this is $(python3 --version 2>&1)."
        # A link leads to an environment that others may use: it is theirs to mend.
        [ ! -L .venv ] || stop ".venv is a link to $(readlink .venv), where no Python answers. Mend that, or remove the link and run again."
        say "Making the virtual environment .venv"
        python3 -m venv --clear .venv || stop "python3 -m venv failed; see the lines above."
    fi
    stamp=$(cat $files | sha256sum | cut -d' ' -f1)
    [ "$(cat ".venv/.installed-$kind" 2>/dev/null)" = "$stamp" ] && return
    say "Installing Python packages from ${files##* }; the first time this takes some minutes (cài các gói Python, lần đầu mất vài phút)"
    pip_install "${files##* }" || stop "pip could not install the packages; see the lines above."
    echo "$stamp" > ".venv/.installed-$kind"
}

prepare() {
    need_packages $RUN_PACKAGES
    python_packages "$1"
}
