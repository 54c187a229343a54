using Certrot.Causes;
using Certrot.Diagnosis;
using Certrot.Kubernetes;
using Certrot.Rbac;
using Certrot.Repair.Actions;

namespace Certrot.Repair.Steps;

/// <summary>A new client certificate for a node whose own is over, lost or refused.</summary>
internal static class CredentialSteps
{
    private const string Bootstrapper = "system:node-bootstrapper";
    private const string KubeadmGroup = Identity.BootstrappersGroup + ":kubeadm:default-node-token";

    /// <summary>
    /// By a bootstrap token of the node's own: the kubelet uses its bootstrap kubeconfig where the kubeconfig is not there or its certificate is over
    /// (pkg/kubelet/certificate/bootstrap/bootstrap.go LoadClientConfig). By hand where the distribution has another way, the kubelet was started without that file, or the API server takes no tokens.
    /// </summary>
    /// <param name="s">The situation.</param>
    /// <param name="cause">The cause, for a plan by hand.</param>
    public static IReadOnlyList<RepairStep> Rebootstrap(Situation s, string cause)
    {
        var host = s.Evidence.Host;
        var old = host.Kubeconfig ?? host.BootstrapKubeconfig;
        var server = old?.Server ?? host.BootstrapKubeconfig?.Server;
        var flags = host.Process?.CommandLine ?? [];
        var cannot = flags.Count > 0 && CommandLine.Flag(flags, "bootstrap-kubeconfig") is null;
        if (s.Distribution is not (Distribution.Unknown or Distribution.Kubeadm) || server is null || cannot || s.ControlPlane.AcceptsTokens == false || old is { HasExec: true } || old?.ProxyUrl?.Contains("REDACTED", StringComparison.Ordinal) == true)
            return ByHandSteps.All(s, cause, Remedies.ReissueClientCertificate(s), RepairPhase.Client);

        // What the cluster publishes goes before what the node has: its own CA may be what is wrong.
        var anchors = s.PublishedRootCas is { Count: > 0 } published ? published : null;
        var bootstrap = s.Names.BootstrapKubeconfig;
        var group = Group(s);
        var steps = new List<RepairStep>();
        if (group is null)
        {
            group = KubeadmGroup;
            steps.Add(ClusterSteps.Bind(s, "kubeadm:kubelet-bootstrap", Bootstrapper, new RbacSubject("Group", group, null)));
        }

        var tokenId = host.BootstrapKubeconfig?.TokenId;
        steps.AddRange(
        [
            new RepairStep
            {
                Title = $"Make a bootstrap token for {s.Names.Node} alone",
                Where = "cluster",
                Phase = RepairPhase.Client,
                Action = new IssueToken(s.Names.Node, group),
                Commands = [$"kubeadm token create --ttl {IssueToken.Lifetime.TotalMinutes:0}m --groups {group} --description 'certrot fix {s.Names.Node}'"],
                Changes = $"a Secret kube-system/bootstrap-token-ID; it ends by itself after {IssueToken.Lifetime.TotalMinutes:0} minutes, and is deleted when the repair ends",
                Risk = "whoever gets it may ask for a node's certificate until then; it is written to this node alone, and never shown",
                Verification = "the API server has taken it",
                Undo = "the token is deleted",
                Check = Checks.Told,
            },
            // First: a kubelet that systemd starts again and again would use the token before the old files are away.
            NodeSteps.MoveAway(s, "Move the old kubeconfig and client certificate away", RepairPhase.Client,
                s.Posts == true && s.Client.Expired != true ? "the node works at present, and has no certificate until the new one is there; the old files are put back where that fails" : "until the new certificate is there the kubelet has none; it had none that is accepted before",
                s.Names.Kubeconfig, $"{s.Names.CertificateDirectory}/kubelet-client*"),
            new RepairStep
            {
                Title = "Write the token into the bootstrap kubeconfig",
                Where = "node",
                Phase = RepairPhase.Client,
                Action = new WriteKubeconfig(bootstrap, KubeconfigText.Bootstrap(old, anchors, server)),
                Commands = [$"cp -a {bootstrap} {bootstrap}.before-repair", $"# then a kubeconfig with server {server}, the cluster's CA and the token, mode 0600, as {bootstrap}"],
                Changes = $"{bootstrap} is a kubeconfig for {server} with the token",
                Risk = "low: the file is put back as it was at the end",
                Verification = "the file that is read again holds a token that was not there before",
                Undo = "the file is put back as it was",
                Check = view => view.Now.Evidence.Host.BootstrapKubeconfig is { HasToken: true } now && now.TokenId != tokenId ? CheckResult.Done("it holds the token") : CheckResult.Waiting("it does not hold the token"),
            },
            NodeSteps.Restart(s),
            ClusterSteps.Approve(s, CertificateKind.Client),
            new RepairStep
            {
                Title = "Put the bootstrap kubeconfig back as it was",
                Where = "node",
                Phase = RepairPhase.Client,
                Action = new PutBack(bootstrap),
                Commands = [$"mv {bootstrap}.before-repair {bootstrap}"],
                Changes = $"{bootstrap} is what it was before, or not there",
                Risk = "none: the kubelet has its own certificate now",
                Verification = "the token is not in it any more",
                Undo = "nothing is to be taken back",
                Check = view => view.Now.Evidence.Host.BootstrapKubeconfig?.TokenId == tokenId ? CheckResult.Done("it is as it was") : CheckResult.Waiting("it still holds the token"),
            },
            new RepairStep
            {
                Title = "Delete the token",
                Where = "cluster",
                Phase = RepairPhase.Client,
                Action = new RevokeToken(),
                Commands = ["kubeadm token delete ID"],
                Changes = "the Secret kube-system/bootstrap-token-ID is gone",
                Risk = "none",
                Verification = "the API server has deleted it",
                Undo = "nothing is to be taken back",
                Check = Checks.Told,
            },
        ]);
        if (s.Serving.RotationEnabled == true && (s.Serving.Expired == true || s.Serving.Certificate is null || s.Serving.RenewalFails)) steps.Add(ClusterSteps.Approve(s, CertificateKind.Serving));
        return steps;
    }

    /// <summary>A group of bootstrap tokens that may create CSRs: kubeadm's, else one that is bound; null where none is.</summary>
    private static string? Group(Situation s)
    {
        var bound = (s.Evidence.Cluster.ClusterRoleBindings ?? []).Where(b => b.RoleName == Bootstrapper).SelectMany(b => b.Subjects)
            .Where(g => g.Kind == "Group" && (g.Name == Identity.BootstrappersGroup || g.Name.StartsWith(Identity.BootstrappersGroup + ":", StringComparison.Ordinal))).Select(g => g.Name).ToList();
        return bound.Contains(KubeadmGroup) ? KubeadmGroup : bound.Count > 0 ? bound[0] : null;
    }
}
