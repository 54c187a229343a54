#!/usr/bin/env bash
# What one would write to learn the end of every node's certificates: the lists through jq, and a handshake with each kubelet through openssl.
# usage: fleet-by-hand.sh KUBECONFIG
set -euo pipefail
export KUBECONFIG=$1

kubectl get nodes,csr -o json | jq -r '
    .items[] | if .kind == "Node"
        then ["node", .metadata.name, (.status.conditions[] | select(.type == "Ready").status)]
        else ["csr", .metadata.name, .spec.username, ([.status.conditions[]?.type] | join(","))] end | @tsv'
kubectl get nodes -o json | jq -r '.items[] | [.metadata.name, (.status.addresses[] | select(.type == "InternalIP").address), .status.daemonEndpoints.kubeletEndpoint.Port] | @tsv' |
    while read -r name address port; do
        printf '%s %s\n' "$name" "$(openssl s_client -connect "$address:$port" </dev/null 2>/dev/null | openssl x509 -noout -enddate)"
    done
