namespace Certrot.Lab.Tests;

public sealed class KubeletNodeTests(ITestOutputHelper output)
{
    [Fact]
    public async Task A_real_kubelet_joins_by_tls_bootstrap_and_renews_a_certificate_that_is_nearly_over()
    {
        var binaries = LabBinaries.Require();
        if (KubeletNode.WhyNot(binaries) is { } whyNot)
            Assert.Skip(whyNot);
        using var network = new LabNetwork();
        await using var plane = await ControlPlane.StartAsync(
            binaries, new ControlPlaneOptions { Address = network.Gateway, ControllerManager = new ControllerManagerOptions() });
        await TlsBootstrap.AllowAsync(plane);
        var now = TimeProvider.System.GetUtcNow();
        var old = plane.Authority.Client("system:node:worker-2", "system:nodes", now.AddHours(-1), now.AddMinutes(3));

        await using var joins = await KubeletNode.StartAsync(binaries, plane, network, "worker-1", 11);
        await using var renews = await KubeletNode.StartAsync(
            binaries, plane, network, "worker-2", 12, new KubeletOptions { Client = old, Bootstraps = false });
        await joins.WaitReadyAsync(TimeSpan.FromSeconds(90));
        await renews.WaitReadyAsync(TimeSpan.FromSeconds(90));
        await plane.WaitAsync("the client CSRs", TimeSpan.FromSeconds(60), async () => (await IssuedToAsync(plane)).Count >= 2);

        var issued = await IssuedToAsync(plane);
        output.WriteLine(string.Join(", ", issued));
        Assert.Contains("system:bootstrap:abcdef", issued);
        Assert.Contains("system:node:worker-2", issued);
        Assert.NotNull(new FileInfo(Path.Combine(joins.KubeletDirectory, "pki", "kubelet-client-current.pem")).LinkTarget);
        Assert.Contains("Certificate rotation", renews.Log, StringComparison.OrdinalIgnoreCase);
    }

    /// <summary>Requestors of client CSRs that have their certificate.</summary>
    private static async Task<List<string>> IssuedToAsync(ControlPlane plane)
    {
        using var list = await plane.Kubectl.JsonAsync("get", "csr");
        return
        [
            .. list.RootElement.GetProperty("items").EnumerateArray()
                .Where(csr => csr.GetProperty("spec").GetProperty("signerName").GetString() == "kubernetes.io/kube-apiserver-client-kubelet")
                .Where(csr => csr.GetProperty("status").TryGetProperty("certificate", out _))
                .Select(csr => csr.GetProperty("spec").GetProperty("username").GetString()!),
        ];
    }
}
