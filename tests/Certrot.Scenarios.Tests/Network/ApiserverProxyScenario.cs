using System.Text.Json.Nodes;
using Certrot.TestKit.Scenarios;

namespace Certrot.Scenarios.Tests.Network;

internal sealed class ApiserverProxyScenario : CauseScenario
{
    public override string Cause => "apiserver-proxy";

    public override string NearMissIs => "apiserver-unreachable";

    /// <summary>HTTPS_PROXY came into the unit's environment, and the proxy is not there. Kubelet 1.20.</summary>
    public override NodeScenario Build() => CutOff("localhost,127.0.0.1", "proxyconnect tcp: dial tcp 10.1.0.5:3128: connect: connection refused");

    /// <summary>The proxy is set, and the API server exempt from it: it is the API server's port that refuses.</summary>
    public override NodeScenario NearMiss() => CutOff("localhost,127.0.0.1,10.0.0.10", "dial tcp 10.0.0.10:6443: connect: connection refused");

    private static NodeScenario CutOff(string exempt, string error)
    {
        var s = new NodeScenario();
        s.Process!["environment"] = new JsonObject { ["HTTPS_PROXY"] = "http://10.1.0.5:3128", ["NO_PROXY"] = exempt };
        s.NodeLostSince(s.Now.AddMinutes(-12));
        return s.CallsFail(20, TimeSpan.FromMinutes(12), error);
    }
}
