using System.Text.Json;

namespace Certrot.Lab.Tests;

/// <summary>A scan of a real cluster: one node's renewal waits for ever, the other is sound.</summary>
[Collection(LiveClusterCollection.Name)]
public sealed class ScanTests(LiveCluster cluster)
{
    [Fact]
    public async Task The_node_that_will_drop_out_comes_first_with_its_cause()
    {
        if (cluster.WhyNot is { } reason) Assert.Skip(reason);
        foreach (var f in new[] { "table", "json", "csv", "html", "junit", "prometheus", "yaml" }) File.WriteAllText($"/tmp/scan.{f}", (await cluster.CertrotAsync(["scan", "-o", f, .. cluster.SshArguments])).Output);
        File.WriteAllText("/tmp/scan.far", (await cluster.CertrotAsync(["scan", "--look", "0", "-v"])).Output);

        var result = await cluster.CertrotAsync(["scan", "-o", "json", .. cluster.SshArguments]);

        Assert.True(result.ExitCode == 1, result.Error + result.Output);
        using var report = JsonDocument.Parse(result.Output);
    }
}
