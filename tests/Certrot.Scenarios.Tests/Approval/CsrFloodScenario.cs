using Certrot.TestKit.Scenarios;

namespace Certrot.Scenarios.Tests.Approval;

internal sealed class CsrFloodScenario : CauseScenario
{
    public override string Cause => "csr-flood";

    public override string? Certificate => "serving";

    /// <summary>The node itself waits for nothing.</summary>
    public override string Verdict => Reports.Verdicts.AtRisk;

    public override string NearMissIs => "healthy";

    /// <summary>Hundreds of pending CSRs of an identity that is no node: lists are slow and approvers stop.</summary>
    public override NodeScenario Build() => With(400);

    /// <summary>Thirty are no flood.</summary>
    public override NodeScenario NearMiss() => With(30);

    private static NodeScenario With(int count)
    {
        var s = new NodeScenario();
        for (var i = 0; i < count; i++) s.AddCsr($"csr-f{i:D4}", client: false, TimeSpan.FromMinutes(30 + i), username: $"system:node:gone-{i}", commonName: $"gone-{i}");
        return s;
    }
}
