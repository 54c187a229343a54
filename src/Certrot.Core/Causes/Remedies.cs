using Certrot.Diagnosis;
using Certrot.Evidence;
using Certrot.Kubernetes;
using Certrot.Reports;

namespace Certrot.Causes;

/// <summary>Steps that several ways out share, in the words and paths of the node's distribution.</summary>
internal static class Remedies
{
    private static readonly char[] Separators = ['.'];

    public static FixStep RestartKubelet(Situation s, string? note = null) =>
        new("Restart the kubelet", "node", [s.Names.RestartKubelet], note, $"journalctl -u {s.Names.Unit} -n 50 --no-pager | grep -i certificate");

    public static FixStep VerifyNode(Situation s) =>
        new("See that the node is Ready and the new certificate is in use", "workstation",
            [$"{s.Names.Kubectl} get node {s.Names.Node}", $"{s.Names.Kubectl} get csr --sort-by=.metadata.creationTimestamp | grep {s.Names.Node}"]);

    public static FixStep FixClockFirst(Situation s) =>
        new("Set the clock right", "node", ["timedatectl set-ntp true", "chronyc makestep", "timedatectl"], $"Certificates are judged by this clock: do nothing else on {s.Names.Node} before it is right.");

    /// <summary>A new client certificate for a node whose bootstrap kubeconfig is still there: a kubelet that starts with an expired certificate uses it.</summary>
    public static IReadOnlyList<FixStep> Rebootstrap(Situation s) =>
    [
        new($"See that the token in {s.Names.BootstrapKubeconfig} is still valid", "workstation",
            [$"{s.Names.Kubectl} -n kube-system get secret bootstrap-token-{s.Evidence.Host.BootstrapKubeconfig?.TokenId ?? "ID"} -o jsonpath='{{.data.expiration}}' | base64 -d"],
            "Where it is gone: kubeadm token create --print-join-command, and put the new token into that file. A bootstrap kubeconfig with a client certificate needs no token."),
        RestartKubelet(s, "It asks with its bootstrap credentials, because its client certificate has expired."),
        VerifyNode(s),
    ];

    /// <summary>A new client certificate for a node whose old one is lost or refused.</summary>
    public static IReadOnlyList<FixStep> ReissueClientCertificate(Situation s)
    {
        var n = s.Names;
        switch (s.Distribution)
        {
            case Distribution.K3s or Distribution.Rke2:
                var server = s.Distribution == Distribution.K3s ? "k3s" : "rke2-server";
                return
                [
                    new("Renew the servers' certificates first, one server after the other", "control-plane",
                        [$"systemctl stop {server}", $"{(s.Distribution == Distribution.K3s ? "k3s" : "rke2")} certificate rotate", $"systemctl start {server}"]),
                    new("Restart the agent: it fetches new certificates when it starts", "node", [n.RestartKubelet]),
                    VerifyNode(s),
                ];
            case Distribution.MicroK8s:
                return [new("Refresh the certificates", "node", ["microk8s refresh-certs --check", "microk8s refresh-certs -e ca.crt"], "The last command makes a new CA: workers must join again."), VerifyNode(s)];
            case Distribution.OpenShift:
                return
                [
                    new("Restart the kubelet so that it asks with its bootstrap credentials", "node", [$"rm -f {n.CertificateDirectory}/kubelet-client-current.pem", n.RestartKubelet], "The node-bootstrapper kubeconfig in /etc/kubernetes/kubeconfig stays valid for ten years."),
                    ApproveWaves(s),
                    VerifyNode(s),
                ];
            case Distribution.Eks or Distribution.Aks or Distribution.Gke:
                return [new("Replace the node: a managed node gets its credentials when it boots", "infrastructure", [$"{n.Kubectl} cordon {n.Node}", $"{n.Kubectl} drain {n.Node} --ignore-daemonsets --delete-emptydir-data"], "Then terminate the instance; the node group starts another.")];
            case Distribution.Kops:
                return [new("Roll the instance: it gets new credentials when it boots", "workstation", ["kops rolling-update cluster --instance-group NODES --force --yes"]), VerifyNode(s)];
            case Distribution.Rke1:
                return [new("Rotate the certificates of the cluster", "workstation", ["rke cert rotate --config cluster.yml"]), VerifyNode(s)];
            default:
                return
                [
                    new("Make a kubeconfig with a new client certificate on a control-plane node", "control-plane",
                        [$"kubeadm kubeconfig user --org system:nodes --client-name system:node:{n.Node} > kubelet-{n.Node}.conf"],
                        "It holds a private key: copy it over a protected channel and delete it afterwards. Without kubeadm: create a bootstrap token instead (kubeadm token create --print-join-command) and write it into " + n.BootstrapKubeconfig + "."),
                    new("Put it in place, keeping the old files", "node",
                    [
                        $"systemctl stop {n.Unit}",
                        $"cp -a {n.Kubeconfig} {n.Kubeconfig}.before-repair",
                        $"mkdir -p {n.CertificateDirectory}/before-repair && mv {n.CertificateDirectory}/kubelet-client* {n.CertificateDirectory}/before-repair/",
                        $"install -m 600 kubelet-{n.Node}.conf {n.Kubeconfig}",
                        $"systemctl start {n.Unit}",
                    ],
                    "The kubelet rotates at once, because the certificate in the kubeconfig counts as bootstrap data.",
                    $"openssl x509 -noout -subject -enddate -in {n.ClientCurrent}"),
                    new("Point the kubeconfig to the rotating file, so that the next restart works", "node",
                        [$"sed -i -e 's#client-certificate-data:.*#client-certificate: {n.ClientCurrent}#' -e 's#client-key-data:.*#client-key: {n.ClientCurrent}#' {n.Kubeconfig}", n.RestartKubelet]),
                    VerifyNode(s),
                ];
        }
    }

    /// <summary>Approves the newest pending CSR of the node for a signer.</summary>
    public static FixStep ApproveNewest(Situation s, CertificateState certificate, string? note = null)
    {
        var csr = certificate.Newest is { IsPending: true } pending ? pending.Meta.Name : null;
        return csr is not null
            ? new($"Approve the waiting {certificate.Name} CSR by hand, after a look at its subject and SANs", "workstation",
                [$"{s.Names.Kubectl} get csr {csr} -o jsonpath='{{.spec.username}}{{\"\\n\"}}{{.spec.request}}' | (read u; echo $u; base64 -d | openssl req -noout -text)", s.Names.Approve(csr)],
                note ?? "The kubelet waits 15 minutes for it, then asks again under another name with another key: approve the newest one only.",
                $"{s.Names.Kubectl} get csr {csr}")
            : new($"Approve the node's newest {certificate.Name} CSR by hand when it appears", "workstation",
                [$"{s.Names.Kubectl} get csr --sort-by=.metadata.creationTimestamp | grep -E 'system:node:{s.Names.Node}( |$)'", s.Names.Approve("CSR-NAME")],
                note ?? "The kubelet waits 15 minutes for it, then asks again under another name: approve the newest one only.");
    }

    public static FixStep ApproveWaves(Situation s) =>
        new("Approve the CSRs in two waves: client certificates first, serving certificates when the nodes are back", "workstation",
            [
                $"{s.Names.Kubectl} get csr -o go-template='{{{{range .items}}}}{{{{if not .status}}}}{{{{.metadata.name}}}}{{{{\"\\n\"}}}}{{{{end}}}}{{{{end}}}}' | xargs --no-run-if-empty {s.Names.Approve("").TrimEnd()}",
            ],
            "Run it again after a minute, until nothing is pending. Look at the requestors first: only node-bootstrapper and system:node:* belong here.");

    /// <summary>A static pod's manifest that has to be edited; the kubelet of that node restarts the pod by itself.</summary>
    public static FixStep EditManifest(Situation s, string component, string what)
    {
        var nodes = string.Join(", ", (component == "kube-apiserver" ? s.ControlPlane.ApiServers : s.ControlPlane.ControllerManagers).Select(p => p.NodeName ?? p.Meta.Name).Distinct(StringComparer.Ordinal));
        var where = nodes.Length > 0 ? $" on {nodes}" : " on every control-plane node";
        return new FixStep($"{what}{where}", "control-plane",
            [$"cp -a /etc/kubernetes/manifests/{component}.yaml /root/{component}.yaml.before", $"vi /etc/kubernetes/manifests/{component}.yaml"],
            $"Keep the copy outside the manifests directory. The pod restarts by itself when the file changes.",
            $"{s.Names.Kubectl} -n kube-system get pods -l component={component}");
    }

    /// <summary>Binds a role to a group: adds the group to the binding where it exists, for a binding's role cannot be changed and its name cannot be taken twice.</summary>
    public static FixStep Bind(Situation s, string name, string role, string group)
    {
        var create = $"{s.Names.Kubectl} create clusterrolebinding {name} --clusterrole={role} --group={group}";
        var bindings = s.Evidence.Cluster.ClusterRoleBindings;
        return bindings?.FirstOrDefault(b => b.Meta.Name == name) switch
        {
            { } existing when existing.RoleName == role => new($"Add {group} to the binding {name}", "workstation", [$"{s.Names.Kubectl} set subject clusterrolebinding {name} --group={group}"], "Its other subjects stay: look whether they belong there."),
            { } existing => new($"Make the binding {name} anew: it gives {existing.RoleName}, and a binding's role cannot be changed", "workstation", [$"{s.Names.Kubectl} delete clusterrolebinding {name}", create]),
            null => new($"Create the missing binding {name}", "workstation", [create], bindings is null ? $"If a binding of that name exists with other subjects: {s.Names.Kubectl} delete clusterrolebinding {name} first." : null),
        };
    }

    /// <summary>The newest dated client pair of this node that is in date, sound and not the one that is linked already, as an absolute path; null where there is none.</summary>
    public static string? NewestGoodPair(Situation s)
    {
        // That the key fits cannot be seen, for keys are not collected: the pair that the kubelet could not use is not tried again.
        var linked = s.Evidence.Host.Files?.FirstOrDefault(f => f.Path == s.Names.ClientCurrent)?.Target;
        return s.Evidence.Host.Pki?.Where(f => f.Key.StartsWith("kubelet-client-2", StringComparison.Ordinal) && linked?.EndsWith(f.Key, StringComparison.Ordinal) != true && IsGood(s, f.Value))
            .Select(f => $"{s.Names.CertificateDirectory}/{f.Key}").Max(StringComparer.Ordinal);
    }

    /// <summary>Whether the file that rotation writes holds a client pair of this node that is in date and sound.</summary>
    public static bool HasGoodClientPair(Situation s) => s.Client.CurrentFile is { } file && IsGood(s, file);

    /// <summary>Whether the kubelet that runs has a flag, which goes before its configuration file.</summary>
    public static bool HasFlag(Situation s, string name) => s.Evidence.Host.Process is { } process && CommandLine.Flag(process.CommandLine, name) is not null;

    private static bool IsGood(Situation s, CertificateFile file) =>
        file is { Leaf: { } leaf, HasPrivateKey: true, Problems.Count: 0 } && leaf.IsValidAt(s.Now) && (s.Evidence.NodeName is not { } node || NodeOf(leaf.Subject.CommonName) == node);

    /// <summary>Whether a name resolves to the same host as an endpoint written with or without port.</summary>
    public static bool SameHost(string? endpoint, string host) =>
        endpoint is not null && (endpoint == host || endpoint.StartsWith(host + ":", StringComparison.Ordinal) || endpoint.StartsWith($"[{host}]", StringComparison.Ordinal));

    /// <summary>The node's name without its domain.</summary>
    public static string ShortName(string name) => name.Split(Separators, 2)[0];

    /// <summary>The name in <c>system:node:NAME</c>, or null.</summary>
    public static string? NodeOf(string? user) => user is not null && user.StartsWith("system:node:", StringComparison.Ordinal) ? user["system:node:".Length..] : null;

    /// <summary>A signer's flag prefix, such as <c>cluster-signing-kubelet-serving</c>.</summary>
    public static string SignerFlag(string signer) => signer == SignerNames.KubeletServing ? "cluster-signing-kubelet-serving" : "cluster-signing-kubelet-client";
}
