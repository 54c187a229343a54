using Certrot.Diagnosis;
using Certrot.Evidence;
using Certrot.Logs;
using Certrot.Repair;
using Certrot.Repair.Steps;
using Certrot.Reports;

namespace Certrot.Causes;

/// <summary>The kubeconfig names a certificate that rotation never replaces.</summary>
internal sealed class KubeconfigStaticCert : Cause
{
    public override string Id => "kubeconfig-static-cert";

    public override string Title => "kubelet.conf embeds (or points to) the original certificate instead of kubelet-client-current.pem";

    public override Severity Severity => Severity.High;

    public override IReadOnlyList<string> Runbook => ["P3", "D2", "fallback"];

    public override string Meaning =>
        "Rotation writes kubelet-client-current.pem and a running kubelet uses it, but at start the kubelet first looks at the certificate in its kubeconfig. Where that is still the embedded "
        + "original, rotations succeed for a year unseen, and the first restart after its end fails. Control-plane nodes set up by kubeadm before 1.17 are the usual victims.";

    public override string Distinguish => "A valid kubelet-client-current.pem decides: client-expired-no-bootstrap has none.";

    public override string DecisiveCheck => "compare NotAfter of the certificate in kubelet.conf with that of kubelet-client-current.pem";

    public override IReadOnlyList<string> Consequences =>
        ["client-expired-no-bootstrap", "client-expired-node-offline", "client-expired-kubelet-running", "kubelet-not-running", "auth-anonymous", "never-bootstrapped", "client-expired-rotation-disabled"];

    public override Judgement Judge(Situation situation)
    {
        var host = situation.Evidence.Host;
        if (host.Kubeconfig is not { } kubeconfig) return ByLog(situation);
        if (situation.Distribution is Distribution.K3s or Distribution.Rke2 or Distribution.Rke1 or Distribution.MicroK8s) return No;
        var named = Named(situation, kubeconfig);
        if (named?.Leaf is not { } leaf) return No;
        if (situation.Client.CurrentFile?.Leaf is not { } current) return WithoutCurrent(situation, kubeconfig, leaf);
        // A printed certificate has no bytes: then the dates tell.
        if (leaf.Der.Length == 0 || current.Der.Length == 0 ? leaf.NotAfter == current.NotAfter : leaf.Der.AsSpan().SequenceEqual(current.Der)) return No;

        var source = kubeconfig.ClientCertificateData is not null ? "client-certificate-data" : $"client-certificate: {kubeconfig.ClientCertificatePath}";
        var quotes = new[]
        {
            new Quote(kubeconfig.Source, $"{source} (notAfter {leaf.NotAfter:yyyy-MM-dd HH:mm:ss} UTC)"),
            new Quote(situation.Client.CurrentFile.Source, $"notAfter {current.NotAfter:yyyy-MM-dd HH:mm:ss} UTC"),
            situation.Kubelet.LastNow(KubeletMessages.StartedExpired) is { } line ? situation.Kubelet.Quote(line) : null,
        };
        if (leaf.NotAfter < situation.Now)
        {
            if (current.NotAfter < situation.Now) return Not($"{situation.Names.ClientCurrent} is expired as well: the kubeconfig alone is not the reason.", [quotes[1]!]);
            return Yes(Confidence.Confirmed, CertificateKind.Client,
                $"{situation.Names.Kubeconfig} of {situation.Names.Node} still names its original certificate, expired at {leaf.NotAfter:yyyy-MM-dd HH:mm:ss} UTC, while rotation keeps {situation.Names.ClientCurrent} valid until {current.NotAfter:yyyy-MM-dd HH:mm:ss} UTC.",
                quotes, situation.Kubelet.LastNow(KubeletMessages.StartedExpired)?.Time ?? leaf.NotAfter, latent: situation.Posts == true && situation.Evidence.Host.Process?.Running != false);
        }

        return current.NotAfter > leaf.NotAfter
            ? Yes(Confidence.Confirmed, CertificateKind.Client,
                $"{situation.Names.Kubeconfig} of {situation.Names.Node} names its original certificate, which ends at {leaf.NotAfter:yyyy-MM-dd HH:mm:ss} UTC; rotation renews another file. The first restart after that fails.",
                quotes, latent: true)
            : No;
    }

    public override IReadOnlyList<FixStep> Fix(Situation situation) =>
    [
        new("Point the kubeconfig to the rotating file, keeping a copy", "node",
        [
            $"cp -a {situation.Names.Kubeconfig} {situation.Names.Kubeconfig}.before-repair",
            $"sed -i -E -e 's#client-certificate(-data)?:.*#client-certificate: {situation.Names.ClientCurrent}#' -e 's#client-key(-data)?:.*#client-key: {situation.Names.ClientCurrent}#' {situation.Names.Kubeconfig}",
        ],
        "Where kubelet.conf is JSON, edit it by hand: \"client-certificate\" and \"client-key\" both name that file. kubeadm init phase kubelet-finalize all does the same on a control-plane node.",
        $"grep client- {situation.Names.Kubeconfig}"),
        Remedies.RestartKubelet(situation),
        Remedies.VerifyNode(situation),
    ];

    public override IReadOnlyList<RepairStep> Repair(Situation situation) =>
        Remedies.HasGoodClientPair(situation) ? [NodeSteps.PointToRotatingFile(situation), NodeSteps.Restart(situation)] : CredentialSteps.Rebootstrap(situation, Id);

    /// <summary>
    /// Without the kubeconfig: at start the kubelet looks at the certificate that the kubeconfig names. Where it calls that expired, with a certificate in the rotating file
    /// that was issued before and is in date, the kubeconfig names another.
    /// </summary>
    private static Judgement ByLog(Situation situation)
    {
        if (situation.Kubelet.LastNow(KubeletMessages.StartedExpired) is not { Time: { } time } started || situation.Client is not { Expired: false, CurrentFile: { Leaf: { } current } file } || current.NotBefore >= time) return No;
        return Yes(Confidence.Likely, CertificateKind.Client,
            $"The kubelet of {situation.Names.Node} started with an expired certificate, while {situation.Names.ClientCurrent} holds one that is valid until {current.NotAfter:yyyy-MM-dd HH:mm:ss} UTC: its kubeconfig names another file, or embeds the original.",
            [situation.Kubelet.Quote(started), new Quote(file.Source, $"notBefore {current.NotBefore:yyyy-MM-dd HH:mm:ss}, notAfter {current.NotAfter:yyyy-MM-dd HH:mm:ss} UTC")], time);
    }

    /// <summary>Nothing that rotation wrote is there, or was collected: an embedded certificate at its end is still one that nothing could replace.</summary>
    private static Judgement WithoutCurrent(Situation situation, Kubernetes.Kubeconfig kubeconfig, Pki.Certificate leaf)
    {
        if (situation.Client.RotationEnabled != true || kubeconfig.ClientCertificateData is null || leaf.NotAfter >= situation.Now) return No;
        return Yes(Confidence.Likely, CertificateKind.Client,
            $"{situation.Names.Kubeconfig} of {situation.Names.Node} embeds its certificate, which expired at {leaf.NotAfter:yyyy-MM-dd HH:mm:ss} UTC: rotation renews {situation.Names.ClientCurrent}, never what is embedded.",
            [new Quote(kubeconfig.Source, $"client-certificate-data (notAfter {leaf.NotAfter:yyyy-MM-dd HH:mm:ss} UTC)"), situation.Kubelet.LastNow(KubeletMessages.StartedExpired) is { } line ? situation.Kubelet.Quote(line) : null, situation.Client.RotationQuote],
            situation.Kubelet.LastNow(KubeletMessages.StartedExpired)?.Time ?? leaf.NotAfter);
    }

    private static CertificateFile? Named(Situation situation, Kubernetes.Kubeconfig kubeconfig)
    {
        if (kubeconfig.ClientCertificateData is { } data) return data;
        if (kubeconfig.ClientCertificatePath is not { } path || path.EndsWith("-current.pem", StringComparison.Ordinal)) return null;
        return situation.Evidence.Host.Pki?.GetValueOrDefault(path[(path.LastIndexOf('/') + 1)..]);
    }
}
