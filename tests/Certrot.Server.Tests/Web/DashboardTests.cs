using System.Diagnostics;
using System.Text;
using Certrot.TestKit;

namespace Certrot.Server.Tests.Web;

/// <summary>The pages: in a real browser, and against their sources.</summary>
[Trait("needs", "chromium")]
public sealed class DashboardTests(Served served) : IClassFixture<Served>
{
    private static readonly TimeSpan patience = TimeSpan.FromMinutes(3);

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("/fleet", "2 root causes|1 root cause")]
    [InlineData("/incidents", "CSR denied")]
    [InlineData("/history", "Seen for the first time")]
    [InlineData("/csrs?state=all", "Denied")]
    [InlineData("/nowhere", "there is nothing of this name")]
    public async Task Chromium_shows_each_view(string path, string expected)
    {
        if (!File.Exists("/usr/bin/chromium")) Assert.Skip("needs Chromium (/usr/bin/chromium)");

        var (code, page, error) = await RunAsync("/usr/bin/chromium", Path.GetTempPath(), "--headless", "--no-sandbox", "--disable-gpu", "--enable-logging=stderr", "--virtual-time-budget=20000", "--dump-dom", new Uri(served.Address, path).ToString());

        Assert.Equal(0, code);
        Assert.True(expected.Split('|').Any(e => page.Contains(e, StringComparison.Ordinal)), page);
        Assert.DoesNotContain("CONSOLE", path == "/nowhere" ? "" : error, StringComparison.Ordinal);
        Assert.DoesNotContain(" style=\"", page, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_kept_pages_are_those_that_their_sources_give()
    {
        if (!File.Exists("/usr/bin/npm")) Assert.Skip("needs Node.js and npm (/usr/bin/npm)");
        var ui = Path.Combine(Repository.Root, "ui");

        foreach (var arguments in (string[][])[["ci", "--silent", "--no-audit", "--no-fund"], ["run", "--silent", "check:dist"], ["test", "--silent"]])
        {
            var (code, output, error) = await RunAsync("/usr/bin/npm", ui, arguments);
            Assert.True(code == 0, $"npm {string.Join(' ', arguments)}: {output}\n{error}");
        }
    }

    private static async Task<(int Code, string Output, string Error)> RunAsync(string program, string folder, params string[] arguments)
    {
        using var process = Process.Start(new ProcessStartInfo(program, arguments) { UseShellExecute = false, RedirectStandardOutput = true, RedirectStandardError = true, StandardOutputEncoding = Encoding.UTF8, WorkingDirectory = folder })!;
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(Cancellation);
        limit.CancelAfter(patience);
        try
        {
            var error = process.StandardError.ReadToEndAsync(limit.Token);
            var output = await process.StandardOutput.ReadToEndAsync(limit.Token);
            await process.WaitForExitAsync(limit.Token);
            return (process.ExitCode, output, await error);
        }
        catch (OperationCanceledException)
        {
            process.Kill(entireProcessTree: true);
            throw;
        }
    }
}
