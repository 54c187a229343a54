using System.Diagnostics;
using Certrot.TestKit;

namespace Certrot.Server.Tests.Alerts;

/// <summary>promtool over the tests of the alerts: a file takes some twenty seconds of one processor, so that as many run at once as there are.</summary>
public sealed class PromtoolRuns : IDisposable
{
    private const string Promtool = "/usr/bin/promtool";

    private readonly SemaphoreSlim turns = new(Environment.ProcessorCount);
    private readonly Lazy<Dictionary<string, Task<(int Code, string Said)>>> runs;

    public PromtoolRuns() => runs = new(() => Files.ToDictionary(f => f, InTurnAsync, StringComparer.Ordinal));

    /// <summary>The files, by their names.</summary>
    public static IReadOnlyList<string> Files { get; } = [.. Directory.GetFiles(Folder, "*.test.yaml").Select(f => Path.GetFileName(f)!).Order(StringComparer.Ordinal)];

    private static string Folder => Path.Combine(Repository.Root, "tests", "alerts");

    /// <summary>What it says of a file. Whoever asks first has all begun.</summary>
    public Task<(int Code, string Said)> OfAsync(string file)
    {
        SkipWithout();
        return runs.Value[file];
    }

    /// <summary>Runs it.</summary>
    public static async Task<(int Code, string Said)> RunAsync(string folder, params string[] arguments)
    {
        SkipWithout();
        using var promtool = Process.Start(new ProcessStartInfo(Promtool, arguments) { UseShellExecute = false, RedirectStandardOutput = true, RedirectStandardError = true, WorkingDirectory = folder })!;
        var error = promtool.StandardError.ReadToEndAsync();
        var said = await promtool.StandardOutput.ReadToEndAsync() + await error;
        await promtool.WaitForExitAsync();
        return (promtool.ExitCode, said);
    }

    public void Dispose() => turns.Dispose();

    private async Task<(int Code, string Said)> InTurnAsync(string file)
    {
        await turns.WaitAsync();
        try
        {
            return await RunAsync(Folder, "test", "rules", file);
        }
        finally
        {
            turns.Release();
        }
    }

    private static void SkipWithout()
    {
        if (!File.Exists(Promtool)) Assert.Skip($"needs promtool ({Promtool})");
    }
}
