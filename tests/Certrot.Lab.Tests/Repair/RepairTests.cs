using System.Security.Cryptography.X509Certificates;
using System.Text.Json;

namespace Certrot.Lab.Tests.Repair;

/// <summary>Nodes that were broken for real and are repaired by the program alone: their real kubelets rotate afterwards.</summary>
public sealed class RepairTests(RepairedNodes nodes) : IClassFixture<RepairedNodes>
{
    public static TheoryData<string> Names => [.. RepairFaults.All.Select(f => f.Node)];

    [Theory]
    [MemberData(nameof(Names))]
    public async Task A_repair_brings_rotation_back(string name)
    {
        if (nodes.WhyNot is { } reason) Assert.Skip(reason);
        var fault = RepairFaults.All.Single(f => f.Node == name);
        var node = nodes[name];
        await nodes.WaitAsync(name, fault.Sign);
        var audit = Path.Combine(node.Root, "audit.log");
        var bootstrap = Path.Combine(node.EtcDirectory, "bootstrap-kubelet.conf");
        var (bootstrapBefore, certificateBefore) = (Content(bootstrap), Certificate(node, fault.Certificate!));

        var plan = await nodes.FixAsync(name, "-o", "json");
        using (var planned = JsonDocument.Parse(plan.Output))
            Assert.True(planned.RootElement.GetProperty("items")[0].GetProperty("cause").GetString() == fault.Cause, plan.Output);
        var repair = await nodes.FixAsync(name, "--apply", "--yes", "--audit-log", audit);

        Assert.True(repair.ExitCode == 0 && repair.Output.Contains($"{name}: REPAIRED", StringComparison.Ordinal), $"exit code {repair.ExitCode}\n{repair.Output}\n{repair.Error}");
        await node.WaitReadyAsync(TimeSpan.FromSeconds(60));
        await nodes.Plane.WaitAsync($"a new certificate of {name}", TimeSpan.FromSeconds(60), async () =>
        {
            await Task.Delay(300);
            return Certificate(node, fault.Certificate!) is { } now && now.NotAfter > DateTime.Now && now.SerialNumber != certificateBefore?.SerialNumber && now.Issuer == "CN=kubernetes";
        });
        Assert.Equal(bootstrapBefore, Content(bootstrap));
        var lines = await File.ReadAllLinesAsync(audit, TestContext.Current.CancellationToken);
        Assert.Contains(lines, l => l.Contains("\"what\":\"done\"", StringComparison.Ordinal));
        Assert.DoesNotMatch("[a-z0-9]{6}\\.[a-z0-9]{16}", string.Join('\n', lines) + repair.Output + repair.Error + plan.Output);
    }

    private static string? Content(string path) => File.Exists(path) ? File.ReadAllText(path) : null;

    /// <summary>The certificate in the file that rotation writes; null where there is none that can be read.</summary>
    private static X509Certificate2? Certificate(KubeletNode node, string which)
    {
        var link = Path.Combine(node.KubeletDirectory, "pki", which == "client" ? "kubelet-client-current.pem" : "kubelet-server-current.pem");
        // The link is one of the node's own paths.
        var file = new FileInfo(link).LinkTarget is { } target ? Path.Combine(node.KubeletDirectory, "pki", Path.GetFileName(target)) : link;
        try
        {
            return File.Exists(file) ? X509Certificate2.CreateFromPem(File.ReadAllText(file)) : null;
        }
        catch (System.Security.Cryptography.CryptographicException)
        {
            return null;
        }
    }
}
