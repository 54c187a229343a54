using System.Diagnostics;

namespace Certrot.Lab.Tests;

public sealed class ControlPlaneTests
{
    [Fact]
    public async Task A_control_plane_that_does_not_start_tells_why_and_leaves_nothing()
    {
        var binaries = LabBinaries.Require();
        var parent = Directory.CreateTempSubdirectory("certrot-lab-parent-");
        try
        {
            var failure = await Assert.ThrowsAsync<LabException>(() => ControlPlane.StartAsync(
                binaries, new ControlPlaneOptions { ApiServerArguments = ["--no-such-flag"], ParentDirectory = parent.FullName }));

            Assert.Contains("kube-apiserver ended", failure.Message, StringComparison.Ordinal);
            Assert.Contains("no-such-flag", failure.Message, StringComparison.Ordinal);
            Assert.Empty(parent.GetFileSystemInfos());
            Assert.DoesNotContain(Process.GetProcesses(), process => CommandLine(process).Contains(parent.FullName, StringComparison.Ordinal));
        }
        finally
        {
            parent.Delete(recursive: true);
        }
    }

    [Fact]
    public async Task A_process_is_stopped_with_its_output_kept_until_then()
    {
        LabBinaries.Require();
        var directory = Directory.CreateTempSubdirectory("certrot-lab-process-");
        try
        {
            using var process = LabProcess.Start("test", Path.Combine(directory.FullName, "log"), "/bin/sh", ["-c", "echo said; sleep 60"]);
            while (process.Log.Length == 0)
                await Task.Delay(10);

            await process.StopAsync(TimeSpan.FromSeconds(5));

            Assert.True(process.HasExited);
            Assert.Equal("said\n", process.Log);
        }
        finally
        {
            directory.Delete(recursive: true);
        }
    }

    private static string CommandLine(Process process)
    {
        try
        {
            return File.ReadAllText($"/proc/{process.Id}/cmdline");
        }
        catch (IOException)
        {
            return "";
        }
    }
}
