using Certrot.Reports;
using Certrot.TestKit.Scenarios;

namespace Certrot.Scenarios.Tests.Identity;

internal sealed class ServingRotationNotEnabledScenario : CauseScenario
{
    public override string Cause => "serving-rotation-not-enabled";

    public override string? Certificate => "serving";

    public override string Verdict => Verdicts.NotCertificateRelated;

    public override string NearMissIs => "healthy";

    /// <summary>The field's name has a capital letter too many.</summary>
    public override NodeScenario Build() => WithOwnCertificate().With(s => s.KubeletConfiguration["ServerTLSBootstrap"] = true);

    /// <summary>The same node, where nothing says that serving rotation was wanted.</summary>
    public override NodeScenario NearMiss() => WithOwnCertificate();

    private static NodeScenario WithOwnCertificate()
    {
        var s = new NodeScenario { Serving = null };
        s.KubeletConfiguration.Remove("serverTLSBootstrap");
        var own = SelfSigned.Of(s, s.Now.AddDays(-100));
        return s.WithFile("node/pki/kubelet.crt", own.Pem).WithFile("node/serving.pem", own.Pem);
    }
}
