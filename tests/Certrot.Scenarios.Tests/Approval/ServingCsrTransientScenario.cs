using Certrot.Reports;
using Certrot.TestKit.Scenarios;

namespace Certrot.Scenarios.Tests.Approval;

internal sealed class ServingCsrTransientScenario : CauseScenario
{
    public override string Cause => "serving-csr-transient";

    public override string? Certificate => "serving";

    public override string Verdict => Verdicts.Healthy;

    public override string NearMissIs => "serving-csr-san-mismatch";

    /// <summary>A node of two minutes in a cluster with an approver.</summary>
    public override NodeScenario Build() => JustStarted();

    /// <summary>The approver has had half an hour, and the names do not fit.</summary>
    public override NodeScenario NearMiss()
    {
        var s = JustStarted();
        s.Nodes[0] = s.NodeObject(s.Node, s.Address, ready: true);
        s.Csrs.Clear();
        s.AddCsr("csr-8kkz2", client: false, TimeSpan.FromMinutes(30), ips: ["10.0.0.11", "192.0.2.77"]);
        return s;
    }

    private static NodeScenario JustStarted()
    {
        var s = new NodeScenario().WithApprover().ServingPending(TimeSpan.FromSeconds(40));
        s.Client = s.Ca.IssueKubeletClient(s.Node, s.Now.AddMinutes(-7), s.Now.AddDays(365));
        s.Nodes[0] = s.NodeObject(s.Node, s.Address, ready: true, created: s.Now.AddMinutes(-2));
        return s;
    }
}
