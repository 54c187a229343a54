using Certrot.TestKit.Scenarios;

namespace Certrot.Scenarios.Tests.Approval;

internal sealed class CsrRequestorMismatchScenario : CauseScenario
{
    public override string Cause => "csr-requestor-mismatch";

    public override string? Certificate => "serving";

    public override string NearMissIs => "serving-csr-no-approver";

    /// <summary>The node role is mapped to a user that is not the node.</summary>
    public override NodeScenario Build()
    {
        var s = new NodeScenario { Serving = null };
        s.AddCsr("csr-8kkz2", client: false, TimeSpan.FromHours(1), username: "system:serviceaccount:kube-system:node-role", commonName: s.Node);
        return s;
    }

    /// <summary>The node asks under its own name.</summary>
    public override NodeScenario NearMiss()
    {
        var s = new NodeScenario { Serving = null };
        s.AddCsr("csr-8kkz2", client: false, TimeSpan.FromHours(1));
        return s;
    }
}
