using System.Globalization;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Certrot.TestKit;

namespace Certrot.Lab.Tests.Approval;

/// <summary>Real kubelets get their certificates by the approver alone, which has the least rights.</summary>
public sealed class ApprovingClusterTests(ApprovingCluster cluster) : IClassFixture<ApprovingCluster>
{
    [Fact]
    public async Task First_join_renewal_and_serving_certificates_are_approved_and_told()
    {
        if (cluster.WhyNot is { } reason) Assert.Skip(reason);
        await cluster.Plane.WaitAsync("the renewal of worker-2", TimeSpan.FromSeconds(60), () => Task.FromResult(Approved("worker-2", "kubernetes.io/kube-apiserver-client-kubelet")));
        Assert.True(Approved("worker-1", "kubernetes.io/kube-apiserver-client-kubelet"));
        Assert.True(Approved("worker-1", "kubernetes.io/kubelet-serving"));
        Assert.True(Approved("worker-2", "kubernetes.io/kubelet-serving"));
        // One line for one decision.
        Assert.Equal(cluster.Approver.Audit.Count, cluster.Approver.Audit.Select(l => (l.GetProperty("uid").GetString(), l.GetProperty("reason").GetString())).Distinct().Count());
        var metrics = await cluster.Approver.GetAsync("metrics");
        Assert.Contains("certrot_approver_decisions_total{signer=\"kubernetes.io/kubelet-serving\",result=\"approved\",rule=\"all\"} ", metrics, StringComparison.Ordinal);
        Assert.Contains("certrot_approver_leader 1\n", metrics, StringComparison.Ordinal);
        Assert.Contains("certrot_approver_failed_events_total 0\n", metrics, StringComparison.Ordinal);
        Assert.Equal((200, 200, 404), (await cluster.Approver.StatusAsync("healthz"), await cluster.Approver.StatusAsync("readyz"), await cluster.Approver.StatusAsync("secrets")));
        using var events = await cluster.Plane.Kubectl.JsonAsync("get", "events", "-n", "default", "--field-selector", "reason=CsrApproved");
        var about = events.RootElement.GetProperty("items").EnumerateArray().Select(e => e.GetProperty("involvedObject")).ToList();
        Assert.Contains(about, a => a.GetProperty("kind").GetString() == "Node" && a.GetProperty("name").GetString() == "worker-1");
        Assert.Contains(about, a => a.GetProperty("kind").GetString() == "CertificateSigningRequest");
        using var csrs = await cluster.Plane.Kubectl.JsonAsync("get", "csr");
        Assert.All(csrs.RootElement.GetProperty("items").EnumerateArray().Where(c => c.GetProperty("spec").GetProperty("username").GetString()!.StartsWith("system:node:worker-", StringComparison.Ordinal)), c =>
        {
            var condition = c.GetProperty("status").GetProperty("conditions")[0];
            Assert.Equal(("Approved", "CertrotApproved"), (condition.GetProperty("type").GetString(), condition.GetProperty("reason").GetString()));
            Assert.Contains("policy lab@", condition.GetProperty("message").GetString(), StringComparison.Ordinal);
        });
    }

    [Fact]
    public async Task Both_addresses_of_a_node_are_in_the_serving_certificate_that_was_approved()
    {
        if (cluster.WhyNot is { } reason) Assert.Skip(reason);
        using var csrs = await cluster.Plane.Kubectl.JsonAsync("get", "csr");

        var issued = csrs.RootElement.GetProperty("items").EnumerateArray().Where(c => c.GetProperty("spec") is var spec && spec.GetProperty("username").GetString() == "system:node:worker-1" && spec.GetProperty("signerName").GetString() == "kubernetes.io/kubelet-serving")
            .Where(c => c.GetProperty("status").TryGetProperty("certificate", out _)).OrderBy(c => c.GetProperty("metadata").GetProperty("creationTimestamp").GetString(), StringComparer.Ordinal)
            .Select(c => X509Certificate2.CreateFromPem(Encoding.ASCII.GetString(c.GetProperty("status").GetProperty("certificate").GetBytesFromBase64())))
            .Select(c => c.Extensions.OfType<X509SubjectAlternativeNameExtension>().Single().EnumerateIPAddresses().Select(a => a.ToString()).Order(StringComparer.Ordinal).ToList()).ToList();
        Assert.Contains(issued, addresses => addresses.SequenceEqual([cluster.Joined.Address.ToString(), ApprovingCluster.SecondAddress]));
    }

    [Fact]
    public async Task What_kubelets_of_1_27_ask_for_is_approved_too()
    {
        if (cluster.WhyNot is { } reason) Assert.Skip(reason);
        var csr = CsrManifest.Csr("without-encipherment", "kubernetes.io/kubelet-serving");
        csr["spec"]!["request"] = Convert.ToBase64String(Encoding.ASCII.GetBytes(CertificateForge.KubeletRequestPem("worker-1", ["worker-1"], [cluster.Joined.Address.ToString()])));
        // An ECDSA key enciphers nothing (pkg/kubelet/certificate/kubelet.go since 1.27).
        csr["spec"]!["usages"] = new JsonArray("digital signature", "server auth");
        await cluster.Plane.Kubectl.RunAsync(["create", "--validate=false", "--as=system:node:worker-1", "--as-group=system:nodes", "-f", "-"], csr.ToJsonString());

        await cluster.Plane.WaitAsync("the approval", TimeSpan.FromSeconds(60), async () => (await cluster.Plane.Kubectl.RunAsync(["get", "csr", "without-encipherment"])).Contains("Approved", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_node_that_is_made_anew_under_its_old_name_joins_again()
    {
        if (cluster.WhyNot is { } reason) Assert.Skip(reason);
        var clients = new List<string>();
        for (byte last = 13; last < 15; last++)
        {
            string root;
            await using (var node = await cluster.StartAsync("worker-3", last))
            {
                root = node.Root;
                await node.WaitReadyAsync(TimeSpan.FromSeconds(90));
                await cluster.ServesAsync("worker-3");
                clients.Add(await File.ReadAllTextAsync(Directory.GetFiles(Path.Combine(node.KubeletDirectory, "pki"), "kubelet-client-2*.pem").Single(), TestContext.Current.CancellationToken));
            }

            await cluster.Plane.Kubectl.RunAsync(["delete", "node", "worker-3"]);
            // The second machine has nothing of the first but its name.
            Directory.Delete(root, recursive: true);
        }

        Assert.NotEqual(clients[0], clients[1]);
        var approved = cluster.Approver.Audit.Where(l => l.GetProperty("event").GetString() == "decision" && l.GetProperty("action").GetString() == "approve" && l.GetProperty("node").GetString() == "worker-3").Select(l => l.GetProperty("signer").GetString()).ToList();
        Assert.Equal(2, approved.Count(s => s == "kubernetes.io/kube-apiserver-client-kubelet"));
        Assert.True(approved.Count(s => s == "kubernetes.io/kubelet-serving") >= 2, string.Join('\n', approved));
    }

    [Fact]
    public async Task A_CSR_is_listed_and_explained()
    {
        if (cluster.WhyNot is { } reason) Assert.Skip(reason);
        await cluster.Plane.Kubectl.CreateAsync([CsrManifest.Csr("by-the-administrator", "kubernetes.io/kubelet-serving", "CN=system:node:worker-1")]);

        var list = await cluster.CertrotAsync("csr", "list");
        var explained = await cluster.CertrotAsync("csr", "explain", "by-the-administrator");
        var asJson = await cluster.CertrotAsync("csr", "explain", "by-the-administrator", "-o", "json");
        var unknown = await cluster.CertrotAsync("csr", "explain", "by-the-administrato");
        var approved = await cluster.CertrotAsync("csr", "approve", "by-the-administrator", "--yes");
        await cluster.Plane.Kubectl.RunAsync(["delete", "csr", "by-the-administrator"]);

        Assert.Equal(0, list.ExitCode);
        Assert.Matches("by-the-administrator +[0-9]+s +serving +.* +refuse, requestor: ", list.Output);
        Assert.Matches("serving +worker-[12] +Approved,Issued", list.Output);
        Assert.Equal(1, explained.ExitCode);
        Assert.Contains("REFUSE: the user is no node", explained.Output, StringComparison.Ordinal);
        Assert.Contains("FAIL  usages", explained.Output, StringComparison.Ordinal);
        Assert.Equal("refuse", JsonDocument.Parse(asJson.Output).RootElement.GetProperty("decision").GetString());
        Assert.Equal(64, unknown.ExitCode);
        Assert.Contains("Did you mean by-the-administrator?", unknown.Error, StringComparison.Ordinal);
        Assert.Equal((1, ""), (approved.ExitCode, approved.Output));
    }

    [Fact]
    public async Task A_policy_that_changes_is_taken_where_it_is_valid()
    {
        if (cluster.WhyNot is { } reason) Assert.Skip(reason);
        var before = await File.ReadAllTextAsync(cluster.Policy);
        try
        {
            await File.WriteAllTextAsync(cluster.Policy, before + "servings: {}\n");
            await cluster.Plane.WaitAsync("the refusal", TimeSpan.FromSeconds(20), () => Task.FromResult(cluster.Approver.Log.Contains("policy.yaml:6: servings is unknown", StringComparison.Ordinal)));
            Assert.Contains("certrot_approver_policy_valid 0\n", await cluster.Approver.GetAsync("metrics"), StringComparison.Ordinal);
            await File.WriteAllTextAsync(cluster.Policy, before + "limits: {perNode: 9}\n");
            await cluster.Plane.WaitAsync("the new policy", TimeSpan.FromSeconds(20), () => Task.FromResult(cluster.Approver.Log.Contains("takes the place of lab@", StringComparison.Ordinal)));
            Assert.Contains("certrot_approver_policy_valid 1\n", await cluster.Approver.GetAsync("metrics"), StringComparison.Ordinal);
        }
        finally
        {
            await File.WriteAllTextAsync(cluster.Policy, before);
        }
    }

    [Fact]
    public async Task It_goes_on_after_the_API_server_was_away()
    {
        if (cluster.WhyNot is { } reason) Assert.Skip(reason);
        await cluster.Plane.RestartApiServerAsync();
        var csr = CsrManifest.Csr("after-the-restart", "kubernetes.io/kubelet-serving");
        var request = CertificateForge.KubeletRequestPem("worker-1", ["worker-1"], [cluster.Joined.Address.ToString()]);
        csr["spec"]!["request"] = Convert.ToBase64String(Encoding.ASCII.GetBytes(request));
        csr["spec"]!["usages"] = new JsonArray("digital signature", "key encipherment", "server auth");
        await cluster.Plane.WaitAsync("the node to be let", TimeSpan.FromSeconds(30), async () =>
            (await cluster.Plane.Kubectl.TryRunAsync(["create", "--validate=false", "--as=system:node:worker-1", "--as-group=system:nodes", "-f", "-"], csr.ToJsonString())).ExitCode == 0);

        await cluster.Plane.WaitAsync("the approval", TimeSpan.FromSeconds(60), async () => (await cluster.Plane.Kubectl.RunAsync(["get", "csr", "after-the-restart"])).Contains("Approved", StringComparison.Ordinal));
    }

    private bool Approved(string node, string signer) => cluster.Approver.Audit.Any(l =>
        l.GetProperty("event").GetString() == "decision" && l.GetProperty("action").GetString() == "approve" && l.GetProperty("node").GetString() == node && l.GetProperty("signer").GetString() == signer
        && DateTimeOffset.TryParse(l.GetProperty("decidedAt").GetString(), CultureInfo.InvariantCulture, out _));
}
