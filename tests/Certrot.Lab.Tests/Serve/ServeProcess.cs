using System.Net;
using System.Text.Json;
using System.Text.RegularExpressions;

namespace Certrot.Lab.Tests.Serve;

/// <summary><c>certrot serve</c> as it was built, running.</summary>
internal sealed partial class ServeProcess : IDisposable
{
    private readonly LabProcess process;

    private ServeProcess(LabProcess process) => this.process = process;

    public string Log => process.Log;

    public Uri Address => new(Announced().Matches(Log)[^1].Groups["address"].Value);

    /// <summary>Starts one and waits until it has seen the cluster.</summary>
    public static async Task<ServeProcess> StartAsync(ControlPlane plane, string name, string database, params string[] arguments)
    {
        var log = Path.Combine(plane.Root, name + ".log");
        var running = LabProcess.Start(name, log, Certrot.Path, ["serve", "--kubeconfig", plane.AdminKubeconfig, "--listen", "127.0.0.1:0", "--database", database, "--node-access", "none", .. arguments]);
        var started = new ServeProcess(running);
        await plane.WaitAsync($"{name} to be ready", TimeSpan.FromSeconds(60), async () =>
        {
            if (running.HasExited) throw new LabException(running.Log);
            if (!Announced().IsMatch(running.Log)) return false;
            using var answer = await Http.GetAsync(new Uri(started.Address, "/readyz"));
            return answer.StatusCode == HttpStatusCode.OK;
        });
        return started;
    }

    public async Task<JsonElement> JsonAsync(string path) => JsonDocument.Parse(await TextAsync(path)).RootElement;

    public Task<string> TextAsync(string path) => Http.GetStringAsync(new Uri(Address, path));

    /// <summary>The transitions, the newest first.</summary>
    public async Task<List<JsonElement>> TransitionsAsync() => [.. (await JsonAsync("/api/v1/history?limit=1000")).GetProperty("transitions").EnumerateArray()];

    /// <summary>Ends it as systemd does.</summary>
    public Task StopAsync() => process.StopAsync(TimeSpan.FromSeconds(20));

    /// <summary>Kills it at once, as kill -9 does.</summary>
    public void Dispose() => process.Dispose();

    private static HttpClient Http { get; } = new();

    [GeneratedRegex("watching [^;]+; (?<address>http://[^/]+/)", RegexOptions.ExplicitCapture)]
    private static partial Regex Announced();
}
