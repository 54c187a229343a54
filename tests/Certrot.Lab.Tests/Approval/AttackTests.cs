using System.Text.Json.Nodes;
using Certrot.ApiClient.Http;
using Certrot.Approval;
using Certrot.TestKit;
using Certrot.TestKit.Attacks;

namespace Certrot.Lab.Tests.Approval;

/// <summary>The attack suite against a real API server, the approver, and Kubernetes' own signer.</summary>
public sealed class AttackTests(AttackedPlane plane) : IClassFixture<AttackedPlane>
{
    private const string Policy = """
        apiVersion: certrot/v1
        kind: ApprovalPolicy
        name: attacked
        inventory: inventory.txt
        nodes:
          names: ['^(worker|edge|cp)-[0-9]+(\.example\.com)?$']
        machines: {apiVersion: cluster.x-k8s.io/v1beta1}
        bootstrap:
          names: ['^worker-[0-9]+$']
          machineWindow: 1s
        reserved:
          names: [vault.example.com, '*.apps.example.com', api.example.com]
          addresses: [10.0.0.100, 10.0.0.250, 10.0.9.0/24, 10.96.0.0/12, 'fd00:10:96::/112']
        """;

    private const string Inventory = "edge-1 10.0.1.1 edge-1.example.com\nedge-2 10.0.1.2\nedge-5 10.0.1.5 joins-until=2026-11-22T00:00:00Z\nedge-6 10.0.1.6 joins-from=2999-11-24T00:00:00Z\nedge-7 10.0.1.7\ncp-2 10.0.0.3\n";

    [Fact]
    public async Task No_attack_is_approved_and_Kubernetes_itself_would_sign_many()
    {
        if (plane.WhyNot is { } reason) Assert.Skip(reason);
        var cancellation = TestContext.Current.CancellationToken;
        foreach (var node in AttackedCluster.Nodes)
            await plane.CreateNodeAsync(node.Meta.Name, node.Addresses.Select(a => (a.Type, a.Address)), node.Ready?.Status ?? "Unknown", TimeProvider.System.GetUtcNow().AddMinutes(node.Ready?.Status == "True" ? -1 : -2), cancellation);
        await plane.CreateMachinesAsync(AttackedCluster.Machines);
        await plane.Plane.Kubectl.CreateAsync([new JsonObject
        {
            ["apiVersion"] = "v1",
            ["kind"] = "Endpoints",
            ["metadata"] = new JsonObject { ["name"] = "kubernetes", ["namespace"] = "default" },
            ["subsets"] = new JsonArray(new JsonObject { ["addresses"] = new JsonArray([.. new[] { "10.0.0.2", "10.0.0.3", "10.0.0.100" }.Select(a => (JsonNode)new JsonObject { ["ip"] = a })]), ["ports"] = new JsonArray(new JsonObject { ["port"] = 6443 }) }),
        }]);
        await plane.Plane.Kubectl.RunAsync(["create", "namespace", "shop"]);
        await plane.Plane.Kubectl.RunAsync(["create", "service", "clusterip", "database", "--clusterip=None", "-n", "shop"]);
        await plane.LetAllAskAsync();
        var policy = Path.Combine(plane.Plane.Root, "policy.yaml");
        await File.WriteAllTextAsync(policy, Policy, cancellation);
        await File.WriteAllTextAsync(Path.Combine(plane.Plane.Root, "inventory.txt"), Inventory, cancellation);

        // kube-controller-manager approves what RBAC lets it: here it is only to sign.
        await plane.Plane.StartControllerManagerAsync(new ControllerManagerOptions { Controllers = "csrsigning", Arguments = ["--kube-api-qps=500", "--kube-api-burst=1000"] });
        // Attacks that are one by a limit that was reached, or by a stricter policy, are none by themselves; the unit tests judge them.
        var attacks = AttackSuite.All.Where(a => a is { Policy: null, ApprovedForNode: 0, ApprovedForUser: 0, Decision: not Decision.Wait }).ToList();
        var sent = await SendAsync(attacks, cancellation);
        Assert.True(sent.Count >= 60, $"only {sent.Count} reached the API server");

        using var approver = await ApproverProcess.StartAsync(plane.Plane, policy, "attacked", "--leader-elect=false");
        await plane.Plane.WaitAsync("a decision on each", TimeSpan.FromSeconds(60), () =>
        {
            var told = approver.Audit.Where(l => l.GetProperty("event").GetString() == "decision").Select(l => l.GetProperty("name").GetString()).ToHashSet();
            return Task.FromResult(sent.Where(a => a.Decision == Decision.Refuse).All(a => told.Contains(Name(a))));
        });

        var csrs = await plane.CsrsAsync(cancellation);
        Assert.All(sent, a => Assert.Null(AttackedPlane.Condition(csrs[Name(a)], "Approved")));
        Assert.All(sent, a => Assert.Null(AttackedPlane.Condition(csrs[Name(a)], "Denied")));
        // Each is refused for what it is, and not for what this cluster is.
        var rules = approver.Audit.Where(l => l.GetProperty("event").GetString() == "decision").GroupBy(l => l.GetProperty("name").GetString()!, StringComparer.Ordinal).ToDictionary(g => g.Key, g => g.Last().GetProperty("rule").GetString(), StringComparer.Ordinal);
        var others = sent.Where(a => a.Decision == Decision.Refuse && rules[Name(a)] != a.Rule).Select(a => $"{a.Name}: {rules[Name(a)]}, not {a.Rule}").ToList();
        Assert.True(others.Count == 0, string.Join('\n', others));
        var names = sent.ConvertAll(Name);
        Assert.DoesNotContain(approver.Audit, l => names.Contains(l.GetProperty("name").GetString()!) && l.GetProperty("event").GetString() == "decision" && l.GetProperty("action").GetString() != "none");

        var signed = await SignedByKubernetesAsync(sent, csrs, cancellation);
        TestContext.Current.SendDiagnosticMessage($"{attacks.Count} attacks, {sent.Count} taken by the API server, {signed.Count} signed once approved: {string.Join(' ', signed.Order(StringComparer.Ordinal))}");
        // The approver is all that stands between these and a certificate.
        Assert.Superset(new HashSet<string>(["attack-all-sans-of-another-node", "attack-san-ip-of-another-node-alone"]), signed);
    }

    [Fact]
    public async Task A_CSR_is_approved_by_hand_where_the_policy_lets_it()
    {
        if (plane.WhyNot is { } reason) Assert.Skip(reason);
        var cancellation = TestContext.Current.CancellationToken;
        await plane.CreateNodeAsync("by-hand", [("Hostname", "by-hand"), ("InternalIP", "10.7.0.1")], "True", TimeProvider.System.GetUtcNow().AddHours(-1), cancellation);
        var csr = CsrManifest.Csr("by-hand-1", "kubernetes.io/kubelet-serving");
        csr["spec"]!["request"] = Convert.ToBase64String(System.Text.Encoding.ASCII.GetBytes(CertificateForge.KubeletRequestPem("by-hand", ["by-hand"], ["10.7.0.1"])));
        csr["spec"]!["usages"] = new JsonArray("digital signature", "key encipherment", "server auth");
        using (var node = plane.Connect("system:node:by-hand", ["system:nodes", "system:masters"])) await node.PostAsync(AttackedPlane.Csrs, AttackedPlane.Bytes(csr), repeat: false, cancellation);

        var client = await RunAsync("csr", "approve", "by-hand-1", "--dry-run=client");
        var server = await RunAsync("csr", "approve", "by-hand-1", "--dry-run=server");
        var notAsked = await RunAsync("csr", "approve", "by-hand-1");
        var before = (await plane.CsrsAsync(cancellation))["by-hand-1"];
        var approved = await RunAsync("csr", "approve", "by-hand-1", "--yes");
        var after = (await plane.CsrsAsync(cancellation))["by-hand-1"];
        var again = await RunAsync("csr", "approve", "by-hand-1", "--yes");

        Assert.Equal((0, "", 0, 64), (client.ExitCode, client.Error, server.ExitCode, notAsked.ExitCode));
        Assert.Contains("by-hand-1 approved (server dry run)", server.Output, StringComparison.Ordinal);
        Assert.Null(AttackedPlane.Condition(before, "Approved"));
        Assert.Equal(0, approved.ExitCode);
        Assert.Contains("certificatesigningrequest.certificates.k8s.io/by-hand-1 approved", approved.Output, StringComparison.Ordinal);
        Assert.Contains("audit: ", approved.Error, StringComparison.Ordinal);
        Assert.Equal("CertrotApprovedOnce: policy default@built-in: by-hand (Node status), 10.7.0.1 (Node status)", AttackedPlane.Condition(after, "Approved"));
        Assert.Equal(1, again.ExitCode);
        Assert.Contains("by-hand-1 is not approved: ignore, decided: it is approved", again.Error, StringComparison.Ordinal);
    }

    private Task<ProgramResult> RunAsync(params string[] arguments) => Certrot.RunAsync(["--kubeconfig", plane.Plane.AdminKubeconfig], arguments);

    /// <summary>Creates each as whoever makes it; those that the API server takes.</summary>
    private async Task<List<Attack>> SendAsync(IReadOnlyList<Attack> attacks, CancellationToken cancellation)
    {
        var sent = new List<Attack>();
        foreach (var attack in attacks)
        {
            var spec = attack.Csr["spec"]!.AsObject();
            var (user, groups) = (spec["username"]?.ToString() ?? "", (spec["groups"] as JsonArray ?? []).Select(g => g!.ToString()).Where(g => g.Length > 0).ToList());
            // No HTTP header carries them.
            if (user.Length == 0 || groups.Append(user).Any(t => t.Any(c => c is < ' ' or > '~'))) continue;
            var csr = new JsonObject { ["apiVersion"] = "certificates.k8s.io/v1", ["kind"] = "CertificateSigningRequest", ["metadata"] = new JsonObject { ["name"] = Name(attack) }, ["spec"] = spec.DeepClone() };
            foreach (var own in new[] { "username", "groups", "uid", "extra" }) csr["spec"]!.AsObject().Remove(own);
            // Signers before 1.27 want key encipherment; what is attacked otherwise stays the same.
            if (csr["spec"]!["usages"] is JsonArray { Count: 2 } usages && usages[0]!.ToString() == "digital signature" && usages[1]!.ToString() is "server auth" or "client auth") usages.Add("key encipherment");
            using var api = plane.Connect(user, groups);
            try
            {
                var made = JsonNode.Parse(await api.PostAsync(AttackedPlane.Csrs, AttackedPlane.Bytes(csr), repeat: false, cancellation))!;
                Assert.Superset(groups.ToHashSet(), made["spec"]!["groups"]!.AsArray().Select(g => g!.ToString()).ToHashSet());
                // A server that does not know a field drops it (expirationSeconds, before 1.22): what is left is no attack.
                if (made["spec"]!.AsObject().Count(f => f.Key == "expirationSeconds") == spec.Count(f => f.Key == "expirationSeconds")) sent.Add(attack);
            }
            catch (ApiException e) when (e.Status is not null)
            {
                // The API server has a check of its own.
            }
        }

        return sent;
    }

    private async Task<HashSet<string>> SignedByKubernetesAsync(List<Attack> sent, Dictionary<string, System.Text.Json.JsonElement> csrs, CancellationToken cancellation)
    {
        foreach (var attack in sent)
        {
            var csr = JsonObject.Create(csrs[Name(attack)])!;
            csr["status"] = new JsonObject { ["conditions"] = new JsonArray(new JsonObject { ["type"] = "Approved", ["status"] = "True", ["reason"] = "Careless", ["message"] = "of a test" }) };
            await plane.Api.PutAsync($"{AttackedPlane.Csrs}/{Name(attack)}/approval", AttackedPlane.Bytes(csr), cancellation);
        }

        var signed = new HashSet<string>(StringComparer.Ordinal);
        var quiet = 0;
        await plane.Plane.WaitAsync("the signer to have nothing more to do", TimeSpan.FromSeconds(180), async () =>
        {
            var before = signed.Count;
            foreach (var (name, csr) in await plane.CsrsAsync(cancellation))
            {
                if (csr.TryGetProperty("status", out var status) && status.TryGetProperty("certificate", out _)) signed.Add(name);
            }

            quiet = signed.Count > before || signed.Count == 0 ? 0 : quiet + 1;
            await Task.Delay(1000, cancellation);
            return quiet == 15;
        });
        return signed;
    }

    private static string Name(Attack attack) => attack.Csr["metadata"]!["name"]!.ToString();
}
