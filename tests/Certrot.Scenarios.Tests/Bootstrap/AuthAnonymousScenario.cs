using Certrot.TestKit.Scenarios;

namespace Certrot.Scenarios.Tests.Bootstrap;

internal sealed class AuthAnonymousScenario : CauseScenario
{
    public override string Cause => "auth-anonymous";

    public override string NearMissIs => "bootstrap-token-invalid";

    /// <summary>A template left the token of the bootstrap kubeconfig empty: the CSR comes from system:anonymous. Kubelet 1.24.</summary>
    public override NodeScenario Build() => Joins("certificatesigningrequests.certificates.k8s.io is forbidden: User \"system:anonymous\" cannot create resource \"certificatesigningrequests\" in API group \"certificates.k8s.io\" at the cluster scope", empty: true);

    /// <summary>There is a token, and it is refused: 401 names no user.</summary>
    public override NodeScenario NearMiss() => Joins("Unauthorized", empty: false);

    private static NodeScenario Joins(string error, bool empty)
    {
        var s = new NodeScenario().Joining();
        if (empty) s.BootstrapKubeconfig = s.KubeconfigWith([]);
        return s.CsrCannotBeCreated(24, TimeSpan.FromMinutes(5), error).CallsAreForbidden(24, TimeSpan.FromMinutes(5), "system:anonymous");
    }
}
