using System.Diagnostics;

namespace Certrot.Lab.Tests;

/// <summary><c>certrot simulate</c> as people run it: a cluster with renewals that wait and a node that was lost.</summary>
public sealed class SimulatedPlane : IAsyncLifetime
{
    private readonly string folder = Directory.CreateTempSubdirectory("simulated").FullName;
    private Process? process;

    internal string Kubeconfig => Path.Combine(folder, "kubeconfig");

    public async ValueTask InitializeAsync()
    {
        process = Process.Start(new ProcessStartInfo(Certrot.Path)
        {
            ArgumentList = { "simulate", "--nodes", "4", "--faults", "client-csr-autoapprove-rbac-missing=2,client-expired-kubelet-running=1", "--seed", "3", "--write-kubeconfig", Kubeconfig },
            RedirectStandardError = true,
            UseShellExecute = false,
        })!;
        for (string? line; (line = await process.StandardError.ReadLineAsync()) is not null && !line.Contains("Ctrl-C ends it", StringComparison.Ordinal);)
        {
        }
    }

    public async ValueTask DisposeAsync()
    {
        process!.Kill();
        await process.WaitForExitAsync();
        process.Dispose();
        Directory.Delete(folder, recursive: true);
    }
}
