using System.Text.Json;
using System.Text.RegularExpressions;

namespace Certrot.Lab.Tests.Approval;

/// <summary>The approver as it was built, running.</summary>
internal sealed partial class ApproverProcess : IDisposable
{
    private readonly LabProcess process;
    private readonly string audit;

    private ApproverProcess(LabProcess process, string audit) => (this.process, this.audit) = (process, audit);

    public string Log => process.Log;

    /// <summary>The lines of the audit log.</summary>
    public IReadOnlyList<JsonElement> Audit => !File.Exists(audit) ? [] : [.. Read(audit).Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(l => JsonDocument.Parse(l).RootElement)];

    /// <summary>Starts one as the administrator, unless the arguments say otherwise.</summary>
    public static async Task<ApproverProcess> StartAsync(ControlPlane plane, string policy, string name, params string[] arguments)
    {
        var folder = Directory.CreateDirectory(Path.Combine(plane.Root, "approver")).FullName;
        var (log, audit) = (Path.Combine(folder, name + ".log"), Path.Combine(folder, name + ".audit"));
        var running = LabProcess.Start(name, log, Certrot.Path, ["approver", "--policy", policy, "--kubeconfig", plane.AdminKubeconfig, "--listen", "127.0.0.1:0", "--audit-log", audit, .. arguments]);
        var started = new ApproverProcess(running, audit);
        await plane.WaitAsync($"the approver {name}", TimeSpan.FromSeconds(30), () => Task.FromResult(running.HasExited ? throw new LabException(running.Log) : running.Log.Contains("metrics at ", StringComparison.Ordinal)));
        return started;
    }

    public Task<string> GetAsync(string path) => Http.GetStringAsync(new Uri(MetricsAddress().Match(Log).Groups[1].Value + path));

    public async Task<int> StatusAsync(string path)
    {
        using var answer = await Http.GetAsync(new Uri(MetricsAddress().Match(Log).Groups[1].Value + path));
        return (int)answer.StatusCode;
    }

    public Task StopAsync() => process.StopAsync(TimeSpan.FromSeconds(20));

    /// <summary>Kills it at once, as kill -9 does.</summary>
    public void Dispose() => process.Dispose();

    private static HttpClient Http { get; } = new();

    private static string Read(string path)
    {
        using var reader = new StreamReader(new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite));
        return reader.ReadToEnd();
    }

    [GeneratedRegex("metrics at (http://[^/]+/)metrics")]
    private static partial Regex MetricsAddress();
}
