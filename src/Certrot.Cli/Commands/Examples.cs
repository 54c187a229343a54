namespace Certrot.Cli.Commands;

/// <summary>What people type: shown by the help and in the man pages.</summary>
internal static class Examples
{
    private static readonly Dictionary<string, string[]> examples = new(StringComparer.Ordinal)
    {
        ["certrot"] = ["certrot diagnose worker-1", "certrot triage < pasted.txt", "certrot explain kubelet-trusts-old-ca"],
        ["diagnose"] =
        [
            "certrot diagnose worker-1", "certrot diagnose worker-1 --context prod --ssh-user core", "certrot diagnose worker-1 --node-access pod", "sudo certrot diagnose --local", "certrot diagnose worker-1 --server http://127.0.0.1:8750", "certrot diagnose --bundle worker-1.tgz -o html > report.html",
        ],
        ["collect"] = ["certrot collect worker-1 -o worker-1.tgz", "certrot collect --all -o bundles/", "sudo certrot collect --local -o - | ssh desk 'cat > worker-1.tgz'"],
        ["check"] = ["certrot check worker-1", "certrot check --bundle worker-1.tgz -o json | jq '.items[] | select(.outcome != \"pass\")'"],
        ["scan"] = ["certrot scan", "certrot scan --contexts prod-eu,prod-us --fail-on at-risk", "certrot scan -o csv > nodes.csv", "certrot scan -o prometheus > /var/lib/node_exporter/certrot.prom", "certrot scan --exclusions known.yaml --warn-before 30d"],
        ["serve"] = ["certrot serve", "certrot serve --contexts prod-eu,prod-us --exclusions known.yaml", "certrot serve --database postgres://certrot@db.example.com/certrot?sslmode=verify-full"],
        ["alerts"] = ["certrot alerts > rules.yaml", "certrot alerts --format prometheusrule -n monitoring --runbooks https://docs.example.com/certrot/causes | kubectl apply -f -"],
        ["dashboard"] = ["certrot dashboard > grafana.json"],
        ["simulate"] = ["certrot simulate --nodes 500 --faults mixed --write-kubeconfig sim.conf", "certrot simulate --faults kcm-down=5,tls-stalls=2 --lifetime 1h --speed 60", "certrot scan --kubeconfig sim.conf"],
        ["rbac"] = ["certrot rbac | kubectl apply -f -", "certrot rbac collect --for serviceaccount:ops/certrot | kubectl apply -f -", "certrot rbac approver --for serviceaccount:kube-system/certrot-approver | kubectl apply -f -"],
        ["fix"] = ["certrot fix worker-1", "certrot fix worker-1 --apply", "certrot fix worker-1 worker-2 --apply --yes --audit-log repairs.log", "certrot fix --all -o json", "sudo certrot fix --local --apply", "certrot fix --bundle worker-1.tgz"],
        ["csr list"] = ["certrot csr list", "certrot csr list --pending --policy policy.yaml", "certrot csr list -o json | jq -r '.items[] | select(.decision == \"refuse\") | .name + \": \" + .reason'"],
        ["csr explain"] = ["certrot csr explain csr-8x2kp", "certrot csr explain csr-8x2kp --policy policy.yaml -o json"],
        ["csr approve"] = ["certrot csr approve csr-8x2kp", "certrot csr approve --policy policy.yaml --all-allowed --dry-run=server"],
        ["approver"] = ["certrot approver --policy policy.yaml --dry-run", "certrot approver --policy policy.yaml --audit-log /var/log/certrot/audit.log --listen :8751"],
        ["policy test"] = ["certrot policy test policy.yaml", "certrot policy test policy.yaml testdata/"],
        ["triage"] = ["journalctl -u kubelet -n 200 | certrot triage", "certrot triage ticket.txt -o json"],
        ["explain"] = ["certrot explain csr-denied-by-approver"],
        ["eval"] = ["certrot eval tests/scenarios"],
        ["man"] = ["certrot man | man -l -", "certrot man diagnose > /usr/local/share/man/man1/certrot-diagnose.1"],
        ["completion"] = ["source <(certrot completion bash)", "certrot completion fish > ~/.config/fish/completions/certrot.fish"],
    };

    /// <summary>Examples of a command; <c>certrot</c> for the program itself.</summary>
    public static IReadOnlyList<string> Of(string command) => examples.GetValueOrDefault(command, []);
}
