using System.Text.Json.Nodes;
using Certrot.Preflight;
using Certrot.Render;
using Certrot.Reports;
using Certrot.TestKit;
using Certrot.TestKit.Scenarios;

namespace Certrot.Scenarios.Tests;

/// <summary>What the next renewal needs, each taken away alone.</summary>
public sealed class PreflightTests
{
    private static readonly string[] needsPerson = ["serving-approval", "bootstrap"];

    public static TheoryData<string, string> Faults => new()
    {
        { "client-rotation", "fail" }, { "kubeconfig-file", "fail" }, { "serving-rotation", "warn" }, { "directory-writable", "fail" }, { "disk-space", "fail" }, { "clock", "fail" }, { "serving-addresses", "fail" },
        { "create-csr", "fail" }, { "admission", "warn" }, { "client-approval", "fail" }, { "signer", "fail" }, { "ca-lifetime", "warn" },
    };

    [Fact]
    public void A_healthy_node_passes()
    {
        var report = Check(new NodeScenario());

        Assert.Equal(Verdicts.Healthy, report.Verdict);
        Assert.Empty(report.Items.Where(i => i.Outcome != "pass" && !needsPerson.Contains(i.Id)).Select(i => $"{i.Id}: {i.Text}"));
        Assert.Equal(report.Items.Count, report.Items.Select(i => i.Id).Distinct().Count());
    }

    [Theory]
    [MemberData(nameof(Faults))]
    public void Each_fault_is_found_where_it_is(string id, string outcome)
    {
        var report = Check(With(id));

        var item = report.Items.Single(i => i.Id == id);
        Assert.True(item.Outcome == outcome, $"{id}: {item.Outcome}: {item.Text}");
        Assert.DoesNotContain(report.Items, i => i.Outcome == "fail" && i.Id != id);
        if (outcome == "fail") Assert.True(report.Verdict is Verdicts.AtRisk or Verdicts.Failing, report.Verdict);
    }

    [Fact]
    public void What_was_not_collected_is_unknown_and_never_passes()
    {
        var report = Check(new NodeScenario().Without("cluster/").Without("node/"));

        Assert.All(report.Items, i => Assert.Equal("unknown", i.Outcome));
        Assert.Equal(Verdicts.Undetermined, report.Verdict);
    }

    [Theory]
    [InlineData(80)]
    [InlineData(200)]
    public void The_text_keeps_to_the_screen(int width)
    {
        using var text = new StringWriter();

        PreflightText.Write(text, Check(With("client-approval")), new RenderOptions { Width = width, Verbose = true });

        Assert.StartsWith("AT RISK: worker-1: the next renewal will not succeed: 1 thing is in its way.", text.ToString().Replace("\n", " ", StringComparison.Ordinal), StringComparison.Ordinal);
        Assert.All(text.ToString().Split('\n'), line => Assert.True(line.Length <= width, line));
    }

    private static NodeScenario With(string fault)
    {
        var s = new NodeScenario();
        switch (fault)
        {
            case "client-rotation":
                s.KubeletConfiguration["rotateCertificates"] = false;
                break;
            case "kubeconfig-file":
                s.Kubeconfig = s.KubeconfigWith(new JsonObject { ["client-certificate"] = "/etc/kubernetes/pki/old.crt", ["client-key"] = "/etc/kubernetes/pki/old.key" });
                break;
            case "serving-rotation":
                s.KubeletConfiguration["serverTLSBootstrap"] = false;
                break;
            case "directory-writable":
                s.Disk!["readOnly"] = true;
                break;
            case "disk-space":
                s.Disk!["availableBytes"] = 0;
                break;
            case "clock":
                s.Clock = new JsonObject { ["nodeTime"] = NodeScenario.Text(s.Now.AddHours(-2)), ["referenceTime"] = NodeScenario.Text(s.Now), ["ntpSynchronized"] = false };
                break;
            case "serving-addresses":
                s.NodeObjectOfNode["status"]!["addresses"] = new JsonArray(new JsonObject { ["type"] = "Hostname", ["address"] = "worker-1" });
                break;
            case "create-csr":
                s.ApiServerFlags[s.ApiServerFlags.FindIndex(f => f.StartsWith("--authorization-mode", StringComparison.Ordinal))] = "--authorization-mode=RBAC";
                break;
            case "admission":
                s.ValidatingWebhooks.Add(JsonNode.Parse("""{"apiVersion":"admissionregistration.k8s.io/v1","kind":"ValidatingWebhookConfiguration","metadata":{"name":"guard"},"webhooks":[{"name":"guard.example","failurePolicy":"Fail","clientConfig":{"service":{"namespace":"n","name":"s"}},"rules":[{"apiGroups":["*"],"apiVersions":["*"],"operations":["*"],"resources":["*"]}]}]}""")!.AsObject());
                break;
            case "client-approval":
                s.Bindings.RemoveAll(b => (string?)b["metadata"]!["name"] == "kubeadm:node-autoapprove-certificate-rotation");
                break;
            case "signer":
                s.Leases.RemoveAt(2);
                s.Leases.Add(NodeScenario.Lease("kube-system", "kube-controller-manager", "cp-1_5a1f", s.Now.AddHours(-1)));
                break;
            default:
                var ca = CertificateForge.Authority(s.Now.AddYears(-3), s.Now.AddDays(300));
                s.ConfigMaps.Clear();
                s.ConfigMaps.Add(NodeScenario.ConfigMap("kube-root-ca.crt", "ca.crt", ca.Pem));
                s.Without("node/ca.crt").Without("node/kubelet.conf");
                break;
        }

        return s;
    }

    private static PreflightReport Check(NodeScenario scenario)
    {
        var evidence = scenario.Read();
        return new PreflightChecker(new FixedClock(evidence.CollectedAt), "certrot test").Check(evidence);
    }
}
