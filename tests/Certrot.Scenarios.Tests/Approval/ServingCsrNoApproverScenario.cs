using Certrot.TestKit.Scenarios;

namespace Certrot.Scenarios.Tests.Approval;

internal sealed class ServingCsrNoApproverScenario : CauseScenario
{
    public override string Cause => "serving-csr-no-approver";

    public override string? Certificate => "serving";

    public override string NearMissIs => "serving-csr-san-mismatch";

    /// <summary>serverTLSBootstrap is on and nobody approves. Kubelet 1.20.</summary>
    public override NodeScenario Build() => new NodeScenario().ServingPending(TimeSpan.FromHours(3));

    /// <summary>An approver runs with its rights, and the CSR asks for an address that is not the node's.</summary>
    public override NodeScenario NearMiss()
    {
        var s = new NodeScenario().WithApprover();
        s.Serving = null;
        s.AddCsr("csr-8kkz2", client: false, TimeSpan.FromHours(3), ips: ["10.0.0.11", "192.0.2.77"]);
        return s;
    }
}
