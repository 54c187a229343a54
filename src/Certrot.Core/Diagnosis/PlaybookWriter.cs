using Certrot.Evidence;
using Certrot.Logs;
using Certrot.Rbac;
using Certrot.Reports;

namespace Certrot.Diagnosis;

/// <summary>Writes what came of the runbook's seven playbook steps.</summary>
internal static class PlaybookWriter
{
    private const string Ok = "ok";
    private const string Problem = "problem";
    private const string NotCollected = "not-collected";

    public static List<RunbookStep> Write(Situation s) => [Describe(s), Events(s), Expiry(s), Logs(s), Csrs(s), Authority(s), Rbac(s)];

    private static RunbookStep Describe(Situation s)
    {
        const string title = "Describe the node: conditions, events, kubelet version";
        if (s.Evidence.Cluster.Nodes is null) return Step("P1", title, NotCollected, "The node object was not collected.", []);
        if (s.Node is not { } node) return Step("P1", title, Problem, $"There is no node {s.Names.Node} in the cluster.", []);
        var bad = node.Conditions.Where(c => c.Type == "Ready" ? c.Status != "True" : c.Status == "True").ToList();
        var version = node.KubeletVersion is null ? "" : $", kubelet {node.KubeletVersion}";
        return Step("P1", title, bad.Count == 0 ? Ok : Problem,
            bad.Count == 0 ? $"Ready{version}, last heartbeat {s.LastHeartbeat:yyyy-MM-dd HH:mm:ss} UTC." : $"{string.Join(", ", bad.Select(c => $"{c.Type}={c.Status} ({c.Reason})"))}{version}.",
            [s.ReadyQuote]);
    }

    private static RunbookStep Events(Situation s)
    {
        const string title = "Events of the node, sorted by time";
        const string note = "No Kubernetes component emits CertificateRotationFailed or TLSHandshakeError: their absence proves nothing, and a kubelet without a valid certificate cannot post events either.";
        if (s.Evidence.Cluster.Events is not { } events) return Step("P2", title, NotCollected, "Events were not collected.", [], note);
        var mine = events.Where(e => e.ObjectKind == "Node" && e.ObjectName == s.Evidence.NodeName).OrderBy(e => e.Last ?? e.First).ToList();
        var warnings = mine.Where(e => e.Reason is "NodeNotReady" or "CertificateRotationFailed" or "TLSHandshakeError" || (e.Type == "Warning" && e.Reason is not "InvalidDiskCapacity" and not "CgroupV1")).ToList();
        return Step("P2", title, warnings.Count == 0 ? Ok : Problem,
            mine.Count == 0 ? "No event speaks of this node." : $"{mine.Count} events, from {mine[0].First ?? mine[0].Last:yyyy-MM-dd HH:mm:ss} to {mine[^1].Last:yyyy-MM-dd HH:mm:ss} UTC{(warnings.Count == 0 ? ", none of trouble" : $"; trouble: {string.Join(", ", warnings.Select(e => e.Reason).Distinct(StringComparer.Ordinal))}")}.",
            [.. warnings.TakeLast(4).Select(e => new Quote(e.Meta.Source with { Time = e.Last }, $"{e.Reason}: {e.Message}"))], note);
    }

    private static RunbookStep Expiry(Situation s)
    {
        const string title = "Expiry of the kubelet's certificates";
        const string note = "The runbook speaks of one certificate; a kubelet has two, with different signers and different consequences.";
        if (s.Client.NotAfter is null && s.Serving.NotAfter is null && s.Evidence.Host.Pki is null) return Step("P3", title, NotCollected, "No certificate was collected.", [], note);
        var broken = s.Certificates.Any(c => c.Expired == true) || s.Client.CurrentFile is { Problems.Count: > 0, Leaf: null } || (s.Client.NotAfter is null && s.Evidence.Host.Kubeconfig is { HasExec: false });
        return Step("P3", title, broken ? Problem : Ok, $"{Words(s, s.Client)} {Words(s, s.Serving)}", [.. s.Certificates.OrderBy(c => c.Expired != true).Select(c => c.ExpiryQuote)], note);
    }

    private static string Words(Situation s, CertificateState state)
    {
        var name = state.Kind == CertificateKind.Client ? "Client" : "Serving";
        if (state.NotAfter is not { } end) return $"{name}: none was read.";
        var left = end - s.Now;
        return left < TimeSpan.Zero ? $"{name}: expired {Durations.Short(left)} ago, at {end:yyyy-MM-dd HH:mm:ss} UTC." : $"{name}: {Durations.Short(left)} left, until {end:yyyy-MM-dd HH:mm:ss} UTC.";
    }

    private static RunbookStep Logs(Situation s)
    {
        const string title = "Kubelet log: rotation errors, expiry warnings, CSR failures";
        if (!s.Kubelet.Collected) return Step("P4", title, NotCollected, "The kubelet's log was not collected.", []);
        var digest = s.Kubelet.Digest!;
        var quotes = new List<Quote?>();
        foreach (var pattern in new[]
        {
            KubeletMessages.CsrCreateFailed, KubeletMessages.RequestNotSigned, KubeletMessages.StoreFailed, KubeletMessages.StartedExpired, KubeletMessages.BootstrapMissing,
            KubeletMessages.PairUnreadable, KubeletMessages.PairMissing, KubeletMessages.NoValidClientCertificate, KubeletMessages.NoServingCertificate, KubeletMessages.CurrentExpired,
        })
        {
            if (s.Kubelet.LastNow(pattern) is { } match) quotes.Add(s.Kubelet.Quote(match));
        }

        if (s.Trouble is { } trouble) quotes.Add(trouble.Quote);
        var runs = digest.Runs.Count == 1 ? "one run" : $"{digest.Runs.Count} runs, the newest judged";
        var span = $"{digest.Lines} line{(digest.Lines == 1 ? "" : "s")} ({digest.Format}), {runs}{(digest.First is null ? "" : $", {digest.First:yyyy-MM-dd HH:mm:ss} to {digest.Last:HH:mm:ss} UTC")}";
        return Step("P4", title, quotes.Count == 0 ? Ok : Problem, quotes.Count == 0 ? $"{span}: no present trouble with certificates." : $"{span}.", quotes);
    }

    private static RunbookStep Csrs(Situation s)
    {
        const string title = "CSRs: are the kubelet's pending?";
        if (s.Evidence.Cluster.CertificateSigningRequests is not { } all) return Step("P5", title, NotCollected, "CSRs were not collected.", []);
        var mine = s.Certificates.SelectMany(c => c.Csrs ?? []).ToList();
        var open = s.Certificates.SelectMany(c => c.Renewal).Where(c => !c.HasCertificate).ToList();
        return Step("P5", title, open.Count == 0 ? Ok : Problem,
            $"{all.Count} CSRs in the cluster, {all.Count(c => c.IsPending)} pending; {mine.Count} of this node{(open.Count == 0 ? ", none open" : $", open: {string.Join(", ", open.Take(4).Select(c => $"{c.Meta.Name} {c.StatusColumn}"))}")}.",
            [.. open.Take(4).Select(s.Quote)]);
    }

    private static RunbookStep Authority(Situation s)
    {
        const string title = "CA and signer: available, in date, able to sign?";
        const string note = "\"CA overload prevents approval\" does not hold: approval and signing are two steps, and CA trouble leaves a CSR Approved and not Issued.";
        if (s.CollectorTrouble is { } unreachable) return Step("P6", title, Problem, "The API server does not answer the collector.", [unreachable.Quote], note);
        var plane = s.ControlPlane;
        if (plane.ControllerManagers.Count == 0 && plane.ControllerManagerLease is null && !s.ControllerManager.Collected) return Step("P6", title, NotCollected, "kube-controller-manager was not collected.", [], note);
        var quotes = new List<Quote?>();
        foreach (var pattern in new[] { ControlPlaneMessages.SignerSkipped, ControlPlaneMessages.SigningDisabled, ControlPlaneMessages.ApprovingDisabled, ControlPlaneMessages.SignerExpired, ControlPlaneMessages.SignerUnreadable })
        {
            if (s.ControllerManager.LastNow(pattern) is { } match) quotes.Add(s.ControllerManager.Quote(match));
        }

        if (plane.LeaderIsGone == true || plane.ControllerManagerPodsDown == true)
        {
            quotes.Add(plane.ControllerManagerLease is { } lease ? new Quote(lease.Meta.Source, $"lease kube-controller-manager renewed {lease.Renewed:yyyy-MM-dd HH:mm:ss}") : null);
            if (plane.BrokenControllerManager is { } pod) quotes.Add(new Quote(pod.Meta.Source, $"{pod.Meta.Name}: {pod.Containers[0].WaitingReason}"));
        }

        var ca = s.ApiServerClientCas.Count > 0 ? s.ApiServerClientCas[0] : null;
        if (ca is not null && ca.NotAfter < s.Now) quotes.Add(new Quote(new Source("cluster/configmaps-kube-system.json"), $"client CA {ca.Subject.Text} notAfter {ca.NotAfter:yyyy-MM-dd HH:mm:ss}"));
        var text = $"kube-controller-manager {(plane.LeaderIsGone == true || plane.ControllerManagerPodsDown == true ? "is down" : plane.LeaderIsGone == false ? "has a leader" : "was seen")}{(ca is null ? "" : $"; cluster CA {ca.Subject.Text} until {ca.NotAfter:yyyy-MM-dd}")}.";
        return Step("P6", title, quotes.Exists(q => q is not null) ? Problem : Ok, text, quotes, note);
    }

    private static RunbookStep Rbac(Situation s)
    {
        const string title = "RBAC: may the kubelet create CSRs, and may they be approved?";
        const string note = "Kubelets never approve: they need to create CSRs, and RBAC must let the approver approve them.";
        var node = Identity.Node(s.Names.Node);
        if (s.Access.Decide(node, CsrAccess.SelfNodeClient) is not { } self) return Step("P7", title, NotCollected, "Roles or bindings were not collected.", [], note);
        var modes = s.ControlPlane.ApiServerFlag("authorization-mode");
        var asked = s.Access.Decide(node, CsrAccess.CreateCsr);
        var create = asked?.Allowed == true || (asked?.IsFinal != true && modes?.Contains("Node", StringComparison.Ordinal) != false);
        var serving = ServingGrant(s);
        var fine = create && self.Allowed;
        return Step("P7", title, fine ? Ok : Problem,
            $"Creating CSRs: {(create ? "allowed" : "refused")}{(modes is null && asked?.IsFinal != true ? " (authorization mode not known)" : "")}. Approval of its client CSR: {(self.Allowed ? $"granted by {self.Grantor}" : "not granted")}. Serving CSRs: {serving}.",
            [fine ? null : self.Quote], note);
    }

    private static string ServingGrant(Situation s)
    {
        var granted = Causes.ServingApprovers.Granted(s);
        return granted switch
        {
            { Count: > 0 } => $"may be approved by {string.Join(", ", granted.Take(3))}",
            { Count: 0 } => "nobody but administrators may approve them",
            _ => "not known who may approve them",
        };
    }

    private static RunbookStep Step(string number, string title, string outcome, string summary, IEnumerable<Quote?> evidence, string? note = null) =>
        new(number, title, outcome, summary, [.. evidence.OfType<Quote>().Select(Diagnostician.Quote)], note);
}
