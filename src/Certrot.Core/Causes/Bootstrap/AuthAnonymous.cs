using Certrot.Diagnosis;
using Certrot.Evidence;
using Certrot.Logs;
using Certrot.Repair;
using Certrot.Repair.Steps;
using Certrot.Reports;

namespace Certrot.Causes;

/// <summary>Requests carry no accepted credentials.</summary>
internal sealed class AuthAnonymous : Cause
{
    public override string Id => "auth-anonymous";

    public override string Title => "Requests reach the API server without accepted credentials (system:anonymous)";

    public override Severity Severity => Severity.High;

    public override IReadOnlyList<string> Runbook => ["P7", "D5"];

    public override string Meaning =>
        "A 403 for system:anonymous is a problem of authentication, not of RBAC: the request carried no certificate or token that the API server accepts. In a running kubelet that is first of all an "
        + "expired client certificate; otherwise an empty token, or token authentication that is not switched on.";

    public override string Distinguish => "Do not grant rights to system:anonymous. First test for an expired or missing client certificate, then for the bootstrap credential.";

    public override string DecisiveCheck => "which credential the kubeconfig in use holds, and whether it is valid";

    public override Judgement Judge(Situation situation)
    {
        var refusal = situation.CsrRefusal(situation.Client);
        var csr = refusal is null ? null : ApiTroubleFinder.Of(situation.Kubelet, refusal);
        var bootstrap = situation.Evidence.Host.BootstrapKubeconfig;
        if (csr?.Kind == ApiTroubleKind.Unauthorized && bootstrap?.HasToken == true && situation.Client.Expired != false && situation.ControlPlane.AcceptsTokens == false)
        {
            return Yes(Confidence.Confirmed, CertificateKind.Client,
                "The API server accepts no bootstrap tokens: neither --enable-bootstrap-token-auth=true nor --token-auth-file is set.",
                [csr.Quote, ControlPlane.FlagQuote(situation.ControlPlane.ApiServers[0], "enable-bootstrap-token-auth")], situation.Kubelet.FirstNow(KubeletMessages.CsrCreateFailed)?.Time ?? refusal!.Time);
        }

        if (csr?.Kind == ApiTroubleKind.Anonymous)
        {
            return Yes(bootstrap is { HasToken: false } ? Confidence.Confirmed : Confidence.Likely, CertificateKind.Client,
                $"The CSR of {situation.Names.Node} reaches the API server as system:anonymous: the credential that it is sent with is empty or not accepted.",
                [csr.Quote, bootstrap is { HasToken: false } b ? new Quote(b.Source, "no token and no client certificate") : null], refusal!.Time);
        }

        if (situation.Trouble is not { Kind: ApiTroubleKind.Anonymous } trouble) return No;
        if (situation.Client.Expired == true) return Not($"The client certificate is expired: a kubelet without a valid one is anonymous.", [situation.Client.ExpiryQuote!]);
        if (refusal is not null) return No;
        if (situation.Client.Renewal.Any(c => c.IsPending)) return No;
        return Yes(situation.Client.Expired == false ? Confidence.Likely : Confidence.Possible, CertificateKind.Client,
            situation.Client.Expired == false
                ? $"The kubelet of {situation.Names.Node} shows no certificate to the API server although its file is in date."
                : "The kubelet reaches the API server without accepted credentials; an expired or missing client certificate is the usual reason.",
            [trouble.Quote, situation.Client.ExpiryQuote], trouble.Since);
    }

    public override IReadOnlyList<FixStep> Fix(Situation situation) =>
        situation.ControlPlane.AcceptsTokens == false && situation.Evidence.Host.BootstrapKubeconfig?.HasToken == true
            ?
            [
                Remedies.EditManifest(situation, "kube-apiserver", "Set --enable-bootstrap-token-auth=true"),
                new("Start the kubelet anew if it has given up; it asks again by itself else", "node", [situation.Names.RestartKubelet]),
                Remedies.VerifyNode(situation),
            ]
            :
            [
                new("See which credential the kubelet uses, and whether it is valid", "node",
                    [$"grep -E 'client-certificate|token' {situation.Names.Kubeconfig} | sed 's/token: .*/token: (hidden)/'", $"openssl x509 -noout -subject -enddate -in {situation.Names.ClientCurrent}"]),
                new("Switch bootstrap tokens on, where the token is not accepted", "control-plane", ["grep enable-bootstrap-token-auth /etc/kubernetes/manifests/kube-apiserver.yaml"], "--enable-bootstrap-token-auth=true in the manifest of kube-apiserver; the pod restarts by itself."),
                .. Remedies.ReissueClientCertificate(situation),
            ];

    public override IReadOnlyList<RepairStep> Repair(Situation situation) => situation.ControlPlane.AcceptsTokens == false ? base.Repair(situation) : CredentialSteps.Rebootstrap(situation, Id);

    public override IReadOnlyList<NextCheck> NextChecks(Situation situation) =>
        [new($"openssl x509 -noout -subject -issuer -dates -in {situation.Names.ClientCurrent}", "node", "whether the client certificate is expired or missing")];
}
