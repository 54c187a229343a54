using Certrot.Diagnosis;
using Certrot.Kubernetes;
using Certrot.Logs;
using Certrot.Repair;
using Certrot.Repair.Steps;
using Certrot.Reports;

namespace Certrot.Causes;

/// <summary>The API server does not accept the bootstrap token.</summary>
internal sealed class BootstrapTokenInvalid : Cause
{
    public override string Id => "bootstrap-token-invalid";

    public override string Title => "Bootstrap token expired, deleted or wrong";

    public override Severity Severity => Severity.High;

    public override IReadOnlyList<string> Runbook => ["P4", "P7", "D5"];

    public override string Meaning =>
        "A node without a valid client certificate asks for one with a bootstrap token, a Secret bootstrap-token-<id> in kube-system. Tokens made by kubeadm live 24 hours; afterwards the API server answers 401.";

    public override string Distinguish =>
        "401 and not 403: no user is named. With an expired client certificate and no bootstrap kubeconfig the same 401 appears: look which file the kubelet uses.";

    public override string DecisiveCheck => "kubeadm token list, or kubectl -n kube-system get secret bootstrap-token-<id> -o jsonpath='{.data.expiration}' | base64 -d";

    public override IReadOnlyList<string> Consequences =>
        ["auth-anonymous", "client-expired-kubelet-running", "client-expired-no-bootstrap", "never-bootstrapped", "pki-file-missing", "apiserver-rejects-client-ca"];

    public override Judgement Judge(Situation situation)
    {
        if (situation.Evidence.Fragmentary && situation.CsrRefusal(situation.Client) is null && situation.ApiServer.Last(ControlPlaneMessages.ClientRefused, m => m.Text.Contains("invalid bearer token", StringComparison.Ordinal)) is { } bearer
            && CommandLine.Flag(situation.Evidence.Host.Process?.CommandLine ?? [], "bootstrap-kubeconfig") is not null)
            return Yes(Confidence.Possible, CertificateKind.Client, "The API server is shown a token that it does not know, and the kubelet has a bootstrap kubeconfig: its token may be expired or wrong.", [situation.ApiServer.Quote(bearer)], bearer.Time);
        if (situation.CsrRefusal(situation.Client) is not { } refusal || ApiTroubleFinder.Of(situation.Kubelet, refusal)?.Kind != ApiTroubleKind.Unauthorized) return No;
        var quote = situation.Kubelet.Quote(refusal);
        var host = situation.Evidence.Host;
        if (situation.Client is { Certificate: not null, Expired: false }) return No;
        var used = situation.Kubelet.LastNow(KubeletMessages.BootstrapUsed);
        if (host.BootstrapKubeconfig is null && used is null)
        {
            return situation.Evidence.Fragmentary && situation.Client.Expired is null
                ? Yes(Confidence.Likely, CertificateKind.Client, "The API server does not accept the credentials that the kubelet asks for its certificate with, as it does when the bootstrap token is expired.", [quote], refusal.Time)
                : No;
        }

        if (situation.ControlPlane.AcceptsTokens == false)
            return Not("The API server does not accept tokens at all: neither --enable-bootstrap-token-auth=true nor --token-auth-file is set.", [ControlPlane.FlagQuote(situation.ControlPlane.ApiServers[0], "enable-bootstrap-token-auth")]);
        var token = host.BootstrapKubeconfig?.TokenId;
        if (host.BootstrapKubeconfig is { HasToken: false, ClientCertificateData: null, ClientCertificatePath: null }) return No;
        // The same 401 comes from an API server that takes no tokens at all.
        return Yes(host.BootstrapKubeconfig?.HasToken == true && situation.ControlPlane.AcceptsTokens == true ? Confidence.Confirmed : Confidence.Likely, CertificateKind.Client,
            $"The API server answers 401 to the bootstrap token{(token is null ? "" : $" {token}")} of {situation.Names.Node}: it is expired, deleted or wrong.",
            [quote, host.BootstrapKubeconfig is { } b ? new Evidence.Quote(b.Source, $"token: {token ?? "?"}.REDACTED") : null, used is null ? null : situation.Kubelet.Quote(used)],
            situation.Kubelet.FirstNow(KubeletMessages.CsrCreateFailed)?.Time);
    }

    public override IReadOnlyList<FixStep> Fix(Situation situation) =>
    [
        new("Make a new token", "control-plane", ["kubeadm token create --print-join-command"], "It lives 24 hours; --ttl sets another time."),
        new("Put it into the bootstrap kubeconfig; the kubelet tries again by itself within 32 seconds of a restart", "node",
            [$"sed -i -E 's#(token: *).*#\\1NEW-TOKEN#' {situation.Names.BootstrapKubeconfig}", situation.Names.RestartKubelet]),
        Remedies.VerifyNode(situation),
    ];

    public override IReadOnlyList<RepairStep> Repair(Situation situation) => CredentialSteps.Rebootstrap(situation, Id);

    public override IReadOnlyList<NextCheck> NextChecks(Situation situation) =>
        [new($"{situation.Names.Kubectl} -n kube-system get secret bootstrap-token-{situation.Evidence.Host.BootstrapKubeconfig?.TokenId ?? "ID"} -o jsonpath='{{.data.expiration}}' | base64 -d", "workstation", "whether the token exists and until when it is valid")];
}
