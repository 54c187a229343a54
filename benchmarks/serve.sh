#!/usr/bin/env bash
# Measures certrot serve over a simulated cluster whose nodes renew their certificates.
#
#   benchmarks/serve.sh CERTROT [NODES [SECONDS [SETTLING]]]
#
# Certificates live for an hour. At first none is due; some minutes later one or two in a hundred nodes renew one each minute, and more as time goes on: how many, is
# told. Prints rows of a Markdown table.
set -euo pipefail
certrot=$1 nodes=${2:-5000} seconds=${3:-120} settling=${4:-180}
readonly lifetime=1h
work=$(mktemp -d)
address=127.0.0.1:18750
trap 'kill $(jobs -p) 2>/dev/null; wait; rm -rf "$work"' EXIT

"$certrot" simulate --nodes "$nodes" --faults none --lifetime "$lifetime" --write-kubeconfig "$work/kubeconfig" 2>"$work/simulate.log" &
until grep -q simulating "$work/simulate.log"; do sleep 0.5; done
"$certrot" serve --kubeconfig "$work/kubeconfig" --database "$work/history.db" --listen "$address" --node-access none 2>"$work/serve.log" &
server=$!
# transitions KIND - how many were recorded.
transitions() { curl -fsS "http://$address/metrics" 2>/dev/null | awk -v kind="kind=\"$1\"" 'index($1, "certrot_history_transitions_total{" kind) == 1 { n = $2 } END { print n + 0 }' || true; }
until [[ $(transitions first-seen) -ge $nodes ]]; do
    kill -0 "$server" || { cat "$work/serve.log" >&2 && exit 1; }
    sleep 1
done
sleep "$settling"

# cpu - seconds of CPU that the server has used (proc(5), stat: utime and stime, in ticks).
cpu() { sed 's/.*) //' "/proc/$server/stat" | awk -v ticks="$(getconf CLK_TCK)" '{ printf "%.2f", ($12 + $13) / ticks }'; }
before=$(cpu) rotated_before=$(transitions rotated)
highest=0
for ((i = 0; i < seconds; i += 5)); do
    sleep 5
    memory=$(awk '/^VmRSS/ { print $2 }' "/proc/$server/status")
    [[ $memory -le $highest ]] || highest=$memory
done
after=$(cpu) rotated_after=$(transitions rotated)
times=$(for _ in 1 2 3 4 5 6 7 8 9; do curl -fsS -o "$work/metrics" -w '%{time_total}\n' "http://$address/metrics"; done | sort -n | sed -n 5p)

awk -v a="$before" -v b="$after" -v s="$seconds" -v r="$((rotated_after - rotated_before))" -v n="$nodes" -v m="$highest" -v t="$times" -v size="$(stat -c %s "$work/metrics")" 'BEGIN {
    printf "| CPU over %d s, %d renewals (%.1f %% of the nodes a minute) | %.1f %% of one core |\n", s, r, 100 * r / n * 60 / s, 100 * (b - a) / s
    printf "| resident memory, highest | %.0f MB |\n", m / 1024
    printf "| /metrics, %.1f MB, median of 9 | %.0f ms |\n", size / 1e6, t * 1000
}'
