using System.Formats.Tar;
using System.IO.Compression;
using System.Text;
using System.Text.Json;

namespace Certrot.Lab.Tests;

/// <summary>The program against a real API server, a real kubelet and a real OpenSSH server.</summary>
[Collection(LiveClusterCollection.Name)]
public sealed class LiveDiagnosisTests(LiveCluster cluster)
{
    private const string Label = "client-csr-autoapprove-rbac-missing";

    [Fact]
    public async Task Over_ssh_the_root_cause_is_confirmed()
    {
        Require();

        var result = await cluster.CertrotAsync(["diagnose", "worker-1", "-o", "json", .. cluster.SshArguments]);

        using var report = Report(result, 1);
        AssertRoot(report, Label, "confirmed");
        Assert.Equal("pending", report.RootElement.GetProperty("certificates").GetProperty("client").GetProperty("stage").GetString());
        Assert.Contains("node read by ssh", result.Error, StringComparison.Ordinal);
        Assert.DoesNotContain(report.RootElement.GetProperty("missing").EnumerateArray(), m => m.GetProperty("what").GetString() == "node/kubelet.log");
    }

    [Fact]
    public async Task Without_the_node_the_API_alone_tells_it_too()
    {
        Require();

        using var report = Report(await cluster.CertrotAsync("diagnose", "worker-1", "-o", "json", "--node-access", "none"), 1);

        AssertRoot(report, Label, "confirmed");
    }

    [Fact]
    public async Task On_the_node_itself_nothing_but_its_files_is_needed()
    {
        Require();

        var result = await Command.CaptureAsync("nsenter", [.. cluster.Node.Inside, Certrot.Path, "diagnose", "--local", "-o", "json", "--kubeconfig", "/nowhere"]);

        using var report = JsonDocument.Parse(result.Output);
        Assert.Contains(report.RootElement.GetProperty("certificates").GetProperty("client").GetProperty("stage").GetString(), new[] { "pending", "due", "not-requested" });
        Assert.NotEqual(JsonValueKind.Null, report.RootElement.GetProperty("certificates").GetProperty("client").GetProperty("notAfter").ValueKind);
        Assert.Equal("worker-1", report.RootElement.GetProperty("node").GetString());
        Assert.Contains("node read by local", result.Error, StringComparison.Ordinal);
        Assert.Contains("without the API", result.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task On_the_node_with_a_kubeconfig_the_API_is_asked_too()
    {
        Require();

        var result = await Command.CaptureAsync("nsenter", [.. cluster.Node.Inside, Certrot.Path, "diagnose", "--local", "-o", "json", "--kubeconfig", cluster.Plane.AdminKubeconfig]);

        using var report = Report(result, 1);
        AssertRoot(report, Label, "confirmed");
        Assert.Equal("worker-1", report.RootElement.GetProperty("node").GetString());
    }

    [Fact]
    public async Task A_collected_bundle_gets_the_same_answer_and_holds_no_secret()
    {
        Require();
        var path = Path.Combine(cluster.Plane.Root, "worker-1.tgz");

        var collected = await cluster.CertrotAsync(["collect", "worker-1", "-o", path, .. cluster.SshArguments]);

        Assert.Equal(0, collected.ExitCode);
        using var report = Report(await Command.CaptureAsync(Certrot.Path, ["diagnose", "--bundle", path, "-o", "json"]), 1);
        AssertRoot(report, Label, "confirmed");
        var text = Unpack(path);
        Assert.Contains("node/pki/kubelet-client-current.pem", text, StringComparison.Ordinal);
        Assert.Matches("-----BEGIN [A-Z ]*PRIVATE KEY-----\nREDACTED\n-----END [A-Z ]*PRIVATE KEY-----", text);
        foreach (var secret in Secrets()) Assert.DoesNotContain(secret, text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Half_of_the_calls_may_fail()
    {
        Require();
        await using var proxy = await FailingProxy.StartAsync(cluster.Plane);

        var result = await cluster.CertrotAsync("diagnose", "worker-1", "-o", "json", "--node-access", "none", "--server", proxy.Address.ToString(), "--request-timeout", "2s");

        using var report = Report(result, 1);
        AssertRoot(report, Label, "confirmed");
        Assert.True(proxy.Failed >= 10, $"{proxy.Failed} calls failed");
    }

    [Fact]
    public async Task Check_tells_what_stands_in_the_way_of_the_next_renewal()
    {
        Require();

        var result = await cluster.CertrotAsync("check", "worker-2", "-o", "json", "--node-access", "none");

        using var report = JsonDocument.Parse(result.Output);
        var items = report.RootElement.GetProperty("items").EnumerateArray().ToDictionary(i => i.GetProperty("id").GetString()!, i => i.GetProperty("outcome").GetString());
        Assert.Equal("fail", items["client-approval"]);
        Assert.Equal("pass", items["serving-addresses"]);
        Assert.Equal("unknown", items["kubeconfig-file"]);
        Assert.NotEqual(0, result.ExitCode);
    }

    [Fact]
    public async Task Kubectl_runs_it_as_a_plugin()
    {
        Require();
        var folder = Directory.CreateDirectory(Path.Combine(cluster.Plane.Root, "plugin")).FullName;
        File.CreateSymbolicLink(Path.Combine(folder, "kubectl-certrot"), Certrot.Path);

        var result = await Command.CaptureAsync("kubectl", ["certrot", "diagnose", "worker-1", "-o", "json", "--node-access", "none"], null, new Dictionary<string, string>
        {
            ["PATH"] = $"{folder}:{Environment.GetEnvironmentVariable("PATH")}",
            ["KUBECONFIG"] = cluster.Plane.AdminKubeconfig,
        });

        using var report = Report(result, 1);
        AssertRoot(report, Label, "confirmed");
    }

    [Fact]
    public async Task Thirty_kinds_of_secrets_stay_where_they_are()
    {
        Require();
        var planted = await PlantedSecrets.PlantAsync(cluster.Node, cluster.Plane);
        var path = Path.Combine(cluster.Plane.Root, "planted.tgz");

        var collected = await cluster.CertrotAsync(["collect", "worker-1", "-o", path, .. cluster.SshArguments]);

        Assert.Equal(0, collected.ExitCode);
        var text = Unpack(path) + collected.Error;
        Assert.Contains("planted.go:1", text, StringComparison.Ordinal);
        Assert.Contains("uvwxyz.REDACTED", text, StringComparison.Ordinal);
        Assert.Contains("DB_PASSWORD", text, StringComparison.Ordinal);
        Assert.True(planted.All.Count >= 30);
        Assert.DoesNotContain(planted.All, s => text.Contains(s, StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_caller_without_rights_gets_what_can_be_had_and_hears_which_rights_are_missing()
    {
        Require();

        var result = await cluster.CertrotAsync(["diagnose", "worker-1", "-o", "json", "--as", "nobody", "--ssh-host", $"{cluster.Node.Address}", .. cluster.SshArguments]);

        using var report = JsonDocument.Parse(result.Output);
        var missing = report.RootElement.GetProperty("missing").EnumerateArray().Select(m => m.GetProperty("why").GetString()!).ToList();
        Assert.Contains(missing, m => m.StartsWith("needs `list nodes`: nodes is forbidden", StringComparison.Ordinal));
        Assert.Contains(missing, m => m.StartsWith("needs `list certificatesigningrequests`", StringComparison.Ordinal));
        Assert.NotEqual(JsonValueKind.Null, report.RootElement.GetProperty("certificates").GetProperty("client").GetProperty("notAfter").ValueKind);
    }

    [Fact]
    public async Task A_mistyped_node_is_suggested()
    {
        Require();

        var result = await cluster.CertrotAsync("diagnose", "wroker-1", "--node-access", "none");

        Assert.Equal(64, result.ExitCode);
        Assert.Equal("certrot: there is no node wroker-1. Did you mean worker-1?\n", result.Error);
        Assert.Empty(result.Output);
    }

    [Theory]
    [InlineData("--ssh-option", "UserKnownHostsFile=/dev/null", "Host key verification failed")]
    [InlineData("--ssh-option", "IdentityFile=/dev/null", "Permission denied")]
    [InlineData("--ssh-host", "192.0.2.1", "ssh: connect to host 192.0.2.1")]
    public async Task A_refused_login_costs_the_nodes_files_and_no_more(string option, string value, string reason)
    {
        Require();
        string[] access = ["--node-access", "ssh", "--ssh-user", "root", option, value, "--ssh-option", "ConnectTimeout=2", "--ssh-option", "IdentitiesOnly=yes"];
        if (!value.StartsWith("UserKnownHostsFile", StringComparison.Ordinal)) access = [.. access, "--ssh-option", $"UserKnownHostsFile={cluster.Ssh.KnownHosts}"];

        var result = await cluster.CertrotAsync(["diagnose", "worker-1", "-o", "json", .. access]);

        using var report = Report(result, 1);
        AssertRoot(report, Label, "confirmed");
        Assert.Contains(reason, result.Error, StringComparison.OrdinalIgnoreCase);
    }

    [Fact]
    public async Task Credentials_of_an_exec_plugin_work()
    {
        Require();
        var plugin = Path.Combine(cluster.Plane.Root, "plugin.sh");
        var admin = JsonDocument.Parse(File.ReadAllText(cluster.Plane.AdminKubeconfig)).RootElement.GetProperty("users")[0].GetProperty("user");
        string Decoded(string field) => JsonSerializer.Serialize(Encoding.UTF8.GetString(Convert.FromBase64String(admin.GetProperty(field).GetString()!)));
        var status = $"\"clientCertificateData\":{Decoded("client-certificate-data")},\"clientKeyData\":{Decoded("client-key-data")}";
        await File.WriteAllTextAsync(plugin, $"#!/bin/sh\ncat <<'EOF'\n{{\"apiVersion\":\"client.authentication.k8s.io/v1\",\"kind\":\"ExecCredential\",\"status\":{{{status}}}}}\nEOF\n", TestContext.Current.CancellationToken);
        Command.Run("chmod", "700", plugin);
        var kubeconfig = Path.Combine(cluster.Plane.Root, "plugin.conf");
        await File.WriteAllTextAsync(kubeconfig, $$$"""
            apiVersion: v1
            kind: Config
            current-context: lab
            clusters: [{name: lab, cluster: {server: "{{{cluster.Plane.Server}}}", certificate-authority-data: "{{{Convert.ToBase64String(Encoding.ASCII.GetBytes(cluster.Plane.Authority.Certificate.Pem))}}}"} }]
            contexts: [{name: lab, context: {cluster: lab, user: lab} }]
            users: [{name: lab, user: {exec: {apiVersion: client.authentication.k8s.io/v1, command: ./plugin.sh, interactiveMode: Never} } }]
            """, TestContext.Current.CancellationToken);

        using var report = Report(await Certrot.RunAsync(["--kubeconfig", kubeconfig], ["diagnose", "worker-1", "-o", "json", "--node-access", "none"]), 1);

        AssertRoot(report, Label, "confirmed");
    }

    [Fact]
    public async Task The_API_server_itself_is_asked_who_may_do_what()
    {
        Require();

        using var asked = Report(await cluster.CertrotAsync("diagnose", "worker-1", "-o", "json", "--node-access", "none"), 1);

        Assert.Contains(asked.RootElement.GetProperty("rootCause").GetProperty("evidence").EnumerateArray(), e => e.GetProperty("source").GetString()!.StartsWith("cluster/subjectaccessreviews.json", StringComparison.Ordinal));
    }

    [Fact]
    public async Task An_approver_in_a_namespace_of_its_own_is_found_by_its_rights()
    {
        Require();
        await cluster.Plane.Kubectl.RunAsync(["apply", "--validate=false", "-f", "-"], """
            {"apiVersion":"v1","kind":"List","items":[
            {"apiVersion":"v1","kind":"Namespace","metadata":{"name":"pki-team"}},
            {"apiVersion":"v1","kind":"ServiceAccount","metadata":{"name":"stamper","namespace":"pki-team"}},
            {"apiVersion":"rbac.authorization.k8s.io/v1","kind":"ClusterRole","metadata":{"name":"stamp"},"rules":[{"apiGroups":["certificates.k8s.io"],"resources":["signers"],"resourceNames":["kubernetes.io/kubelet-serving"],"verbs":["approve"]}]},
            {"apiVersion":"rbac.authorization.k8s.io/v1","kind":"ClusterRoleBinding","metadata":{"name":"stamp"},"roleRef":{"apiGroup":"rbac.authorization.k8s.io","kind":"ClusterRole","name":"stamp"},"subjects":[{"kind":"ServiceAccount","name":"stamper","namespace":"pki-team"}]},
            {"apiVersion":"v1","kind":"Pod","metadata":{"name":"stamper-0","namespace":"pki-team"},"spec":{"serviceAccountName":"stamper","automountServiceAccountToken":false,"containers":[{"name":"c","image":"example.com/stamper:1"}]}},
            {"apiVersion":"v1","kind":"Pod","metadata":{"name":"bystander","namespace":"pki-team"},"spec":{"automountServiceAccountToken":false,"containers":[{"name":"c","image":"example.com/other:1"}]}}]}
            """);
        var path = Path.Combine(cluster.Plane.Root, "approver.tgz");
        try
        {
            await cluster.CertrotAsync("collect", "worker-1", "-o", path, "--node-access", "none");
        }
        finally
        {
            await cluster.Plane.Kubectl.RunAsync(["delete", "clusterrolebinding/stamp", "clusterrole/stamp", "namespace/pki-team", "--wait=false"]);
        }

        var text = Unpack(path);
        Assert.Contains("\"name\": \"stamper-0\"", text, StringComparison.Ordinal);
        Assert.DoesNotContain("bystander", text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_expired_certificate_of_the_caller_is_told_and_the_node_is_read_nevertheless()
    {
        Require();
        var end = TimeProvider.System.GetUtcNow().AddDays(-35);
        var kubeconfig = Expired("expired.conf", end);

        var result = await Certrot.RunAsync(["--kubeconfig", kubeconfig], ["diagnose", "worker-1", "-o", "json", "--ssh-host", $"{cluster.Node.Address}", .. cluster.SshArguments]);

        using var report = JsonDocument.Parse(result.Output);
        Assert.Contains(report.RootElement.GetProperty("missing").EnumerateArray(), m => m.GetProperty("why").GetString()!.StartsWith($"Unauthorized: the client certificate of context lab of {kubeconfig} expired at {end:yyyy-MM-dd}", StringComparison.Ordinal));
        Assert.Contains("node read by ssh", result.Error, StringComparison.Ordinal);
        Assert.NotEqual(JsonValueKind.Null, report.RootElement.GetProperty("certificates").GetProperty("client").GetProperty("notAfter").ValueKind);
    }

    [Fact]
    public async Task A_refusal_that_comes_before_the_question_was_sent_is_taken_for_an_answer()
    {
        Require();
        // The API server does not wait for the body of a POST to say that it does not know the caller. Which of the two comes first is chance.
        var kubeconfig = Expired("unknown.conf", TimeProvider.System.GetUtcNow().AddDays(-35));

        for (var round = 0; round < 5; round++)
        {
            var results = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => Certrot.RunAsync(["--kubeconfig", kubeconfig], ["diagnose", "worker-1", "-o", "json", "--node-access", "none"])));
            Assert.All(results, r => Assert.Contains("Unauthorized", r.Output, StringComparison.Ordinal));
        }
    }

    /// <summary>A kubeconfig of an administrator whose certificate ended then.</summary>
    private string Expired(string name, DateTimeOffset end)
    {
        var kubeconfig = Path.Combine(cluster.Plane.Root, name);
        Kubeconfig.Write(kubeconfig, cluster.Plane.Server, cluster.Plane.Authority.Certificate.Pem, cluster.Plane.Authority.Client("kubernetes-admin", "system:masters", end.AddDays(-365), end));
        return kubeconfig;
    }

    private void Require()
    {
        if (cluster.WhyNot is { } reason) Assert.Skip(reason);
    }

    private static JsonDocument Report(ProgramResult result, int exitCode)
    {
        Assert.True(result.ExitCode == exitCode, $"exit code {result.ExitCode}\n{result.Error}\n{result.Output}");
        return JsonDocument.Parse(result.Output);
    }

    private static void AssertRoot(JsonDocument report, string id, string confidence)
    {
        var root = report.RootElement.GetProperty("rootCause");
        Assert.Equal(id, root.GetProperty("id").GetString());
        Assert.Equal(confidence, root.GetProperty("confidence").GetString());
    }

    /// <summary>Lines of private keys, and tokens, as they stand on the node and in the kubeconfigs.</summary>
    private List<string> Secrets()
    {
        var files = Directory.EnumerateFiles(Path.Combine(cluster.Node.KubeletDirectory, "pki")).Where(f => new FileInfo(f).LinkTarget is null).Append(cluster.Plane.AdminKubeconfig);
        var secrets = files.SelectMany(f => KeyLines(File.ReadAllText(f))).Append(TlsBootstrap.Token).ToList();
        Assert.True(secrets.Count > 2, "no key was found to look for");
        return secrets;
    }

    private static IEnumerable<string> KeyLines(string text)
    {
        var inside = false;
        foreach (var line in text.Split('\n'))
        {
            if (line.Contains("PRIVATE KEY-----", StringComparison.Ordinal)) inside = line.Contains("BEGIN", StringComparison.Ordinal);
            else if (inside && line.Length > 8) yield return line;
        }
    }

    private static string Unpack(string path)
    {
        var text = new StringBuilder();
        using var tar = new TarReader(new GZipStream(File.OpenRead(path), CompressionMode.Decompress));
        while (tar.GetNextEntry() is { } entry)
        {
            text.Append(entry.Name).Append('\n');
            using var reader = new StreamReader(entry.DataStream ?? Stream.Null);
            text.Append(reader.ReadToEnd()).Append('\n');
        }

        return text.ToString();
    }
}
