using Certrot.TestKit;
using Certrot.TestKit.Scenarios;

namespace Certrot.Scenarios.Tests.Identity;

internal sealed class ServingStaticCertExpiredScenario : CauseScenario
{
    public override string Cause => "serving-static-cert-expired";

    public override string? Certificate => "serving";

    public override string NearMissIs => "serving-csr-no-approver";

    /// <summary>An operator's own certificate in tlsCertFile, past its end.</summary>
    public override NodeScenario Build() => Expired().With(s =>
    {
        s.KubeletConfiguration["serverTLSBootstrap"] = false;
        s.KubeletConfiguration["tlsCertFile"] = "/etc/kubernetes/certs/kubeletserver.crt";
        s.KubeletConfiguration["tlsPrivateKeyFile"] = "/etc/kubernetes/certs/kubeletserver.key";
    });

    /// <summary>With serverTLSBootstrap the kubelet asks for another, and nobody approves it.</summary>
    public override NodeScenario NearMiss() => Expired().With(s =>
    {
        s.Pki["kubelet-server-current.pem"] = s.Ca.IssueKubeletServing(s.Node, s.Now.AddDays(-370), s.Now.AddDays(-5), s.Address).PemWithRedactedKey;
        s.Without("node/serving.pem");
        for (var i = 0; i < 90; i++) s.AddCsr($"csr-s{i:d2}k9", client: false, TimeSpan.FromMinutes(4 + (15 * i)));
    });

    private static NodeScenario Expired()
    {
        var s = new NodeScenario { Serving = null };
        var leaf = s.Ca.Issue("system:nodes", "system:node:" + s.Node, s.Now.AddDays(-370), s.Now.AddDays(-5), [s.Node], [s.Address], CertificateForge.ServerAuth);
        return s.WithFile("node/serving.pem", leaf.Pem);
    }
}
