#!/usr/bin/env bash
# What is too long for every change: a million mutated requests against the approval policy. Takes some five minutes on two cores.
set -euo pipefail
cd "$(dirname "$(readlink -f -- "${BASH_SOURCE[0]}")")/.."
dotnet build tests/Certrot.Core.Tests -c Debug
CERTROT_MUTATIONS=${CERTROT_MUTATIONS:-1000000} artifacts/bin/Certrot.Core.Tests/debug/Certrot.Core.Tests -class '*MutationTests'
