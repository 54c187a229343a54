using Certrot.TestKit.Scenarios;

namespace Certrot.Scenarios.Tests.Network;

internal sealed class ApiserverDnsFailureScenario : CauseScenario
{
    public override string Cause => "apiserver-dns-failure";

    public override string NearMissIs => "apiserver-unreachable";

    /// <summary>The resolver answers that the name does not exist. Kubelet 1.36.</summary>
    public override NodeScenario Build() => CutOff("dial tcp: lookup api.prod.example.com on 10.0.0.2:53: no such host");

    /// <summary>The name resolves, and nobody listens there.</summary>
    public override NodeScenario NearMiss() => CutOff("dial tcp 10.0.0.10:6443: connect: connection refused");

    private static NodeScenario CutOff(string error)
    {
        var s = new NodeScenario { Server = "https://api.prod.example.com:6443" };
        s.Kubeconfig = s.KubeconfigWith(s.Kubeconfig["users"]![0]!["user"]!.DeepClone().AsObject());
        s.NodeLostSince(s.Now.AddMinutes(-35));
        return s.CallsFail(36, TimeSpan.FromMinutes(35), error);
    }
}
