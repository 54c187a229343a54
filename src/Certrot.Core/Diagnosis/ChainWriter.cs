using Certrot.Causes;
using Certrot.Reports;

namespace Certrot.Diagnosis;

/// <summary>Writes the chain from the root cause to what people see, and to what is still to come.</summary>
internal static class ChainWriter
{
    public static List<ChainLink> Write(Situation situation, Ranking ranking, OutlookReport outlook)
    {
        var links = new List<ChainLink>();
        if (ranking.Root is not { } root || root.Cause.Kind == CauseKind.Benign) return links;
        links.Add(new ChainLink(root.Judgement.Summary, root.Cause.Id, root.Judgement.Since, false, [.. root.Judgement.Evidence.Select(Diagnostician.Quote)]));
        foreach (var candidate in ranking.All.Where(c => c.ExplainedBy is not null && c.Cause.Kind != CauseKind.Benign && root.Cause.Consequences.Contains(c.Cause.Id)))
            links.Add(new ChainLink(candidate.Cause.Title, candidate.Cause.Id, candidate.Judgement.Since, candidate.Judgement.Latent, [.. candidate.Judgement.Evidence.Select(Diagnostician.Quote)]));

        var state = root.Judgement.Certificate == CertificateKind.Serving ? situation.Serving : situation.Client;
        if (state.RenewalFails && state.Renewal.Count > 0 && state.Decisive is { } csr)
            links.Add(new ChainLink($"CSR {csr.Meta.Name} is {csr.StatusColumn}: {CertificateWriter.Text(state.Stage)}", null, csr.Meta.Created, false, [Diagnostician.Quote(situation.Quote(csr))]));
        if (root.Judgement.Certificate is null || (root.Judgement.Latent && !root.Cause.StopsRenewal)) return links;

        if (state.NotAfter is { } end)
        {
            var over = state.Expired == true;
            if (over || state.RenewalFails || root.Judgement.Latent || state.Stage == RotationStage.NotRotated)
                links.Add(new ChainLink($"The {state.Name} certificate {(over ? "expired" : "expires")}", null, end, !over, state.ExpiryQuote is { } quote ? [Diagnostician.Quote(quote)] : null));
        }

        if (state.Kind == CertificateKind.Serving)
        {
            links.Add(new ChainLink("logs, exec, port-forward and metrics of the node fail; the node stays Ready", null, null, root.Judgement.Latent || (state.RenewalFails && state is { Expired: false, Certificate: not null })));
            return links;
        }

        if (situation.NodeIsMissing && state.Expired != true && !root.Judgement.Latent) links.Add(new ChainLink("The node is not in the cluster", null, null, false));
        var lost = situation.Node?.Ready is { Status: "Unknown" };
        if (state.Expired == true || outlook.LostAt is not null || lost)
        {
            var at = lost ? situation.Node?.Ready?.LastTransition : outlook.LostAt;
            var future = !lost && at > situation.Now;
            if (state.Expired == true && situation.Trouble is { Kind: ApiTroubleKind.Anonymous or ApiTroubleKind.Unauthorized } trouble)
                links.Add(new ChainLink(trouble.Kind == ApiTroubleKind.Anonymous ? "The API server sees the kubelet as system:anonymous (403)" : "The API server answers 401 to the kubelet", null, trouble.Since, false, [Diagnostician.Quote(trouble.Quote)]));
            links.Add(new ChainLink(future ? "The node becomes NotReady and its pods are moved away" : lost ? "The node is NotReady (Unknown)" : "The node is lost to the cluster", null, at, future,
                lost && situation.ReadyQuote is { } ready ? [Diagnostician.Quote(ready)] : null));
        }

        return links;
    }
}
