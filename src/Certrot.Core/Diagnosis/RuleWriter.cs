using Certrot.Causes;
using Certrot.Rbac;
using Certrot.Reports;

namespace Certrot.Diagnosis;

/// <summary>Writes what came of the runbook's seven diagnosis rules and its fallback.</summary>
internal static class RuleWriter
{
    private const string Ok = "ok";
    private const string Problem = "problem";
    private const string NotApplicable = "not-applicable";

    public static List<RunbookStep> Write(Situation s, Ranking ranking) =>
    [
        Events(s), Expiry(s), Pending(s), Authority(s, ranking), Permission(s, ranking), Connectivity(s), Change(ranking), Fallback(s, ranking),
    ];

    private static RunbookStep Events(Situation s)
    {
        const string note = "The reasons that the rule names are not emitted by Kubernetes; when the failure began is taken from log, CSRs and certificates instead.";
        var notReady = s.Evidence.Cluster.Events?.Where(e => e.ObjectKind == "Node" && e.ObjectName == s.Evidence.NodeName && e.Reason == "NodeNotReady").MaxBy(e => e.Last);
        return new RunbookStep("D1", "Node events that point to certificates, and when the failure began", notReady is null ? NotApplicable : Problem,
            notReady is null ? "No event points to certificates." : $"The node was marked NotReady at {notReady.Last:yyyy-MM-dd HH:mm:ss} UTC.",
            notReady is null ? [] : [new QuoteReport(notReady.Meta.Source.ToString(), $"{notReady.Reason}: {notReady.Message}", notReady.Last)], note);
    }

    private static RunbookStep Expiry(Situation s)
    {
        const string title = "Expiry against now and against the start of the failure";
        if (s.Client.NotAfter is not { } end) return new RunbookStep("D2", title, NotApplicable, "The client certificate's end is not known.", []);
        var since = s.Trouble?.Since;
        var order = s.Client.Expired == true
            ? since is null ? $"It ended at {end:yyyy-MM-dd HH:mm:ss} UTC." : since < end ? $"Calls failed from {since:yyyy-MM-dd HH:mm:ss} UTC on, before it ended at {end:yyyy-MM-dd HH:mm:ss}: the expiry is a consequence." : $"It ended at {end:yyyy-MM-dd HH:mm:ss} UTC, and calls fail since {since:yyyy-MM-dd HH:mm:ss}: the expiry came first."
            : $"It is in date until {end:yyyy-MM-dd HH:mm:ss} UTC{(since is null ? "" : $", and calls fail since {since:yyyy-MM-dd HH:mm:ss}: expiry is not the reason")}.";
        return new RunbookStep("D2", title, s.Client.Expired == true ? Problem : Ok, order, s.Client.ExpiryQuote is { } quote ? [Diagnostician.Quote(quote)] : []);
    }

    private static RunbookStep Pending(Situation s)
    {
        const string title = "CSR errors in the log, and CSRs stuck in Pending";
        var open = s.Certificates.SelectMany(c => c.Renewal).Where(c => !c.HasCertificate).ToList();
        var refusal = s.CsrRefusal(s.Client) ?? s.CsrRefusal(s.Serving);
        if (open.Count == 0 && refusal is null) return new RunbookStep("D3", title, s.Evidence.Cluster.CertificateSigningRequests is null ? NotApplicable : Ok, s.Evidence.Cluster.CertificateSigningRequests is null ? "CSRs were not collected." : "No CSR of this node is open.", []);
        return new RunbookStep("D3", title, Problem, open.Count > 0 ? $"{open[0].Meta.Name} is {open[0].StatusColumn}." : "CSRs cannot be created.",
            [.. open.Take(2).Select(c => Diagnostician.Quote(s.Quote(c))), .. refusal is null ? Array.Empty<QuoteReport>() : [Diagnostician.Quote(s.Kubelet.Quote(refusal))]]);
    }

    private static RunbookStep Authority(Situation s, Ranking ranking)
    {
        const string title = "Pending CSRs: is the CA, or what approves and signs, unavailable?";
        const string note = "The rule merges two states: a CSR that is Pending waits for approval, one that is Approved waits for the signer.";
        var fails = s.Certificates.Any(c => c.RenewalFails);
        var seen = s.ControllerManager.Collected || s.Evidence.Cluster.Pods is { Count: > 0 } || s.ControlPlane.ControllerManagerLease is not null;
        return ByCause("D4", title, ranking, "D4", !fails ? "No CSR waits." : seen ? "kube-controller-manager and its CA show no trouble." : "kube-controller-manager was not collected.", fails && seen ? Ok : NotApplicable, note);
    }

    private static RunbookStep Permission(Situation s, Ranking ranking)
    {
        const string note = "Kubelets do not approve CSRs: what they lack is the right to create them, or the approval that RBAC grants to their group.";
        var known = s.Access.Decide(Identity.Node(s.Names.Node), CsrAccess.SelfNodeClient) is not null;
        return ByCause("D5", "Permission errors: RBAC for creating and approving CSRs", ranking, "D5", known ? "RBAC does not stand in the way." : "RBAC was not collected.", known ? Ok : NotApplicable, note);
    }

    private static RunbookStep Connectivity(Situation s)
    {
        const string title = "Connectivity between the kubelet and the API server";
        if (s.Trouble is { } trouble && trouble.Kind <= ApiTroubleKind.NotCovered)
            return new RunbookStep("D6", title, Problem, "The kubelet does not get through to the API server.", [Diagnostician.Quote(trouble.Quote)]);
        if (s.CollectorTrouble is { } collector) return new RunbookStep("D6", title, Problem, "The collector does not get through to the API server.", [Diagnostician.Quote(collector.Quote)]);
        return new RunbookStep("D6", title, s.Kubelet.Collected || s.Posts == true ? Ok : NotApplicable,
            s.Posts == true ? s.NodeIsMissing ? "The kubelet renews its lease: it gets through." : "The kubelet posts its status: it gets through." : s.Kubelet.Collected ? "The log shows no present failure of connections." : "The kubelet's log was not collected.", []);
    }

    private static RunbookStep Change(Ranking ranking)
    {
        var change = ranking.All.FirstOrDefault(c => c.ExplainedBy is null && c.Judgement.Change is not null);
        return new RunbookStep("D7", "Worked before: what changed (upgrade, CA, RBAC)?", change is null ? NotApplicable : Problem,
            change is null ? "The evidence shows no change that preceded the failure." : $"{change.Judgement.Change}.", change is null ? [] : [.. change.Judgement.Evidence.Take(2).Select(Diagnostician.Quote)]);
    }

    private static RunbookStep Fallback(Situation s, Ranking ranking)
    {
        const string title = "Otherwise: rotation settings, chain of the CA, silent failures";
        var rotation = s.Client.RotationEnabled switch { true => "Rotation of the client certificate is on", false => "Rotation of the client certificate is off", _ => "Whether rotation is on is not known" };
        var found = ranking.All.FirstOrDefault(c => c.ExplainedBy is null && c.Cause.Runbook.Contains("fallback") && c.Cause.Kind == CauseKind.Core);
        var quote = s.Client.RotationQuote;
        return new RunbookStep("fallback", title, found is not null ? Problem : ranking.Root is null ? NotApplicable : Ok,
            found is not null ? found.Judgement.Summary : $"{rotation}; nothing fails in silence by the evidence.", quote is null ? [] : [Diagnostician.Quote(quote)]);
    }

    private static RunbookStep ByCause(string number, string title, Ranking ranking, string rule, string otherwise, string outcome, string note)
    {
        var found = ranking.All.FirstOrDefault(c => c.ExplainedBy is null && c.Cause.Kind == CauseKind.Core && c.Cause.Runbook.Contains(rule));
        return found is null
            ? new RunbookStep(number, title, outcome, otherwise, [], note)
            : new RunbookStep(number, title, Problem, found.Judgement.Summary, [.. found.Judgement.Evidence.Take(2).Select(Diagnostician.Quote)], note);
    }
}
