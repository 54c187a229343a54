using Certrot.TestKit.Scenarios;

namespace Certrot.Scenarios.Tests.Approval;

internal sealed class CsrApproverControllerDisabledScenario : CauseScenario
{
    public override string Cause => "csr-approver-controller-disabled";

    public override string NearMissIs => "client-csr-autoapprove-rbac-missing";

    /// <summary>A hardening guide put -csrapproving into --controllers.</summary>
    public override NodeScenario Build() => new NodeScenario().Renewing().With(s => s.ControllerManagerFlags[1] = "--controllers=*,-csrapproving,bootstrapsigner,tokencleaner");

    /// <summary>The controller runs, and RBAC says no.</summary>
    public override NodeScenario NearMiss() => new NodeScenario().Renewing().WithoutBinding("kubeadm:node-autoapprove-certificate-rotation");
}
