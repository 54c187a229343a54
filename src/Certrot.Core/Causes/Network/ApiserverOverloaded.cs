using Certrot.Diagnosis;
using Certrot.Logs;
using Certrot.Reports;

namespace Certrot.Causes;

/// <summary>The API server is too busy.</summary>
internal sealed class ApiserverOverloaded : Cause
{
    public override string Id => "apiserver-overloaded";

    public override string Title => "API server throttles or times out CSR calls";

    public override Severity Severity => Severity.Medium;

    public override IReadOnlyList<string> Runbook => ["P6", "D4", "D6"];

    public override string Meaning => "The API server answers 429 or 5xx, or etcd does not keep up: CSRs come late or not at all, for many clients at once. A flood of CSRs can be the reason itself.";

    public override string Distinguish => "An HTTP answer rather than a failed connection.";

    public override string DecisiveCheck => "sum by (code) (rate(apiserver_request_total{code=~\"429|5..\"}[5m]))";

    public override IReadOnlyList<string> Consequences => ["client-expired-kubelet-running", "auth-anonymous"];

    public override Judgement Judge(Situation situation)
    {
        var trouble = situation.Trouble is { Kind: ApiTroubleKind.Overloaded } t ? t : null;
        var refusal = situation.CsrRefusal(situation.Client) ?? situation.CsrRefusal(situation.Serving);
        var csr = refusal is null ? null : ApiTroubleFinder.Of(situation.Kubelet, refusal) is { Kind: ApiTroubleKind.Overloaded } o ? o : null;
        if (trouble is null && csr is null) return No;
        if (situation.Trouble is { Kind: not ApiTroubleKind.Overloaded } && csr is null) return No;
        var count = situation.Kubelet.CountNow(KubeletMessages.Overloaded);
        return Yes(csr is not null || count >= 3 ? Confidence.Likely : Confidence.Possible, CertificateKind.Client, $"The API server is too busy to answer {situation.Names.Node}.", [csr?.Quote, trouble?.Quote], Since(situation, trouble, csr));
    }

    /// <summary>The first such answer of this run since which nothing else came in between: of calls, or of the creation of CSRs.</summary>
    private static DateTimeOffset? Since(Situation situation, ApiTrouble? trouble, ApiTrouble? csr)
    {
        if (trouble?.Since is { } since) return since;
        return situation.Kubelet.FirstNow(KubeletMessages.Overloaded)?.Time ?? csr?.Since;
    }

    public override IReadOnlyList<FixStep> Fix(Situation situation) =>
    [
        new("See who loads it, and how etcd does", "workstation", [$"{situation.Names.Kubectl} get --raw /metrics | grep -E '^apiserver_flowcontrol_rejected_requests_total|^etcd_request_duration_seconds_count' | sort -k2 -n | tail", $"{situation.Names.Kubectl} get csr --no-headers | wc -l"]),
        new("Take the load off, or repair etcd; the kubelet tries again by itself", "infrastructure", []),
    ];
}
