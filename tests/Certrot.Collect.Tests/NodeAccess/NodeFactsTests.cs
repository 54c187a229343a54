using System.Diagnostics;
using System.Globalization;
using System.Text;
using System.Text.Json;
using Certrot.Collect.Bundle;
using Certrot.Collect.Gathered;
using Certrot.Collect.NodeAccess;
using Certrot.Evidence;

namespace Certrot.Collect.Tests.NodeAccess;

/// <summary>When the kubelet was started: from the script to what the bundle says.</summary>
public sealed class NodeFactsTests
{
    private static readonly DateTimeOffset now = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);

    [Fact]
    public void The_start_of_the_kubelet_is_read_back_as_it_was()
    {
        var process = Process("1767225600");

        Assert.Equal(now, process!.StartedAt);
    }

    [Theory]
    [InlineData("")]
    [InlineData("-1")]
    [InlineData("0")]
    [InlineData("soon")]
    [InlineData("99999999999999999999")]
    [InlineData("253402300800")]
    public void A_start_that_is_none_is_left_out(string started)
    {
        var process = Process(started);

        Assert.NotNull(process);
        Assert.Null(process.StartedAt);
    }

    [Theory]
    [InlineData("kubelet")]
    [InlineData("ku) S (1 let")]
    public async Task The_script_reckons_the_start_of_a_process_of_any_name(string name)
    {
        var folder = Directory.CreateTempSubdirectory("certrot-facts-");
        try
        {
            var program = Path.Combine(folder.FullName, name);
            File.Copy("/bin/sleep", program);
            using var process = System.Diagnostics.Process.Start(program, "60");
            try
            {
                var script = $"pid={process.Id}\n{Function()}\nstarted";
                using var shell = System.Diagnostics.Process.Start(new ProcessStartInfo("sh", ["-c", script]) { RedirectStandardOutput = true, UseShellExecute = false })!;
                var started = long.Parse(await shell.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken), CultureInfo.InvariantCulture);

                // The boot's time is given in whole seconds.
                var expected = new DateTimeOffset(process.StartTime.ToUniversalTime()).ToUnixTimeSeconds();
                Assert.InRange(started, expected - 2, expected + 2);
            }
            finally
            {
                process.Kill();
            }
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    private static KubeletProcess? Process(string started)
    {
        var files = new EvidenceFiles("worker-1", now);
        var facts = new NodeFacts(files, () => now);
        foreach (var (name, value) in new[] { ("user", "0"), ("unit", "kubelet"), ("cmdline", "/usr/bin/kubelet"), ("state", "S (sleeping)"), ("started", started), ("pid", "7") })
            facts.Add(new ScriptSection("fact/" + name, Encoding.UTF8.GetBytes(value), null));
        facts.Finish();
        using var stream = files.Open("node/process.json");
        using var content = new MemoryStream();
        stream.CopyTo(content);
        using var document = JsonDocument.Parse(content.ToArray());
        Assert.True(document.RootElement.GetProperty("running").GetBoolean());
        return KubeletProcessReader.Read(content.ToArray(), "node/process.json", []);
    }

    private static string Function()
    {
        var text = NodeScript.Collection("-1h", 1).Text;
        var start = text.IndexOf("started() {", StringComparison.Ordinal);
        return text[start..(text.IndexOf("\n}\n", start, StringComparison.Ordinal) + 2)];
    }
}
