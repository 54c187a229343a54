using Certrot.Diagnosis;
using Certrot.Reports;

namespace Certrot.Causes;

/// <summary>The API server's name does not resolve.</summary>
internal sealed class ApiserverDnsFailure : Cause
{
    public override string Id => "apiserver-dns-failure";

    public override string Title => "API server name does not resolve on the node";

    public override Severity Severity => Severity.High;

    public override IReadOnlyList<string> Runbook => ["P4", "D6"];

    public override string Meaning => "The kubelet.conf names the API server by a name that the node cannot resolve: the resolver is down or unreachable, the record is gone, or resolv.conf changed.";

    public override string Distinguish => "The word \"lookup\" in the error: no connection was tried yet.";

    public override string DecisiveCheck => "getent hosts NAME on the node";

    public override IReadOnlyList<string> Consequences =>
        ["apiserver-unreachable", "client-expired-kubelet-running", "client-expired-no-bootstrap", "auth-anonymous", "kubelet-not-running", "client-expired-node-offline", "apiserver-overloaded", "apiserver-wrong-endpoint"];

    public override Judgement Judge(Situation situation)
    {
        var trouble = situation.Trouble is { Kind: ApiTroubleKind.NameResolution } t ? t : situation.Trouble is null && situation.CollectorTrouble is { Kind: ApiTroubleKind.NameResolution } c ? c : null;
        if (trouble is null) return No;
        var ofNode = trouble == situation.Trouble;
        // A name that the collector's network does not know may be known to the node's.
        return Yes(ofNode ? Confidence.Confirmed : Confidence.Possible, CertificateKind.Client,
            $"{(ofNode ? situation.Names.Node : "The collector")} cannot resolve {trouble.Detail("host") ?? situation.Names.ServerHost}, the name of its API server: {Short(trouble.Detail("why"))}.",
            [trouble.Quote, situation.Evidence.Host.Kubeconfig is { Server: not null } k ? new Evidence.Quote(k.Source, $"server: {k.Server}") : null, situation.ReadyQuote], trouble.Since);
    }

    public override IReadOnlyList<FixStep> Fix(Situation situation) =>
    [
        new("See who answers for the name", "node", ["cat /etc/resolv.conf", $"getent hosts {Host(situation)} || echo 'not resolved'", "resolvectl status || systemctl status systemd-resolved"]),
        new("Repair the resolver or the record; an entry in /etc/hosts helps for the moment", "node", [$"echo 'ADDRESS {Host(situation)}' >> /etc/hosts"], "Take it out again when the record is back."),
        Remedies.VerifyNode(situation),
    ];

    private static string Host(Situation situation) => situation.Trouble?.Detail("host") ?? situation.Names.ServerHost;

    private static string Short(string? why) => why is null ? "no answer" : why.Length > 120 ? why[..120] : why;
}
