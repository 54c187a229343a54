using Certrot.TestKit.Scenarios;

namespace Certrot.Scenarios.Tests.Bootstrap;

internal sealed class BootstrapTokenInvalidScenario : CauseScenario
{
    public override string Cause => "bootstrap-token-invalid";

    public override string NearMissIs => "auth-anonymous";

    /// <summary>A worker joins a day after its token was made. Kubelet 1.20.</summary>
    public override NodeScenario Build() => Joins();

    /// <summary>The API server takes no tokens at all.</summary>
    public override NodeScenario NearMiss() => Joins().With(s => s.ApiServerFlags.Remove("--enable-bootstrap-token-auth=true"));

    private static NodeScenario Joins() => new NodeScenario().Joining().CsrCannotBeCreated(20, TimeSpan.FromMinutes(5), "Unauthorized").CallsAreForbidden(20, TimeSpan.FromMinutes(5), "system:anonymous");
}
