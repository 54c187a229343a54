using System.Globalization;
using System.Text.Json.Nodes;
using Certrot.Lab.Tests.Faults;
using Certrot.TestKit;

namespace Certrot.Lab.Tests.Repair;

/// <summary>Repairs that concern the whole cluster, that are refused, and that meet trouble in the middle: where a step fails, everything is as it was.</summary>
public sealed class RepairTroubleTests(RepairLab nodes) : IClassFixture<RepairLab>
{
    [Fact]
    public async Task A_missing_binding_is_created_and_the_node_rotates()
    {
        if (nodes.WhyNot is { } reason) Assert.Skip(reason);
        await nodes.Plane.Kubectl.RunAsync(["delete", "clusterrolebinding", "kubeadm:node-autoapprove-certificate-rotation"]);
        await Task.Delay(TimeSpan.FromSeconds(3), TestContext.Current.CancellationToken);
        var node = await nodes.StartAsync("nutmeg", RepairFaults.Own() with { Client = RepairFaults.Due(nodes.Plane, "nutmeg") });
        await nodes.Plane.WaitAsync("a CSR of nutmeg", TimeSpan.FromSeconds(60), async () => (await nodes.Plane.Kubectl.RunAsync(["get", "csr", "-o", "jsonpath={.items[*].spec.username}"])).Contains("system:node:nutmeg", StringComparison.Ordinal));
        var before = RepairedNode.CertificateOf(node, "client");

        var repair = await nodes.FixAsync("nutmeg", "--apply", "--yes");

        Assert.True(repair.ExitCode == 0 && repair.Output.Contains("client-csr-autoapprove-rbac-missing", StringComparison.Ordinal), $"exit code {repair.ExitCode}\n{repair.Output}\n{repair.Error}");
        Assert.NotEqual(before?.SerialNumber, RepairedNode.CertificateOf(node, "client")?.SerialNumber);
        await nodes.EndAsync("nutmeg");
        Assert.Equal("yes", (await nodes.Plane.Kubectl.RunAsync(["auth", "can-i", "create", "certificatesigningrequests.certificates.k8s.io", "--subresource=selfnodeclient", "--as=system:node:any", "--as-group=system:nodes"])).Trim());
    }

    [Fact]
    public async Task Where_a_change_of_the_node_fails_in_the_middle_everything_is_as_it_was()
    {
        if (nodes.WhyNot is { } reason) Assert.Skip(reason);
        // The pair cannot be taken out of its folder: the third step fails, after a token was made and the configuration was written.
        var node = await nodes.StartAsync("sumac", RepairFaults.Own(("rotateCertificates", false)) with
        {
            Client = NodeFault.Ended(nodes.Plane, "sumac"),
            Prepare = n =>
            {
                RepairFaults.WriteYaml(n);
                var pair = $"/var/lib/kubelet/pki/{Path.GetFileName(RepairFaults.Dated(n))}";
                n.Run("mount", "--bind", pair, pair);
            },
        });
        await nodes.WaitAsync("sumac", "unable to load bootstrap kubeconfig");
        var before = Tree(node);

        var repair = await nodes.FixAsync("sumac", "--apply", "--yes");

        Assert.True(repair.ExitCode == 1 && repair.Output.Contains("was not moved away", StringComparison.Ordinal), $"exit code {repair.ExitCode}\n{repair.Output}\n{repair.Error}");
        Assert.Contains("sumac: NOT REPAIRED", repair.Output, StringComparison.Ordinal);
        Assert.Equal([], Tree(node).Except(before));
        Assert.Equal([], before.Except(Tree(node)));
        await NoTokenIsLeftAsync("sumac");
        await nodes.EndAsync("sumac");
    }

    [Fact]
    public async Task Where_the_policy_refuses_the_new_certificate_everything_is_as_it_was()
    {
        if (nodes.WhyNot is { } reason) Assert.Skip(reason);
        var node = await nodes.StartAsync("teak", RepairFaults.Own() with { Client = NodeFault.Ended(nodes.Plane, "teak") });
        await nodes.WaitAsync("teak", "unable to load bootstrap kubeconfig");
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
        await nodes.EndAsync("teak");
    }

    [Fact]
    public async Task A_kubelet_that_somebody_masked_is_left_alone()
    {
        if (nodes.WhyNot is { } reason) Assert.Skip(reason);
        var node = await nodes.StartAsync("tulip", RepairFaults.Own() with { Client = NodeFault.Ended(nodes.Plane, "tulip") });
        await nodes.WaitAsync("tulip", "unable to load bootstrap kubeconfig");
        var masked = await nodes.RunAsync("tulip", "systemctl stop kubelet && cd /etc/systemd/system && mv kubelet.service kubelet.kept && systemctl mask kubelet && systemctl daemon-reload && systemctl show kubelet -p LoadState");
        Assert.True(masked.Output.EndsWith("LoadState=masked\n", StringComparison.Ordinal), masked.Output + masked.Error);
        var before = Tree(node);

        var repair = await nodes.FixAsync("tulip", "--apply", "--yes");

        Assert.True(repair.ExitCode == 1 && repair.Output.Contains("the unit kubelet of tulip is masked", StringComparison.Ordinal), $"exit code {repair.ExitCode}\n{repair.Output}\n{repair.Error}");
        Assert.Equal(before, Tree(node));
        Assert.DoesNotContain("audit:", repair.Error, StringComparison.Ordinal);
        await nodes.EndAsync("tulip");
    }

    [Fact]
    public async Task An_API_server_that_is_away_in_the_middle_is_waited_for()
    {
        if (nodes.WhyNot is { } reason) Assert.Skip(reason);
        var node = await nodes.StartAsync("willow", RepairFaults.Own() with { Client = NodeFault.Ended(nodes.Plane, "willow") });
        await nodes.WaitAsync("willow", "unable to load bootstrap kubeconfig");

        var repairing = nodes.FixAsync("willow", "--apply", "--yes");
        await nodes.Plane.WaitAsync("the token to be written", TimeSpan.FromSeconds(60), () => Task.FromResult(File.Exists(Path.Combine(node.EtcDirectory, "bootstrap-kubelet.conf"))));
        await nodes.Plane.StopApiServerAsync();
        await Task.Delay(TimeSpan.FromSeconds(12), TestContext.Current.CancellationToken);
        await nodes.Plane.RestartApiServerAsync();
        var repair = await repairing;

        Assert.True(repair.ExitCode == 0 && repair.Output.Contains("willow: REPAIRED", StringComparison.Ordinal), $"exit code {repair.ExitCode}\n{repair.Output}\n{repair.Error}");
        Assert.False(File.Exists(Path.Combine(node.EtcDirectory, "bootstrap-kubelet.conf")));
        await NoTokenIsLeftAsync("willow");
        await nodes.EndAsync("willow");
    }

    [Fact]
    public async Task Nodes_that_were_off_too_long_come_back_together_client_certificates_first()
    {
        if (nodes.WhyNot is { } reason) Assert.Skip(reason);
        string[] names = ["yarrow", "yew"];
        foreach (var name in names) await nodes.StartAsync(name, RepairFaults.Own(("serverTLSBootstrap", true)) with { Client = NodeFault.InService(nodes.Plane, name) });
        foreach (var name in names)
        {
            await nodes[name].WaitReadyAsync(TimeSpan.FromSeconds(90));
            await nodes[name].StopKubeletAsync();
            var ended = NodeFault.Ended(nodes.Plane, name);
            await File.WriteAllTextAsync(RepairFaults.Dated(nodes[name]), ended.Pem + ended.KeyPem, TestContext.Current.CancellationToken);
            await nodes[name].StartKubeletAsync();
        }

        foreach (var name in names) await nodes.WaitAsync(name, "unable to load bootstrap kubeconfig");

        var repair = await Certrot.RunAsync(nodes.Over(names), ["fix", .. names, "--apply", "--yes"]);

        Assert.True(repair.ExitCode == 0, $"exit code {repair.ExitCode}\n{repair.Output}\n{repair.Error}");
        foreach (var name in names)
        {
            Assert.Contains($"{name}: REPAIRED", repair.Output, StringComparison.Ordinal);
            foreach (var which in new[] { "client", "serving" }) Assert.Equal("CN=kubernetes", RepairedNode.CertificateOf(nodes[name], which)?.Issuer);
            await nodes.AnswersAsync(name);
        }

        // By the audit: both client certificates before the first serving one.
        var done = repair.Error.Split('\n').Where(l => l.Contains(": done: Get the ", StringComparison.Ordinal)).Select(l => l.Contains("Get the client certificate", StringComparison.Ordinal) ? "client" : "serving").ToList();
        Assert.Equal(["client", "client", "serving", "serving"], done);
        foreach (var name in names) await nodes.EndAsync(name);
    }

    [Fact]
    public async Task A_stale_CSR_is_deleted_and_the_kubelet_asks_anew()
    {
        if (nodes.WhyNot is { } reason) Assert.Skip(reason);
        // A kubelet that does not rotate names its CSR by its key, and takes one of that name for its own.
        var node = await nodes.StartAsync("sage", RepairFaults.Own(("rotateCertificates", false)) with { Bootstraps = true });
        var name = "";
        await nodes.Plane.WaitAsync("the CSR of sage", TimeSpan.FromSeconds(60), async () =>
            (name = (await nodes.Plane.Kubectl.RunAsync(["get", "csr", "-o", "name"])).Split('\n').FirstOrDefault(n => n.Contains("/node-csr-", StringComparison.Ordinal), "").Split('/')[^1]).Length > 0);
        await nodes[node.Name].StopKubeletAsync();
        await nodes.Plane.Kubectl.RunAsync(["delete", "csr", name]);
        var other = CsrManifest.Csr(name, "kubernetes.io/kube-apiserver-client-kubelet");
        other["spec"]!["request"] = Convert.ToBase64String(System.Text.Encoding.ASCII.GetBytes(CertificateForge.KubeletRequestPem("sage")));
        other["spec"]!["usages"] = new JsonArray("digital signature", "key encipherment", "client auth");
        await nodes.Plane.Kubectl.RunAsync(["create", "--validate=false", $"--as=system:bootstrap:{TlsBootstrap.Token[..6]}", "--as-group=system:bootstrappers", $"--as-group={TlsBootstrap.Group}", "-f", "-"], other.ToJsonString());
        var planted = await nodes.Plane.Kubectl.RunAsync(["get", "csr", name, "-o", "jsonpath={.metadata.uid}"]);
        await nodes[node.Name].StartKubeletAsync();
        await nodes.WaitAsync("sage", "retrieved csr is not compatible");
        var policy = Path.Combine(node.Root, "policy.yaml");
        await File.WriteAllTextAsync(policy, "apiVersion: certrot/v1\nkind: ApprovalPolicy\nname: lab\nbootstrap:\n  names: ['^sage$']\n", TestContext.Current.CancellationToken);

        var repair = await nodes.FixAsync("sage", "--apply", "--yes", "--policy", policy);

        Assert.True(repair.ExitCode == 0 && repair.Output.Contains("csr-stale-reuse (confirmed)", StringComparison.Ordinal), $"exit code {repair.ExitCode}\n{repair.Output}\n{repair.Error}");
        Assert.Contains("sage: REPAIRED", repair.Output, StringComparison.Ordinal);
        await node.WaitReadyAsync(TimeSpan.FromSeconds(60));
        // By its UID: the kubelet asks under the same name again, where it still has the key that the name is made of.
        Assert.DoesNotContain(planted, await nodes.Plane.Kubectl.RunAsync(["get", "csr", "-o", "jsonpath={.items[*].metadata.uid}"]), StringComparison.Ordinal);
        Assert.NotEmpty(planted);
        await nodes.EndAsync("sage");
    }

    [Fact]
    public async Task On_the_node_itself_no_ssh_is_needed()
    {
        if (nodes.WhyNot is { } reason) Assert.Skip(reason);
        var node = await nodes.StartAsync("iris", RepairFaults.Own() with { Client = NodeFault.Ended(nodes.Plane, "iris") });
        await nodes.WaitAsync("iris", "unable to load bootstrap kubeconfig");

        var repair = await Command.CaptureAsync("nsenter", [.. node.Inside, Certrot.Path, "fix", "--local", "--apply", "--yes", "--kubeconfig", nodes.Plane.AdminKubeconfig]);

        Assert.True(repair.ExitCode == 0 && repair.Output.Contains("iris: REPAIRED", StringComparison.Ordinal), $"exit code {repair.ExitCode}\n{repair.Output}\n{repair.Error}");
        Assert.Equal("CN=kubernetes", RepairedNode.CertificateOf(node, "client")?.Issuer);
        await NoTokenIsLeftAsync("iris");
        await nodes.EndAsync("iris");
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
