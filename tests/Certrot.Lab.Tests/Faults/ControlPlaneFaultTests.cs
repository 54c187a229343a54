using System.Text.Json.Nodes;

namespace Certrot.Lab.Tests.Faults;

/// <summary>A real control plane that misbehaves for real, as a node feels it: each fault is found live, and found again in the bundle that was collected.</summary>
public sealed class ControlPlaneFaultTests(FaultyControlPlane faulty) : IClassFixture<FaultyControlPlane>
{
    [Fact]
    public async Task Bootstrappers_may_not_create_csrs()
    {
        await ReadyAsync();
        var binding = await faulty.Plane.Kubectl.RunAsync(["get", "clusterrolebinding", "kubeadm:kubelet-bootstrap", "-o", "json"]);
        await faulty.Plane.Kubectl.RunAsync(["delete", "clusterrolebinding", "kubeadm:kubelet-bootstrap"]);
        try
        {
            await CanAsync("no");
            var node = await faulty.StartAsync("quartz", new KubeletOptions { Configuration = NodeFault.OwnServing() });
            await faulty.LoggedAsync(node, "is forbidden");

            await faulty.IsAsync(node, "rbac-csr-create-forbidden", "client");
        }
        finally
        {
            await faulty.Plane.Kubectl.RunAsync(["apply", "-f", "-"], binding);
        }
    }

    [Fact]
    public async Task Kube_controller_manager_is_gone()
    {
        await ReadyAsync();
        await faulty.Plane.StopControllerManagerAsync();
        var node = await faulty.StartDueAsync("opal");
        await faulty.CsrAsync("opal", "Pending");
        // Until its lease has not been renewed for a minute.
        await Task.Delay(TimeSpan.FromSeconds(62), TestContext.Current.CancellationToken);

        await faulty.IsAsync(node, "kcm-down", "client");
    }

    [Fact]
    public async Task The_approver_is_switched_off()
    {
        await ReadyAsync("-csrapproving");
        var node = await faulty.StartDueAsync("onyx");
        await faulty.CsrAsync("onyx", "Pending");

        await faulty.IsAsync(node, "csr-approver-controller-disabled", "client");
    }

    [Fact]
    public async Task Somebody_denies()
    {
        await ReadyAsync("-csrapproving");
        var node = await faulty.StartDueAsync("jade");
        using var stop = new CancellationTokenSource();
        // As an approver with a policy does: the kubelet asks again, and is denied again.
        var denying = Task.Run(
            async () =>
            {
                while (!stop.IsCancellationRequested) await faulty.Plane.Kubectl.TryRunAsync(["certificate", "deny", await faulty.CsrAsync("jade", "Pending")]);
            },
            TestContext.Current.CancellationToken);
        await faulty.LoggedAsync(node, "denied");

        await faulty.IsAsync(node, "csr-denied-by-approver", "client");

        await stop.CancelAsync();
        await Task.WhenAny(denying, Task.Delay(TimeSpan.FromSeconds(1), TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task Somebody_denied_and_the_next_csr_waits()
    {
        await ReadyAsync("-csrapproving");
        var node = await faulty.StartDueAsync("garnet");
        await faulty.Plane.Kubectl.RunAsync(["certificate", "deny", await faulty.CsrAsync("garnet", "Pending")]);
        await faulty.LoggedAsync(node, "denied");
        await faulty.CsrAsync("garnet", "Pending");

        await faulty.IsAsync(node, "csr-denied-by-approver", "client");
    }

    [Fact]
    public async Task The_signer_has_no_ca()
    {
        await ReadyAsync(signs: false);
        var node = await faulty.StartDueAsync("ruby");
        await faulty.CsrAsync("ruby", "Approved");

        // A risk and no failure yet: it was approved seconds ago.
        await faulty.IsAsync(node, "csr-approved-not-issued-no-signer", "client", exitCode: 2);
    }

    [Fact]
    public async Task A_webhook_that_does_not_answer_refuses_csrs()
    {
        await ReadyAsync();
        await faulty.Plane.Kubectl.CreateAsync(
        [
            new JsonObject
            {
                ["apiVersion"] = "admissionregistration.k8s.io/v1",
                ["kind"] = "ValidatingWebhookConfiguration",
                ["metadata"] = new JsonObject { ["name"] = "policy" },
                ["webhooks"] = new JsonArray(new JsonObject
                {
                    ["name"] = "csr.policy.example.com",
                    ["clientConfig"] = new JsonObject { ["url"] = "https://127.0.0.1:9/validate" },
                    ["rules"] = new JsonArray(new JsonObject { ["apiGroups"] = new JsonArray("certificates.k8s.io"), ["apiVersions"] = new JsonArray("*"), ["operations"] = new JsonArray("CREATE"), ["resources"] = new JsonArray("certificatesigningrequests") }),
                    ["failurePolicy"] = "Fail",
                    ["sideEffects"] = "None",
                    ["admissionReviewVersions"] = new JsonArray("v1"),
                }),
            },
        ]);
        try
        {
            var node = await faulty.StartDueAsync("pearl");
            await faulty.LoggedAsync(node, "failed calling webhook");

            await faulty.IsAsync(node, "csr-admission-rejected", "client");
        }
        finally
        {
            await faulty.Plane.Kubectl.RunAsync(["delete", "validatingwebhookconfiguration", "policy"]);
        }
    }

    [Fact]
    public async Task Nobody_approves_serving_csrs()
    {
        await ReadyAsync();
        var node = await faulty.StartAsync("topaz", new KubeletOptions());
        await node.WaitReadyAsync(TimeSpan.FromMinutes(2));
        await faulty.CsrAsync("topaz", "Pending");

        await faulty.IsAsync(node, "serving-csr-no-approver", "serving");
    }

    [Fact]
    public Task The_API_server_is_stopped() =>
        ApiServerAsync("agate", () => faulty.Plane.StopApiServerAsync(), "connection refused", "apiserver-unreachable");

    [Fact]
    public Task The_API_servers_certificate_has_expired() =>
        ApiServerAsync("amber", () => faulty.Plane.RestartApiServerAsync(Now.AddDays(-400), Now.AddDays(-35)), "certificate has expired", "apiserver-serving-cert-expired");

    [Fact]
    public Task The_API_servers_certificate_comes_from_the_future() =>
        ApiServerAsync("beryl", () => faulty.Plane.RestartApiServerAsync(Now.AddHours(3), Now.AddYears(1)), "is before", "clock-skew-control-plane");

    private static DateTimeOffset Now => TimeProvider.System.GetUtcNow();

    private async Task ReadyAsync(string? controllers = null, bool signs = true)
    {
        if (faulty.WhyNot is { } reason) Assert.Skip(reason);
        await faulty.ManageAsync(controllers, signs);
    }

    /// <summary>Something happens to the API server under a sound node, which logs it.</summary>
    private async Task ApiServerAsync(string name, Func<Task> happens, string logged, string cause)
    {
        await ReadyAsync();
        var node = await InServiceAsync(name);
        // It would end when it cannot renew its lease.
        await faulty.Plane.StopControllerManagerAsync();
        try
        {
            await happens();
            await faulty.LoggedAsync(node, logged);

            await faulty.IsAsync(node, cause, "client");
        }
        finally
        {
            await faulty.Plane.RestartApiServerAsync();
        }
    }

    /// <summary>A node in the middle of its certificate's life, that has been Ready.</summary>
    private async Task<KubeletNode> InServiceAsync(string name)
    {
        var node = await faulty.StartAsync(name, new KubeletOptions { Bootstraps = false, Configuration = NodeFault.OwnServing(), Client = NodeFault.InService(faulty.Plane, name) });
        await node.WaitReadyAsync(TimeSpan.FromMinutes(2));
        return node;
    }

    private Task CanAsync(string answer) => faulty.Plane.WaitAsync($"the authorizer to say {answer}", TimeSpan.FromSeconds(30), async () =>
        (await faulty.Plane.Kubectl.TryRunAsync(["auth", "can-i", "create", "certificatesigningrequests.certificates.k8s.io", "--as=system:bootstrap:abcdef", $"--as-group={TlsBootstrap.Group}"])).Output.Trim() == answer);
}
