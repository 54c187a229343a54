#!/usr/bin/env bash
# The runbook by hand: what a person types for playbook steps 1 to 7, one command after the other, written down as a script. ./bench measures certrot against it.
#
#   benchmarks/runbook.sh NODE HOST [SSH-OPTION...]
#
# It prints everything that it reads. KUBECONFIG says which cluster. Nothing is repeated and nothing is slowed down; commands for one thing are joined into one call.
set -uo pipefail
node=$1 host=$2
shift 2
on_node() { ssh -o BatchMode=yes "${ssh_options[@]}" "root@$host" "$@"; }
ssh_options=()
for option; do ssh_options+=(-o "$option"); done

echo "== 1. The node, its conditions and its version"
kubectl describe node "$node"
kubectl version -o yaml

echo "== 2. Its events, sorted by time"
kubectl get events --all-namespaces --field-selector "involvedObject.name=$node" --sort-by=.metadata.creationTimestamp

echo "== 3. Certificate files on the node, and the kubelet's configuration"
# shellcheck disable=SC2016 # expands on the node
on_node 'ls -l /var/lib/kubelet/pki; for f in /var/lib/kubelet/pki/*.pem /var/lib/kubelet/pki/*.crt; do echo "$f"; openssl x509 -in "$f" -noout -subject -issuer -dates -ext subjectAltName; done'
on_node 'cat /var/lib/kubelet/config.yaml; grep -v -e key-data -e token /etc/kubernetes/kubelet.conf; openssl x509 -in /etc/kubernetes/pki/ca.crt -noout -subject -dates'
echo | openssl s_client -connect "$host:10250" 2>/dev/null | openssl x509 -noout -subject -issuer -dates -ext subjectAltName
kubectl get --raw "/api/v1/nodes/$node/proxy/metrics" | grep certificate
kubectl get --raw "/api/v1/nodes/$node/proxy/configz"

echo "== 4. The kubelet's log"
on_node 'journalctl -u kubelet --no-pager --since -7d 2>/dev/null || true; tail -n 100000 /var/log/kubelet.log' | grep -iE 'certificate|csr|x509|tls|unauthorized|forbidden'
on_node 'pgrep -a kubelet; systemctl status kubelet --no-pager 2>/dev/null; df -P /var/lib/kubelet/pki; date -u'

echo "== 5. Certificate signing requests"
kubectl get csr
kubectl get csr -o yaml

echo "== 6. The CA, and what approves and signs"
kubectl get pods -n kube-system -o yaml
kubectl get lease --all-namespaces -o yaml
kubectl get configmap -n kube-system extension-apiserver-authentication kube-root-ca.crt -o yaml
kubectl get validatingwebhookconfigurations,mutatingwebhookconfigurations -o yaml

echo "== 7. RBAC"
kubectl auth can-i create certificatesigningrequests.certificates.k8s.io --as="system:node:$node" --as-group=system:nodes
kubectl auth can-i create certificatesigningrequests.certificates.k8s.io --subresource=selfnodeclient --as="system:node:$node" --as-group=system:nodes
kubectl get clusterroles,clusterrolebindings -o yaml
