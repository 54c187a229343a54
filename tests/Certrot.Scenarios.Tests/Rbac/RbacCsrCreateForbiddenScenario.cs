using Certrot.TestKit.Scenarios;

namespace Certrot.Scenarios.Tests.Rbac;

internal sealed class RbacCsrCreateForbiddenScenario : CauseScenario
{
    public override string Cause => "rbac-csr-create-forbidden";

    public override string NearMissIs => "auth-anonymous";

    /// <summary>The binding of system:node-bootstrapper was removed; a joining worker gets 403 under its own name. Kubelet 1.20.</summary>
    public override NodeScenario Build() => Joins("system:bootstrap:abcdef").WithoutBinding("kubeadm:kubelet-bootstrap");

    /// <summary>403 for system:anonymous: the credential is not accepted, and no binding helps.</summary>
    public override NodeScenario NearMiss() => Joins("system:anonymous");

    private static NodeScenario Joins(string user) => new NodeScenario().Joining()
        .CsrCannotBeCreated(20, TimeSpan.FromMinutes(5), $"certificatesigningrequests.certificates.k8s.io is forbidden: User \"{user}\" cannot create resource \"certificatesigningrequests\" in API group \"certificates.k8s.io\" at the cluster scope")
        .CallsAreForbidden(20, TimeSpan.FromMinutes(5), "system:anonymous");
}
