using Certrot.Causes;
using Certrot.Diagnosis;
using Certrot.Evidence;
using Certrot.Rbac;
using Certrot.Reports;

namespace Certrot.Preflight;

/// <summary>Checks what the next renewal of both certificates needs, step by step, while nothing has failed yet. Pure.</summary>
/// <param name="clock">Tells when the report was made; never used for a judgement.</param>
/// <param name="generator">The program and its version.</param>
public sealed class PreflightChecker(TimeProvider clock, string generator)
{
    /// <summary>A new pair takes a few KiB; the kubelet writes it beside the old one.</summary>
    private const long NeededBytes = 1 << 20;

    /// <summary>The signer backdates by five minutes: a clock further behind takes a new certificate for not yet valid.</summary>
    private static readonly TimeSpan LargestOffset = TimeSpan.FromMinutes(5);

    /// <summary>Checks a node. Never throws on evidence.</summary>
    public PreflightReport Check(NodeEvidence evidence)
    {
        var s = new Situation(evidence);
        var items = Items(s);
        return new PreflightReport
        {
            Node = evidence.NodeName,
            EvidenceAt = evidence.CollectedAt,
            Generator = generator,
            Verdict = Verdict(evidence, items),
            ClientDueFrom = s.Client.WindowStart,
            ClientDueUntil = s.Client.WindowEnd,
            Items = items,
        };
    }

    /// <summary>The items of a situation, in the order in which a renewal meets them.</summary>
    internal static List<PreflightItem> Items(Situation s) =>
    [
        Rotation(s, s.Client), Kubeconfig(s), Rotation(s, s.Serving), Directory(s), Disk(s), Clock(s), Addresses(s), CreateRight(s), Webhooks(s), ClientApproval(s), ServingApproval(s), Signer(s), Ca(s), Recovery(s),
    ];

    /// <summary>What fails already goes before what will.</summary>
    private string Verdict(NodeEvidence evidence, List<PreflightItem> items)
    {
        var now = new Diagnostician(clock, generator).Diagnose(evidence).Verdict;
        if (now is Verdicts.Failing or Verdicts.NotCertificateRelated) return now;
        if (items.Exists(i => i.Outcome == "fail") || now == Verdicts.AtRisk) return Verdicts.AtRisk;
        return now == Verdicts.Healthy ? now : items.TrueForAll(i => i.Outcome != "unknown") ? Verdicts.Healthy : Verdicts.Undetermined;
    }

    private static PreflightItem Rotation(Situation s, CertificateState state)
    {
        var client = state.Kind == CertificateKind.Client;
        var id = client ? "client-rotation" : "serving-rotation";
        var title = client ? "Rotation of the client certificate" : "Rotation of the serving certificate";
        var quotes = new[] { state.RotationQuote, state.ExpiryQuote };
        return state.RotationEnabled switch
        {
            true => Item(id, title, "pass", $"On{(state.WindowStart is { } from ? $"; due from {from:yyyy-MM-dd HH:mm} UTC on" : "")}.", state, quotes),
            false when client => Item(id, title, "fail", $"Off: the certificate ends{(state.NotAfter is { } end ? $" at {end:yyyy-MM-dd HH:mm:ss} UTC" : "")} and nobody renews it.", state, quotes),
            false => Item(id, title, "warn", "serverTLSBootstrap is off: the kubelet shows a certificate of its own or of a file, and asks for none.", state, quotes),
            _ => Item(id, title, "unknown", "The kubelet's configuration was not collected.", state, quotes),
        };
    }

    private static PreflightItem Kubeconfig(Situation s)
    {
        const string title = "The kubelet's kubeconfig";
        var kubeconfig = s.Evidence.Host.Kubeconfig;
        if (kubeconfig is null) return Item("kubeconfig-file", title, "unknown", "The kubelet's kubeconfig was not collected.", s.Client, []);
        var quote = new Quote(kubeconfig.Source, kubeconfig.ClientCertificatePath is { } path ? $"client-certificate: {path}" : kubeconfig.ClientCertificateData is not null ? "client-certificate-data" : "no client certificate");
        if (kubeconfig.HasExec) return Item("kubeconfig-file", title, "pass", "A plugin gives the credentials; no file is used.", s.Client, [quote]);
        if (kubeconfig.ClientCertificateData is not null) return Item("kubeconfig-file", title, "fail", "The certificate is written into the kubeconfig: after a restart the kubelet uses that one, whatever was renewed.", s.Client, [quote]);
        return kubeconfig.ClientCertificatePath switch
        {
            null => Item("kubeconfig-file", title, "warn", "The kubeconfig names no client certificate.", s.Client, [quote]),
            var p when p.Contains("kubelet-client-current", StringComparison.Ordinal) || p.Contains("/rancher/", StringComparison.Ordinal) => Item("kubeconfig-file", title, "pass", $"It names {p}.", s.Client, [quote]),
            var p => Item("kubeconfig-file", title, "fail", $"It names {p}, which rotation does not write.", s.Client, [quote]),
        };
    }

    private static PreflightItem Directory(Situation s)
    {
        const string title = "Certificate directory";
        var folder = s.Evidence.Host.Files?.FirstOrDefault(f => f.IsDirectory && f.Path == s.Names.CertificateDirectory);
        var disk = s.Evidence.Host.Disk;
        if (disk is { ReadOnly: true }) return Item("directory-writable", title, "fail", $"{disk.Path} is read-only.", null, [new Quote(disk.Source, "readOnly: true")]);
        if (folder is null) return disk is null ? Item("directory-writable", title, "unknown", "The directory's mode was not collected.", null, []) : Item("directory-writable", title, "pass", $"The file system of {disk.Path} is mounted writable.", null, [new Quote(disk.Source, "readOnly: false")]);
        var quote = new Quote(folder.Source, $"{folder.Mode} {folder.UserId}:{folder.GroupId} {folder.Path}");
        return folder.Mode.Length > 2 && folder.Mode[2] == 'w' && folder.UserId is 0 or null
            ? Item("directory-writable", title, "pass", $"{folder.Path} is {folder.Mode}.", null, [quote])
            : Item("directory-writable", title, "warn", $"{folder.Path} is {folder.Mode} of user {folder.UserId}: a kubelet that runs as root can write it, another may not.", null, [quote]);
    }

    private static PreflightItem Disk(Situation s)
    {
        const string title = "Disk space";
        if (s.Evidence.Host.Disk is not { } disk) return Item("disk-space", title, "unknown", "The disk's space was not collected.", null, []);
        var quote = new Quote(disk.Source, $"{disk.AvailableBytes} of {disk.TotalBytes} bytes free{(disk.AvailableInodes is { } i ? $", {i} inodes" : "")}");
        return disk.AvailableBytes < NeededBytes || disk.AvailableInodes == 0
            ? Item("disk-space", title, "fail", $"{disk.Path} is full.", null, [quote])
            : Item("disk-space", title, "pass", $"{disk.AvailableBytes / (1 << 20)} MiB are free.", null, [quote]);
    }

    private static PreflightItem Clock(Situation s)
    {
        const string title = "Clock";
        if (s.Evidence.Host.Clock is not { } reading) return Item("clock", title, "unknown", "The node's clock was not compared with another.", null, []);
        var quote = new Quote(reading.Source, $"{reading.NodeTime:yyyy-MM-dd HH:mm:ss} against {reading.ReferenceTime:yyyy-MM-dd HH:mm:ss}");
        if (reading.Offset.Duration() > LargestOffset) return Item("clock", title, "fail", $"It is {Durations.Short(reading.Offset.Duration())} {(reading.Offset > TimeSpan.Zero ? "ahead" : "behind")}.", null, [quote]);
        return reading.NtpSynchronized == false ? Item("clock", title, "warn", "It is right now, and not synchronized.", null, [quote]) : Item("clock", title, "pass", $"Right within {Durations.Short(reading.Offset.Duration())}.", null, [quote]);
    }

    private static PreflightItem Addresses(Situation s)
    {
        const string title = "Addresses for the serving CSR";
        if (s.Serving.RotationEnabled == false) return Item("serving-addresses", title, "pass", "No serving certificate is asked for.", s.Serving, []);
        if (s.Node is null) return Item("serving-addresses", title, s.NodeIsMissing ? "fail" : "unknown", s.NodeIsMissing ? "There is no Node object." : "The Node object was not collected.", s.Serving, []);
        var addresses = s.Node.Addresses;
        var quote = new Quote(s.Node.Meta.Source, string.Join(", ", addresses.Select(a => $"{a.Type} {a.Address}")));
        return addresses.Any(a => a.Type is "InternalIP" or "ExternalIP")
            ? Item("serving-addresses", title, "pass", $"{addresses.Count} names and addresses.", s.Serving, [quote])
            : Item("serving-addresses", title, "fail", "The Node object lists no IP address, so that no serving CSR is made.", s.Serving, [quote]);
    }

    private static PreflightItem CreateRight(Situation s)
    {
        const string title = "Right to create CSRs";
        var node = Identity.Node(s.Names.Node);
        var modes = s.ControlPlane.ApiServerFlag("authorization-mode");
        if (modes?.Contains("Node", StringComparison.Ordinal) == true) return Item("create-csr", title, "pass", "The node authorizer allows it.", null, [ControlPlane.FlagQuote(s.ControlPlane.ApiServers[0], "authorization-mode")]);
        if (s.Access.Decide(node, CsrAccess.CreateCsr) is not { } decision) return Item("create-csr", title, "unknown", "Roles and bindings were not collected.", null, []);
        var quote = decision.Quote;
        return decision.Allowed ? Item("create-csr", title, "pass", $"{decision.Grantor} allows it.", null, [quote])
            : decision.IsFinal ? Item("create-csr", title, "fail", "The API server refuses it.", null, [quote])
            : modes is null ? Item("create-csr", title, "pass", "The node authorizer allows it, unless it was switched off: the API server's flags were not collected.", null, [quote])
            : Item("create-csr", title, "fail", "Neither the node authorizer nor a binding allows it.", null, [quote]);
    }

    private static PreflightItem Webhooks(Situation s)
    {
        const string title = "Admission webhooks";
        var cluster = s.Evidence.Cluster;
        if (cluster.ValidatingWebhooks is null && cluster.MutatingWebhooks is null) return Item("admission", title, "unknown", "Webhook configurations were not collected.", null, []);
        var covering = (cluster.ValidatingWebhooks ?? []).Concat(cluster.MutatingWebhooks ?? []).SelectMany(c => c.Webhooks.Where(w => w.CoversCsrCreation).Select(w => (Configuration: c, Webhook: w))).ToList();
        return covering.Count == 0
            ? Item("admission", title, "pass", "No webhook covers the creation of CSRs.", null, [])
            : Item("admission", title, "warn", $"{string.Join(", ", covering.Select(c => $"{c.Configuration.Meta.Name} ({c.Webhook.Name}, failurePolicy {c.Webhook.FailurePolicy})"))} must answer and agree.", null, [.. covering.Select(c => new Quote(c.Configuration.Meta.Source, $"{c.Webhook.Name} -> {c.Webhook.Target}"))]);
    }

    private static PreflightItem ClientApproval(Situation s)
    {
        const string title = "Approval of the client CSR";
        if (s.ControlPlane.IsSwitchedOff("csrapproving", "certificatesigningrequest-approving-controller") == true) return Item("client-approval", title, "fail", "kube-controller-manager runs without its approver.", s.Client, [ControlPlane.FlagQuote(s.ControlPlane.ControllerManagers[0], "controllers")]);
        if (s.Access.Decide(Identity.Node(s.Names.Node), CsrAccess.SelfNodeClient) is not { } decision) return Item("client-approval", title, "unknown", "Roles and bindings were not collected.", s.Client, []);
        if (!decision.Allowed) decision = s.Access.Decide(Identity.Node(s.Names.Node), CsrAccess.NodeClient) ?? decision;
        var quote = decision.Quote;
        if (decision.Allowed) return Item("client-approval", title, "pass", $"{decision.Grantor} grants selfnodeclient.", s.Client, [quote]);
        return s.Distribution is Distribution.Kubeadm or Distribution.Unknown
            ? Item("client-approval", title, "fail", "No binding gives selfnodeclient to system:nodes: the CSR will stay Pending.", s.Client, [quote])
            : Item("client-approval", title, "warn", "No binding gives selfnodeclient to system:nodes; the distribution's own approver has to act.", s.Client, [quote]);
    }

    private static PreflightItem ServingApproval(Situation s)
    {
        const string title = "Approval of the serving CSR";
        if (s.Serving.RotationEnabled == false) return Item("serving-approval", title, "pass", "No serving certificate is asked for.", s.Serving, []);
        var pods = ServingApprovers.Pods(s);
        var granted = ServingApprovers.Granted(s);
        if (pods is { Count: > 0 } && pods[0] is var pod)
        {
            var up = pod.Containers.Any(c => c.Ready != false && c.WaitingReason is null);
            return Item("serving-approval", title, up ? "pass" : "fail", $"{pod.Meta.Name} {(up ? "runs" : "is down")}.", s.Serving, [new Quote(pod.Meta.Source, $"{pod.Meta.Name} {pod.Phase}")]);
        }

        return granted switch
        {
            { Count: > 0 } => Item("serving-approval", title, "pass", $"{string.Join(", ", granted.Take(3))} may approve for kubernetes.io/kubelet-serving.", s.Serving, []),
            { Count: 0 } => Item("serving-approval", title, "warn", "Nobody but administrators may: each renewal waits for a person.", s.Serving, []),
            _ => Item("serving-approval", title, "unknown", "Neither pods nor bindings were collected.", s.Serving, []),
        };
    }

    private static PreflightItem Signer(Situation s)
    {
        const string title = "Signer";
        var plane = s.ControlPlane;
        if (plane.IsSwitchedOff("csrsigning", "certificatesigningrequest-signing-controller") == true) return Item("signer", title, "fail", "kube-controller-manager runs without its signers.", null, [ControlPlane.FlagQuote(plane.ControllerManagers[0], "controllers")]);
        if (plane.ControllerManagerFlagsKnown && plane.ControllerManagerFlag("cluster-signing-cert-file") is null && plane.ControllerManagerFlag("cluster-signing-kubelet-client-cert-file") is null)
            return Item("signer", title, "fail", "kube-controller-manager has no signing CA for kubelets.", null, [ControlPlane.FlagQuote(plane.ControllerManagers[0], "cluster-signing-cert-file")]);
        var quote = plane.ControllerManagerLease is { } lease ? new Quote(lease.Meta.Source, $"lease renewed {lease.Renewed:yyyy-MM-dd HH:mm:ss} by {lease.Holder}") : null;
        return plane.LeaderIsGone switch
        {
            false => Item("signer", title, "pass", "kube-controller-manager has a leader.", null, [quote]),
            true => Item("signer", title, "fail", "kube-controller-manager has no leader.", null, [quote]),
            _ when plane.ControllerManagerPodsDown == true => Item("signer", title, "fail", "No kube-controller-manager runs.", null, []),
            _ => Item("signer", title, "unknown", "Leases were not collected.", null, []),
        };
    }

    private static PreflightItem Ca(Situation s)
    {
        const string title = "CA";
        var ca = s.ClusterCas.OrderByDescending(c => c.NotAfter).FirstOrDefault();
        if (ca is null) return Item("ca-lifetime", title, "unknown", "No CA was collected.", null, []);
        var quote = new Quote(new Source("cluster/configmaps-kube-system.json"), $"{ca.Subject.Text} until {ca.NotAfter:yyyy-MM-dd HH:mm:ss} UTC");
        if (ca.NotAfter <= s.Now) return Item("ca-lifetime", title, "fail", $"It ended at {ca.NotAfter:yyyy-MM-dd HH:mm:ss} UTC.", null, [quote]);
        var lifetime = s.Client.Certificate?.Lifetime ?? TimeSpan.FromDays(365);
        var next = (s.Client.WindowEnd ?? s.Now) + lifetime;
        return ca.NotAfter < next
            ? Item("ca-lifetime", title, ca.NotAfter < (s.Client.WindowEnd ?? s.Now) ? "fail" : "warn", $"It ends at {ca.NotAfter:yyyy-MM-dd HH:mm:ss} UTC: certificates are cut to that.", null, [quote])
            : Item("ca-lifetime", title, "pass", $"{ca.Subject.Text} is valid until {ca.NotAfter:yyyy-MM-dd}.", null, [quote]);
    }

    private static PreflightItem Recovery(Situation s)
    {
        const string title = "Way back after a missed renewal";
        return s.Evidence.Host.BootstrapKubeconfig is { } bootstrap
            ? Item("bootstrap", title, "pass", "A bootstrap kubeconfig is on the node; its token may be over.", s.Client, [new Quote(bootstrap.Source, "bootstrap kubeconfig")])
            : s.Evidence.Host.Kubeconfig is null ? Item("bootstrap", title, "unknown", "The node's files were not collected.", s.Client, [])
            : Item("bootstrap", title, "warn", "No bootstrap kubeconfig is on the node, as kubeadm leaves it: an expired node needs a new kubeconfig by hand.", s.Client, []);
    }

    private static PreflightItem Item(string id, string title, string outcome, string text, CertificateState? certificate, IEnumerable<Quote?> quotes) =>
        new(id, title, outcome, text, Diagnostician.CertificateName(certificate?.Kind), [.. quotes.OfType<Quote>().Select(Diagnostician.Quote)]);
}
