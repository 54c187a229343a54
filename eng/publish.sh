#!/usr/bin/env bash
# Publishes certrot as one file that needs no .NET: trimmed, and compiled ahead of time for a fast start.
#
#   eng/publish.sh [DIRECTORY]      default: artifacts/publish/linux-x64
#
# Prints the path of the program.
set -euo pipefail
root=$(cd "$(dirname "$0")/.." && pwd -P)
out=${1:-$root/artifacts/publish/linux-x64}

rm -rf "$out"
dotnet publish "$root/src/Certrot.Cli" -c Release -r linux-x64 -p:StandAlone=true --artifacts-path "$root/artifacts/publish/build" -o "$out" \
    --nologo -v quiet -clp:NoSummary >&2
echo "$out/certrot"
