using System.Text.Json;

namespace Certrot.Lab.Tests;

/// <summary>A node read through a pod that a real kubelet and containerd run.</summary>
[Collection(LiveClusterCollection.Name)]
public sealed class PodAccessTests(LiveCluster cluster)
{
    private static readonly string[] byPod = ["--node-access", "pod", "--pod-image", LabImage.Name];

    [Fact]
    public async Task The_node_is_read_and_the_pod_is_gone()
    {
        await RequireAsync();

        var result = await cluster.CertrotAsync(["diagnose", "worker-2", "-o", "json", .. byPod]);

        using var report = JsonDocument.Parse(result.Output);
        Assert.Contains("node read by a pod", result.Error, StringComparison.Ordinal);
        Assert.Matches("certrot: created pod default/certrot-node-reader-[a-z0-9]{8} on worker-2, image certrot.example/busybox:1\n", result.Error);
        Assert.Matches("certrot: deleted pod default/certrot-node-reader-", result.Error);
        var missing = report.RootElement.GetProperty("missing").EnumerateArray().Select(m => m.GetProperty("what").GetString()!).ToList();
        Assert.DoesNotContain(missing, m => m is "node/kubelet.log" or "node/kubelet.conf" or "node/files.json" or "node/process.json" or "node/disk.json" || m.StartsWith("node/pki", StringComparison.Ordinal));
        Assert.StartsWith("node/pki/", report.RootElement.GetProperty("certificates").GetProperty("client").GetProperty("source").GetString(), StringComparison.Ordinal);
        Assert.Empty(await PodsAsync());
    }

    [Fact]
    public async Task The_rights_that_are_printed_suffice()
    {
        await RequireAsync();
        var yaml = (await Command.CaptureAsync(Certrot.Path, ["rbac", "diagnose", "--node-access", "pod", "-n", "default", "--for", "user:podreader"])).Output;
        await cluster.Plane.Kubectl.RunAsync(["apply", "-f", "-"], yaml);
        await cluster.Plane.WaitAsync("the rights", TimeSpan.FromSeconds(30), async () =>
            (await cluster.Plane.Kubectl.TryRunAsync(["auth", "can-i", "delete", "pods", "-n", "default", "--as=podreader"])).Output.Trim() == "yes");

        var result = await cluster.CertrotAsync(["diagnose", "worker-2", "-o", "json", "--as", "podreader", .. byPod]);

        Assert.Contains("node read by a pod", result.Error, StringComparison.Ordinal);
        Assert.DoesNotContain("needs `", result.Output, StringComparison.Ordinal);
        Assert.Empty(await PodsAsync());
    }

    [Theory]
    [InlineData("INT")]
    [InlineData("TERM")]
    [InlineData("HUP")]
    public async Task The_pod_is_deleted_when_the_user_gives_up(string signal)
    {
        await RequireAsync();
        // A command that waits until it is killed, once the pod is there.
        var script = $"\"$0\" \"$@\" & child=$!; for i in $(seq 100); do kubectl get pods -o name --kubeconfig {cluster.Plane.AdminKubeconfig} | grep -q node-reader && break; sleep 0.1; done; kill -{signal} $child; wait $child";

        var result = await Command.CaptureAsync("bash", ["-c", script, Certrot.Path, "diagnose", "worker-2", "--kubeconfig", cluster.Plane.AdminKubeconfig, .. byPod]);

        Assert.Contains("created pod", result.Error, StringComparison.Ordinal);
        Assert.Contains("deleted pod", result.Error, StringComparison.Ordinal);
        Assert.Empty(await PodsAsync());
        // Where the signal came too late, there is an answer.
        Assert.True(result.ExitCode is 130 or (>= 0 and <= 3), $"{result.ExitCode}\n{result.Error}");
    }

    [Fact]
    public async Task An_image_that_is_not_there_is_told_and_the_pod_is_gone()
    {
        await RequireAsync();

        var result = await cluster.CertrotAsync("diagnose", "worker-2", "-o", "json", "--node-access", "pod", "--pod-image", "registry.invalid/none:1");

        Assert.Contains("ErrImagePull", result.Error, StringComparison.Ordinal);
        Assert.Contains("deleted pod", result.Error, StringComparison.Ordinal);
        Assert.Empty(await PodsAsync());
    }

    [Fact]
    public async Task No_pod_is_created_where_no_command_could_run_in_it()
    {
        await RequireAsync();

        // worker-1 has no serving certificate: nothing approves its CSR.
        var result = await cluster.CertrotAsync(["diagnose", "worker-1", "-o", "json", .. byPod]);

        Assert.Contains("no pod was created: the API server cannot reach the kubelet", result.Error, StringComparison.Ordinal);
        Assert.DoesNotContain("created pod", result.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_dry_run_shows_a_pod_that_the_API_server_takes_and_creates_none()
    {
        await RequireAsync();

        var result = await cluster.CertrotAsync(["diagnose", "worker-2", "--dry-run", "-n", "kube-system", .. byPod]);

        Assert.Equal(0, result.ExitCode);
        Assert.Contains("\"namespace\": \"kube-system\"", result.Output, StringComparison.Ordinal);
        // This release does not know recursiveReadOnly, and kubectl would complain of it.
        await cluster.Plane.Kubectl.RunAsync(["create", "--dry-run=server", "--validate=false", "-f", "-"], result.Output);
        Assert.Empty(await PodsAsync());
    }

    [Fact]
    public async Task Nothing_is_created_unless_it_is_asked_for()
    {
        await RequireAsync();
        var before = await CreatedAsync();

        await cluster.CertrotAsync(["diagnose", "worker-2", "-o", "json", "--ssh-option", "ConnectTimeout=2"]);

        Assert.Equal(before, await CreatedAsync());
    }

    private async Task RequireAsync()
    {
        if ((cluster.WhyNot ?? LabImage.WhyNot()) is { } reason) Assert.Skip(reason);
        await cluster.Plane.ApproveServingAsync("worker-2");
    }

    private async Task<string> PodsAsync() => await cluster.Plane.Kubectl.RunAsync(["get", "pods", "-A", "-o", "name", "-l", "app.kubernetes.io/managed-by=certrot"]);

    /// <summary>How many times the API server created a pod, by its own count.</summary>
    private async Task<string> CreatedAsync() =>
        string.Join('\n', (await cluster.Plane.Kubectl.RunAsync(["get", "--raw", "/metrics"])).Split('\n').Where(l => l.StartsWith("apiserver_request_total", StringComparison.Ordinal) && l.Contains("resource=\"pods\"", StringComparison.Ordinal) && l.Contains("verb=\"POST\"", StringComparison.Ordinal)));
}
