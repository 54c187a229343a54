using Certrot.Diagnosis;
using Certrot.Evidence;
using Certrot.Logs;
using Certrot.Pki;
using Certrot.Repair;
using Certrot.Repair.Steps;
using Certrot.Reports;

namespace Certrot.Causes;

/// <summary>The API server does not know the CA of the kubelet's certificate.</summary>
internal sealed class ApiserverRejectsClientCa : Cause
{
    public override string Id => "apiserver-rejects-client-ca";

    public override string Title => "API server does not accept the CA that signed the kubelet's client certificate";

    public override Severity Severity => Severity.Critical;

    public override IReadOnlyList<string> Runbook => ["P3", "P4", "P6", "D7"];

    public override string Meaning =>
        "The API server verifies client certificates with --client-ca-file. A certificate of a former cluster, of a CA that was rotated out, or of a signer that the API server was not told of gets 401, however long it is still valid; the kubelet then cannot even ask for another.";

    public override string Distinguish => "The certificate is in date and its key matches, and still 401. Expired certificates are a matter of group A; \"unknown authority\" in the kubelet's log is kubelet-trusts-old-ca.";

    public override string DecisiveCheck => "openssl verify -CAfile CLIENT-CA kubelet-client-current.pem, with the CA of ConfigMap kube-system/extension-apiserver-authentication";

    public override IReadOnlyList<string> Consequences => ["client-expired-kubelet-running", "auth-anonymous", "bootstrap-token-invalid", "kubelet-not-running", "rotation-silently-stalled", "client-expired-no-bootstrap"];

    public override Judgement Judge(Situation situation)
    {
        var client = situation.Client;
        var refused = situation.ApiServer.LastNow(ControlPlaneMessages.ClientRefused) is { } line && line.Text.Contains("unknown authority", StringComparison.Ordinal) && !IsFrontProxy(line.Text) ? line : null;
        var cas = situation.ApiServerClientCas;
        if (situation.Trouble is not { Kind: ApiTroubleKind.Unauthorized } trouble)
        {
            if (refused is null || !situation.Evidence.Fragmentary) return Latent(situation, cas);
            return Yes(situation.Kubelet.Collected || situation.Node is not null ? Confidence.Likely : Confidence.Possible, CertificateKind.Client, "The API server refuses a client certificate: it does not know the CA that signed it.", [situation.ApiServer.Quote(refused)], refused.Time);
        }

        if (client.Certificate is not { } leaf || client.Expired != false)
        {
            return refused is not null && client.Expired is null
                ? Yes(Confidence.Likely, CertificateKind.Client, "The API server refuses the kubelet's client certificate: it does not know the CA that signed it.", [situation.ApiServer.Quote(refused), trouble.Quote], trouble.Since)
                : No;
        }

        if (leaf.NotBefore > situation.Now) return No;
        var chain = cas.Count > 0 ? ChainVerifier.Verify(leaf, [], cas, situation.Now, null) : null;
        if (chain is { Status: ChainStatus.Valid })
            return Not("The client certificate verifies with the API server's client CA.", [new Quote(new Source("cluster/configmaps-kube-system.json"), $"client-ca-file: {chain.Anchor!.Subject.Text}"), client.ExpiryQuote!]);
        return Yes(chain is not null || refused is not null ? Confidence.Confirmed : Confidence.Possible, CertificateKind.Client,
            $"The API server answers 401 to the client certificate of {situation.Names.Node}, which is in date: {(chain is null && refused is null ? "it may not accept the CA that signed it" : "it does not accept the CA that signed it")} ({leaf.Issuer.Text}).",
            [
                trouble.Quote, new Quote(client.CertificateSource!.Value, $"issuer {leaf.Issuer.Text}, authority key {leaf.AuthorityKeyId ?? "none"}"),
                cas.Count > 0 ? new Quote(new Source("cluster/configmaps-kube-system.json"), $"client-ca-file: {cas[0].Subject.Text}, key {cas[0].SubjectKeyId}") : null, refused is null ? null : situation.ApiServer.Quote(refused),
            ],
            trouble.Since, cas.Count > 0 && cas.Max(c => c.NotBefore) > leaf.NotBefore ? $"the API server's client CA is from {cas.Max(c => c.NotBefore):yyyy-MM-dd HH:mm:ss} UTC, newer than the certificate" : null);
    }

    /// <summary>Aggregated API servers verify the front proxy with the same code, and certificates that are not for clients fail in the same place.</summary>
    private static bool IsFrontProxy(string text) =>
        text.Contains("front-proxy", StringComparison.Ordinal) || text.Contains("requestheader", StringComparison.Ordinal) || text.Contains("incompatible key usage", StringComparison.Ordinal);

    public override IReadOnlyList<FixStep> Fix(Situation situation) =>
    [
        new("If the certificate is of a former cluster or a CA that is gone for good: give the node a new one (next steps). If the signing CA is right and the API server was not told: add it to --client-ca-file instead", "control-plane",
            ["grep client-ca-file /etc/kubernetes/manifests/kube-apiserver.yaml", "openssl x509 -noout -subject -dates -ext subjectKeyIdentifier -in /etc/kubernetes/pki/ca.crt"]),
        .. Remedies.ReissueClientCertificate(situation),
    ];

    public override IReadOnlyList<RepairStep> Repair(Situation situation) => CredentialSteps.Rebootstrap(situation, Id);

    public override IReadOnlyList<NextCheck> NextChecks(Situation situation) =>
    [
        new($"{situation.Names.Kubectl} -n kube-system get configmap extension-apiserver-authentication -o jsonpath='{{.data.client-ca-file}}' | openssl x509 -noout -subject -ext subjectKeyIdentifier", "workstation", "which CA the API server accepts client certificates from"),
        new($"openssl x509 -noout -issuer -ext authorityKeyIdentifier -in {situation.Names.ClientCurrent}", "node", "which CA signed the kubelet's certificate"),
    ];

    /// <summary>A certificate that no longer verifies while the kubelet still holds its old connections open.</summary>
    private static Judgement Latent(Situation situation, IReadOnlyList<Certificate> cas)
    {
        if (situation.Client is not { Certificate: { } leaf, Expired: false } || cas.Count == 0 || leaf.NotBefore > situation.Now) return No;
        if (situation.Trouble is not null || situation.CollectorTrouble is not null || situation.Posts != true) return No;
        var chain = ChainVerifier.Verify(leaf, [], cas, situation.Now, null);
        return chain.Status is ChainStatus.UnknownAuthority or ChainStatus.SignatureMismatch
            ? Yes(Confidence.Likely, CertificateKind.Client, $"The client certificate of {situation.Names.Node} does not verify with the CA that the API server publishes for clients: the next connection may be refused.",
                [new Quote(situation.Client.CertificateSource!.Value, $"issuer {leaf.Issuer.Text}, authority key {leaf.AuthorityKeyId ?? "none"}"), new Quote(new Source("cluster/configmaps-kube-system.json"), $"client-ca-file: {cas[0].Subject.Text}, key {cas[0].SubjectKeyId}")], latent: true)
            : No;
    }
}
