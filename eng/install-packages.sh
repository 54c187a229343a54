#!/usr/bin/env bash
# Installs what is missing of sets of eng/packages.txt.
#
#   eng/install-packages.sh SET...
#
# Without root or apt-get it says what is missing and goes on: tests that need it say so and are skipped.
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd -P)

missing=()
while read -r set package probe reason; do
    [[ $set != '#'* && -n $reason ]] || continue
    [[ " $* " == *" $set "* ]] || continue
    if ! command -v "$probe" >/dev/null && [[ ! -e $probe ]]; then
        missing+=("$package")
    fi
done <"$here/packages.txt"

[[ ${#missing[@]} -gt 0 ]] || exit 0
if [[ $(id -u) -ne 0 ]] || ! command -v apt-get >/dev/null; then
    echo "missing, and to be installed by hand: ${missing[*]}" >&2
    exit 0
fi

echo "installing ${missing[*]}" >&2
export DEBIAN_FRONTEND=noninteractive
log=$(mktemp)
trap 'rm -f "$log"' EXIT
if ! { apt-get -qq -o DPkg::Lock::Timeout=300 update &&
    apt-get -qq -y -o DPkg::Lock::Timeout=300 install --no-install-recommends "${missing[@]}"; } >"$log" 2>&1 </dev/null; then
    cat "$log" >&2
    echo "not installed: ${missing[*]}" >&2
fi
