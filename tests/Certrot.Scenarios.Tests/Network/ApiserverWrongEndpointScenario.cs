using Certrot.TestKit;
using Certrot.TestKit.Scenarios;

namespace Certrot.Scenarios.Tests.Network;

internal sealed class ApiserverWrongEndpointScenario : CauseScenario
{
    public override string Cause => "apiserver-wrong-endpoint";

    public override string NearMissIs => "kubelet-trusts-old-ca";

    /// <summary>The cluster got a new endpoint; at the old address another cluster's API server answers now. Kubelet 1.24.</summary>
    public override NodeScenario Build() => Left("api.prod.example.com:6443", rotated: false);

    /// <summary>The endpoint is right, and the CA behind it is new.</summary>
    public override NodeScenario NearMiss() => Left("10.0.0.10:6443", rotated: true);

    private static NodeScenario Left(string endpoint, bool rotated)
    {
        var s = new NodeScenario();
        s.ConfigMaps.Add(NodeScenario.ConfigMap("kubeadm-config", "ClusterConfiguration", $"apiVersion: kubeadm.k8s.io/v1beta4\ncontrolPlaneEndpoint: {endpoint}\nkind: ClusterConfiguration\n"));
        if (rotated) s.ConfigMaps[0] = NodeScenario.ConfigMap("kube-root-ca.crt", "ca.crt", CertificateForge.Authority(s.Now.AddHours(-2), s.Now.AddYears(10)).Pem);
        s.NodeLostSince(s.Now.AddMinutes(-35));
        return s.CallsFail(24, TimeSpan.FromMinutes(35), "x509: certificate signed by unknown authority");
    }
}
