using System.Globalization;
using System.Text.Json;

namespace Certrot.Lab.Tests.Repair;

/// <summary>Nodes that were broken for real and are repaired by the program alone: their real kubelets rotate afterwards. Where a step fails, everything is as it was.</summary>
[Collection(ManyNodes.Name)]
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

        var (plan, repair, bootstrap, before, audit) = await nodes.RepairedAsync(name);

        using (var planned = JsonDocument.Parse(plan.Output))
            Assert.True(planned.RootElement.GetProperty("items")[0].GetProperty("cause").GetString() == fault.Cause, plan.Output);
        Assert.True(repair.ExitCode == 0 && repair.Output.Contains($"{name}: REPAIRED", StringComparison.Ordinal), $"exit code {repair.ExitCode}\n{repair.Output}\n{repair.Error}");
        await node.WaitReadyAsync(TimeSpan.FromSeconds(60));
        await nodes.Plane.WaitAsync($"a new certificate of {name}", TimeSpan.FromSeconds(60), async () =>
        {
            await Task.Delay(300);
            return RepairedNode.CertificateOf(node, fault.Certificate!) is { Issuer: "CN=kubernetes" } now && now.NotAfter > DateTime.Now && now.SerialNumber != before?.SerialNumber;
        });
        Assert.Equal(bootstrap, RepairedNode.Content(Path.Combine(node.EtcDirectory, "bootstrap-kubelet.conf")));
        var lines = await File.ReadAllLinesAsync(audit, TestContext.Current.CancellationToken);
        Assert.Contains(lines, l => l.Contains("\"what\":\"done\"", StringComparison.Ordinal));
        Assert.DoesNotMatch("[a-z0-9]{6}\\.[a-z0-9]{16}", string.Join('\n', lines) + repair.Output + repair.Error + plan.Output);
    }

    [Fact]
    public async Task A_missing_binding_is_created_and_the_node_rotates()
    {
        if (nodes.WhyNot is { } reason) Assert.Skip(reason);
        // No other node may lose its way meanwhile.
        foreach (var fault in RepairFaults.All) await nodes.RepairedAsync(fault.Node);
        await nodes.Plane.Kubectl.RunAsync(["delete", "clusterrolebinding", "kubeadm:node-autoapprove-certificate-rotation"]);
        await Task.Delay(TimeSpan.FromSeconds(3), TestContext.Current.CancellationToken);
        var node = await nodes.StartAsync("nutmeg", RepairFaults.Own() with { Client = RepairFaults.Due(nodes.Plane, "nutmeg") });
        await nodes.Plane.WaitAsync("a CSR of nutmeg", TimeSpan.FromSeconds(60), async () => (await nodes.Plane.Kubectl.RunAsync(["get", "csr", "-o", "jsonpath={.items[*].spec.username}"])).Contains("system:node:nutmeg", StringComparison.Ordinal));
        var before = RepairedNode.CertificateOf(node, "client");

        var repair = await nodes.FixAsync("nutmeg", "--apply", "--yes");

        Assert.True(repair.ExitCode == 0 && repair.Output.Contains("client-csr-autoapprove-rbac-missing", StringComparison.Ordinal), $"exit code {repair.ExitCode}\n{repair.Output}\n{repair.Error}");
        Assert.NotEqual(before?.SerialNumber, RepairedNode.CertificateOf(node, "client")?.SerialNumber);
        Assert.Equal("yes", (await nodes.Plane.Kubectl.RunAsync(["auth", "can-i", "create", "certificatesigningrequests.certificates.k8s.io", "--subresource=selfnodeclient", "--as=system:node:any", "--as-group=system:nodes"])).Trim());
    }

    [Fact]
    public async Task Where_a_change_of_the_node_fails_in_the_middle_everything_is_as_it_was()
    {
        if (nodes.WhyNot is { } reason) Assert.Skip(reason);
        // Nothing can be taken out of the folder: the third step fails, after a token was made and the configuration was written.
        var node = await nodes.StartAsync("sumac", RepairFaults.Own(("rotateCertificates", false)) with
        {
            Client = nodes.Plane.Authority.Client("system:node:sumac", "system:nodes", TimeProvider.System.GetUtcNow().AddHours(-3), TimeProvider.System.GetUtcNow().AddHours(-1)),
            Prepare = n =>
            {
                RepairFaults.WriteYaml(n);
                n.Run("chattr", "+i", "/var/lib/kubelet/pki");
            },
            Undo = n => n.Run("chattr", "-i", "/var/lib/kubelet/pki"),
        });
        await nodes.WaitAsync("sumac", "bootstrap-kubelet.conf");
        var before = Tree(node);

        var repair = await nodes.FixAsync("sumac", "--apply", "--yes");

        Assert.True(repair.ExitCode == 1 && repair.Output.Contains("was not moved away", StringComparison.Ordinal), $"exit code {repair.ExitCode}\n{repair.Output}\n{repair.Error}");
        Assert.Contains("sumac: NOT REPAIRED", repair.Output, StringComparison.Ordinal);
        Assert.Equal([], Tree(node).Except(before));
        Assert.Equal([], before.Except(Tree(node)));
        await NoTokenIsLeftAsync("sumac");
    }

    [Fact]
    public async Task Where_the_policy_refuses_the_new_certificate_everything_is_as_it_was()
    {
        if (nodes.WhyNot is { } reason) Assert.Skip(reason);
        var node = await nodes.StartAsync("teak", RepairFaults.Own() with
        {
            Client = nodes.Plane.Authority.Client("system:node:teak", "system:nodes", TimeProvider.System.GetUtcNow().AddHours(-3), TimeProvider.System.GetUtcNow().AddHours(-1)),
        });
        await nodes.WaitAsync("teak", "bootstrap-kubelet.conf");
        var before = Tree(node);
        var policy = Path.Combine(node.Root, "policy.yaml");
        await File.WriteAllTextAsync(policy, "apiVersion: certrot/v1\nkind: ApprovalPolicy\nname: strict\nnodes:\n  names: ['^oak-[0-9]+$']\n", TestContext.Current.CancellationToken);

        var repair = await nodes.FixAsync("teak", "--apply", "--yes", "--policy", policy);

        Assert.True(repair.ExitCode == 1 && repair.Output.Contains("the policy strict@", StringComparison.Ordinal), $"exit code {repair.ExitCode}\n{repair.Output}\n{repair.Error}");
        Assert.Contains("teak: NOT REPAIRED", repair.Output, StringComparison.Ordinal);
        Assert.Equal([], Tree(node).Except(before));
        Assert.Equal([], before.Except(Tree(node)));
        await NoTokenIsLeftAsync("teak");
        // It ends at each start, as before, and systemd starts it again.
        Assert.StartsWith("activ", (await nodes.RunAsync("teak", "systemctl is-active kubelet")).Output, StringComparison.Ordinal);
    }

    private async Task NoTokenIsLeftAsync(string name)
    {
        var tokens = await nodes.Plane.Kubectl.RunAsync(["-n", "kube-system", "get", "secrets", "-o", "jsonpath={.items[?(@.type==\"bootstrap.kubernetes.io/token\")].data.description}"]);
        Assert.DoesNotContain(Convert.ToBase64String(System.Text.Encoding.ASCII.GetBytes($"certrot fix {name}")), tokens, StringComparison.Ordinal);
    }

    /// <summary>Every file below the folders that a repair changes: mode, owner, link and content. Of the folder of certificates only what the kubelet itself does not write at each start.</summary>
    private static List<string> Tree(KubeletNode node)
    {
        var lines = new List<string>();
        foreach (var root in new[] { node.EtcDirectory, Path.Combine(node.KubeletDirectory, "pki"), Path.Combine(node.KubeletDirectory, "config.yaml"), node.RepairDirectory })
        {
            foreach (var path in Directory.Exists(root) ? Directory.EnumerateFileSystemEntries(root, "*", SearchOption.AllDirectories) : [root])
            {
                // A kubelet that comes further with the token makes a serving pair of its own, and a key for its CSR: no repair made them, and none takes them away.
                if (Path.GetFileName(path) is "kubelet-client.key.tmp" or "kubelet.crt" or "kubelet.key") continue;
                var file = new FileInfo(path);
                var content = file.LinkTarget ?? (file.Exists ? Convert.ToHexString(System.Security.Cryptography.SHA256.HashData(File.ReadAllBytes(path))) : "");
                lines.Add(string.Create(CultureInfo.InvariantCulture, $"{path} {file.UnixFileMode} {content}"));
            }
        }

        return [.. lines.Order(StringComparer.Ordinal)];
    }
}
