using Certrot.Reports;
using Certrot.TestKit;
using Certrot.TestKit.Scenarios;

namespace Certrot.Scenarios.Tests.Signing;

public sealed class SigningFacesTests
{
    [Fact]
    public void Files_for_one_signer_switch_the_others_off()
    {
        var s = Stuck();
        s.ControllerManagerFlags.RemoveAll(f => f.StartsWith("--cluster-signing-", StringComparison.Ordinal));
        s.ControllerManagerFlags.AddRange(["--cluster-signing-kubelet-serving-cert-file=/etc/kubernetes/pki/serving-ca.crt", "--cluster-signing-kubelet-serving-key-file=/etc/kubernetes/pki/serving-ca.key"]);
        s.ControllerManagerLog.Add(s.Klog('I', TimeSpan.FromHours(9), "certificates.go:63", "\"Skipping CSR signer controller because specific files were specified for other signers and not this one\" logger=\"certificatesigningrequest-signing-controller\" signer=\"kubernetes.io/kube-apiserver-client-kubelet\""));

        AssertCause(s, "csr-approved-not-issued-no-signer", "client", Verdicts.Failing);
    }

    [Fact]
    public void Signing_switched_off_by_its_new_name_is_a_missing_signer()
    {
        var s = Stuck();
        s.ControllerManagerFlags[s.ControllerManagerFlags.FindIndex(f => f.StartsWith("--controllers=", StringComparison.Ordinal))] = "--controllers=*,-certificatesigningrequest-signing-controller";

        AssertCause(s, "csr-approved-not-issued-no-signer", "client", Verdicts.Failing);
    }

    [Fact]
    public void Approved_by_hand_while_nobody_leads_waits_for_kube_controller_manager()
    {
        var s = Stuck();
        s.Leases.RemoveAll(l => (string?)l["metadata"]!["name"] == "kube-controller-manager");
        s.Leases.Add(NodeScenario.Lease("kube-system", "kube-controller-manager", "cp-1_5a1f", s.Now.AddMinutes(-50)));

        AssertCause(s, "kcm-down", "client", Verdicts.Failing);
    }

    [Fact]
    public void A_missing_signer_endangers_a_node_that_need_not_renew_yet()
    {
        var s = new NodeScenario();
        s.ControllerManagerFlags.RemoveAll(f => f.StartsWith("--cluster-signing-", StringComparison.Ordinal));

        AssertCause(s, "csr-approved-not-issued-no-signer", "client", Verdicts.AtRisk);
    }

    [Fact]
    public void A_certificate_cut_to_the_end_of_its_CA_is_at_risk()
    {
        var s = new NodeScenario();
        var ca = CertificateForge.Authority(s.Now.AddYears(-10), s.Now.AddDays(200));
        SignedBy(s, ca, s.Now.AddDays(200));

        AssertCause(s, "signer-ca-expired", "client", Verdicts.AtRisk);
    }

    [Fact]
    public void A_certificate_that_ends_before_its_CA_is_not()
    {
        var s = new NodeScenario();
        var ca = CertificateForge.Authority(s.Now.AddYears(-10), s.Now.AddDays(200));
        SignedBy(s, ca, s.Now.AddDays(199));

        AssertCause(s, "healthy", null, Verdicts.Healthy);
    }

    [Fact]
    public void An_expired_signer_of_three_days_ago_is_history()
    {
        var s = new NodeScenario();
        s.Client = s.Ca.IssueKubeletClient(s.Node, s.Now.AddDays(-350), s.Now.AddDays(15));
        s.AddCsr("csr-4m2xq", client: true, TimeSpan.FromMinutes(9));
        s.Bindings.RemoveAll(b => (string?)b["metadata"]!["name"] == "kubeadm:node-autoapprove-certificate-rotation");
        for (var ago = TimeSpan.FromHours(76); ago > TimeSpan.FromHours(72); ago -= TimeSpan.FromMinutes(17))
            s.ControllerManagerLog.Add(s.Klog('E', ago, "certificate_controller.go:149", "Sync csr-old12 failed with : error auto signing csr: the signer has expired: NotAfter=2026-06-12 08:00:00 +0000 UTC"));
        s.ControllerManagerLog.Add(s.Klog('I', TimeSpan.FromMinutes(1), "cleaner.go:188", "Cleaning CSR as it is more than pendingExpiration duration old and unhandled."));

        AssertCause(s, "client-csr-autoapprove-rbac-missing", "client", Verdicts.Failing);
    }

    [Fact]
    public void A_persons_CSR_that_waits_for_a_signer_leaves_a_kubeadm_node_healthy()
    {
        var s = new NodeScenario();
        var csr = s.AddCsr("jane", client: true, TimeSpan.FromHours(2), "Approved", username: "jane", commonName: "jane");
        csr["spec"]!["signerName"] = "example.com/people";

        AssertCause(s, "healthy", null, Verdicts.Healthy);
    }

    [Fact]
    public void A_refusal_that_was_followed_by_a_certificate_is_history()
    {
        var s = new NodeScenario();
        s.KubeletLog.Add(s.Klog('E', TimeSpan.FromHours(25), "certificate_manager.go:454", "certificate request was not signed: certificate signing request failed, reason: SignerValidationFailure, message: DNS subjectAltNames are not allowed"));
        s.Client = s.Ca.IssueKubeletClient(s.Node, s.Now.AddHours(-24), s.Now.AddDays(364));
        s.Serving = s.Ca.IssueKubeletServing(s.Node, s.Now.AddHours(-24), s.Now.AddDays(364), s.Address);

        AssertCause(s, "healthy", null, Verdicts.Healthy);
    }

    [Fact]
    public void Short_certificates_of_a_node_that_stays_up_are_a_risk_only()
    {
        var s = new NodeScenario();
        s.ControllerManagerFlags.Add("--cluster-signing-duration=6h");
        s.Client = s.Ca.IssueKubeletClient(s.Node, s.Now.AddHours(-2), s.Now.AddHours(4));
        s.Serving = s.Ca.IssueKubeletServing(s.Node, s.Now.AddHours(-2), s.Now.AddHours(4), s.Address);

        AssertCause(s, "signer-duration-too-short", "client", Verdicts.AtRisk);
    }

    [Fact]
    public void An_approved_serving_CSR_without_a_signer_concerns_the_serving_certificate()
    {
        var s = new NodeScenario { Serving = null };
        s.ControllerManagerFlags.RemoveAll(f => f.StartsWith("--cluster-signing-", StringComparison.Ordinal));
        s.ControllerManagerFlags.AddRange(["--cluster-signing-kubelet-client-cert-file=/etc/kubernetes/pki/ca.crt", "--cluster-signing-kubelet-client-key-file=/etc/kubernetes/pki/ca.key"]);
        s.AddCsr("csr-sv001", client: false, TimeSpan.FromMinutes(9), "Approved");

        AssertCause(s, "csr-approved-not-issued-no-signer", "serving", Verdicts.Failing);
    }

    private static NodeScenario Stuck()
    {
        var s = new NodeScenario();
        s.Client = s.Ca.IssueKubeletClient(s.Node, s.Now.AddDays(-350), s.Now.AddDays(15));
        s.AddCsr("csr-7hk2p", client: true, TimeSpan.FromMinutes(11), "Approved");
        return s;
    }

    private static void SignedBy(NodeScenario s, ForgedAuthority ca, DateTimeOffset end)
    {
        s.Client = ca.IssueKubeletClient(s.Node, s.Now.AddDays(-100), end);
        s.Serving = ca.IssueKubeletServing(s.Node, s.Now.AddDays(-100), s.Now.AddDays(180), s.Address);
        s.ClientCaFile = ca.Pem;
        s.Kubeconfig["clusters"]![0]!["cluster"]!["certificate-authority-data"] = Convert.ToBase64String(System.Text.Encoding.ASCII.GetBytes(ca.Pem));
        s.ConfigMaps[0] = NodeScenario.ConfigMap("kube-root-ca.crt", "ca.crt", ca.Pem);
        s.ConfigMaps[1] = NodeScenario.ConfigMap("extension-apiserver-authentication", "client-ca-file", ca.Pem);
    }

    private static void AssertCause(NodeScenario s, string cause, string? certificate, string verdict) => Judged.As(s.Diagnose(), cause, certificate, verdict);
}
