using Certrot.TestKit.Scenarios;

namespace Certrot.Scenarios.Tests.Rbac;

internal sealed class RbacApproverForbiddenScenario : CauseScenario
{
    public override string Cause => "rbac-approver-forbidden";

    public override string? Certificate => "serving";

    public override string NearMissIs => "serving-csr-no-approver";

    /// <summary>An approver is deployed with a role that lacks the verb approve on the signer.</summary>
    public override NodeScenario Build() => new NodeScenario().ServingPending(TimeSpan.FromMinutes(11)).WithApprover(mayApprove: false);

    /// <summary>No approver at all.</summary>
    public override NodeScenario NearMiss() => new NodeScenario().ServingPending(TimeSpan.FromMinutes(11));
}
