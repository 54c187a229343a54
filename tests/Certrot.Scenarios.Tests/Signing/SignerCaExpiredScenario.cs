using Certrot.TestKit.Scenarios;

namespace Certrot.Scenarios.Tests.Signing;

internal sealed class SignerCaExpiredScenario : CauseScenario
{
    public override string Cause => "signer-ca-expired";

    public override string NearMissIs => "rbac-signer-forbidden";

    /// <summary>kube-controller-manager of 1.32, which wraps what its controllers report.</summary>
    public override NodeScenario Build() => Stuck("error auto signing csr: the signer has expired: NotAfter=2026-06-15 10:14:41 +0000 UTC");

    /// <summary>The signer may not sign: the same CSR, another refusal.</summary>
    public override NodeScenario NearMiss() => Stuck(
            "error updating signature for csr: certificatesigningrequests.certificates.k8s.io \"csr-8lbsd\" is forbidden: user not permitted to sign requests with signerName \"kubernetes.io/kube-apiserver-client-kubelet\"")
        .With(s => s.Roles.Single(r => (string?)r["metadata"]!["name"] == "system:controller:certificate-controller")["rules"]!.AsArray().RemoveAt(3));

    private static NodeScenario Stuck(string error)
    {
        var s = new NodeScenario();
        s.Client = s.Ca.IssueKubeletClient(s.Node, s.Now.AddDays(-350), s.Now.AddDays(15));
        s.AddCsr("csr-8lbsd", client: true, TimeSpan.FromMinutes(12), "Approved");
        for (var ago = TimeSpan.FromMinutes(12); ago > TimeSpan.FromSeconds(2); ago /= 2)
            s.ControllerManagerLog.Add(s.Klog('E', ago, "certificate_controller.go:151", $"\"Unhandled Error\" err=\"{KubeletLines.Escaped($"Sync csr-8lbsd failed with : {error}")}\" logger=\"UnhandledError\""));
        return s;
    }
}
