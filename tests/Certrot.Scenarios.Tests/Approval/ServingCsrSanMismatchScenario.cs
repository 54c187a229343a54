using Certrot.TestKit.Scenarios;

namespace Certrot.Scenarios.Tests.Approval;

internal sealed class ServingCsrSanMismatchScenario : CauseScenario
{
    public override string Cause => "serving-csr-san-mismatch";

    public override string? Certificate => "serving";

    public override string NearMissIs => "serving-csr-no-approver";

    /// <summary>A second address came to the host that the Node object does not list; the approver leaves the CSR alone.</summary>
    public override NodeScenario Build()
    {
        var s = new NodeScenario().WithApprover();
        s.Serving = null;
        s.AddCsr("csr-8kkz2", client: false, TimeSpan.FromHours(3), ips: ["10.0.0.11", "192.0.2.77"]);
        return s;
    }

    /// <summary>Every name is the node's own, and there is no approver.</summary>
    public override NodeScenario NearMiss()
    {
        var s = new NodeScenario();
        s.Serving = null;
        s.AddCsr("csr-8kkz2", client: false, TimeSpan.FromHours(3));
        return s;
    }
}
