using System.Text.Json;
using System.Text.Json.Nodes;

namespace Certrot.Lab.Tests.Faults;

/// <summary>Faults that no certificate is to blame for, or that only look like a failing renewal: a scan must not blame one.</summary>
public sealed class UnrelatedFaultTests(SoundNodes nodes) : IClassFixture<SoundNodes>
{
    [Fact]
    public async Task No_certificate_is_blamed_for_what_is_no_certificates_fault()
    {
        if (nodes.WhyNot is { } reason) Assert.Skip(reason);
        Assert.All((await ScanAsync()).Values, row => Assert.Equal("healthy", row.Verdict));

        // A stopped process, a port that only its own node reaches, and somebody with a node's credentials who asks for what no kubelet asks for.
        nodes["frozen"].Run("sh", "-c", "kill -STOP $(pidof kubelet)");
        nodes["walled"].Run("ip", "rule", "add", "sport", "10250", "blackhole");
        for (var i = 0; i < 30; i++)
        {
            var csr = CsrManifest.Csr($"flood-{i}", "kubernetes.io/kubelet-serving");
            csr["spec"]!["usages"] = new JsonArray("client auth");
            await nodes.Plane.Kubectl.RunAsync(["create", "--as=system:node:flooded", "--as-group=system:nodes", "-f", "-"], csr.ToJsonString());
        }

        try
        {
            var rows = await ScanAsync();

            Assert.Equal(("not-certificate-related", "kubelet-not-running"), (rows["frozen"].Verdict, rows["frozen"].Cause));
            Assert.Equal(("undetermined", "insufficient-evidence"), (rows["walled"].Verdict, rows["walled"].Cause));
            Assert.StartsWith("Neither this machine nor the API server reaches its kubelet", rows["walled"].Summary, StringComparison.Ordinal);
            Assert.Equal("healthy", rows["flooded"].Verdict);
            Assert.Equal("healthy", rows["spared"].Verdict);
        }
        finally
        {
            nodes["frozen"].Run("sh", "-c", "kill -CONT $(pidof kubelet)");
        }
    }

    private async Task<Dictionary<string, (string? Verdict, string? Cause, string? Summary)>> ScanAsync()
    {
        var result = await Certrot.RunAsync(nodes.Arguments, ["scan", "-o", "json"]);
        using var report = JsonDocument.Parse(result.Output);
        return report.RootElement.GetProperty("clusters")[0].GetProperty("nodes").EnumerateArray().ToDictionary(
            n => n.GetProperty("name").GetString()!, n => (n.GetProperty("verdict").GetString(), n.GetProperty("cause").GetString(), n.GetProperty("summary").GetString()), StringComparer.Ordinal);
    }
}
