using System.Text.Json.Nodes;
using Certrot.TestKit.Scenarios;

namespace Certrot.Scenarios.Tests.Signing;

internal sealed class CsrFailedSignerValidationScenario : CauseScenario
{
    private const string Refusal = "usages did not match [digital signature key encipherment client auth]";

    public override string Cause => "csr-failed-signer-validation";

    public override string NearMissIs => "csr-denied-by-approver";

    /// <summary>A patched kubelet asks for server auth as well; the approval was by hand.</summary>
    public override NodeScenario Build() => Due("Failed", null, Refusal, $"certificate signing request failed, reason: SignerValidationFailure, message: {Refusal}");

    /// <summary>The same request, refused one step earlier: by the approver.</summary>
    public override NodeScenario NearMiss() => Due("Denied", "PolicyViolation", Refusal, $"certificate signing request is denied, reason: PolicyViolation, message: {Refusal}");

    private static NodeScenario Due(string state, string? reason, string message, string error)
    {
        var s = new NodeScenario();
        s.Client = s.Ca.IssueKubeletClient(s.Node, s.Now.AddDays(-350), s.Now.AddDays(15));
        foreach (var (name, minutes) in new[] { ("csr-2bq7f", 2), ("csr-f6jx9", 3) })
        {
            var csr = s.AddCsr(name, client: true, TimeSpan.FromMinutes(minutes), state, reason: reason, message: message);
            csr["spec"]!["usages"] = new JsonArray("digital signature", "client auth", "server auth");
            s.KubeletLog.Add(s.Klog('E', TimeSpan.FromMinutes(minutes) - TimeSpan.FromSeconds(1), "certificate_manager.go:502",
                $"{KubeletLines.ClientSigner}: certificate request was not signed: {error}"));
        }

        return s;
    }
}
