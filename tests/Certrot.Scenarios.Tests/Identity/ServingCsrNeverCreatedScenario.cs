using System.Text.Json.Nodes;
using Certrot.TestKit.Scenarios;

namespace Certrot.Scenarios.Tests.Identity;

internal sealed class ServingCsrNeverCreatedScenario : CauseScenario
{
    public override string Cause => "serving-csr-never-created";

    public override string? Certificate => "serving";

    public override string NearMissIs => "serving-csr-no-approver";

    /// <summary>An external cloud provider whose controller is down: the node has its host name alone.</summary>
    public override NodeScenario Build() => NoServing().With(s =>
    {
        s.NodeObjectOfNode["status"]!["addresses"] = new JsonArray(new JsonObject { ["type"] = "Hostname", ["address"] = s.Node });
        s.NodeObjectOfNode["spec"]!["taints"] = new JsonArray(new JsonObject { ["key"] = "node.cloudprovider.kubernetes.io/uninitialized", ["value"] = "true", ["effect"] = "NoSchedule" });
    });

    /// <summary>The CSR is there, one more every fifteen minutes, and nobody approves it.</summary>
    public override NodeScenario NearMiss() => NoServing().With(s =>
    {
        for (var i = 0; i < 6; i++) s.AddCsr($"csr-n{i}c4q", client: false, TimeSpan.FromMinutes(5 + (15 * i)));
    });

    private static NodeScenario NoServing()
    {
        var s = new NodeScenario { Serving = null };
        s.Nodes[0] = s.NodeObject(s.Node, s.Address, ready: true, created: s.Now.AddHours(-2));
        s.Client = s.Ca.IssueKubeletClient(s.Node, s.Now.AddHours(-2), s.Now.AddDays(365));
        return s.LogRepeatedly(TimeSpan.FromHours(2), TimeSpan.FromSeconds(11), TimeSpan.FromMinutes(4), 'I', "log.go:245", "http: TLS handshake error from 10.0.0.10:41234: no serving certificate available for the kubelet");
    }
}
