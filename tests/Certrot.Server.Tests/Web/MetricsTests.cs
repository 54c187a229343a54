using System.Diagnostics;

namespace Certrot.Server.Tests.Web;

public sealed class MetricsTests(Served served) : IClassFixture<Served>
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Every_node_has_its_series_and_each_series_comes_once()
    {
        var text = await served.Http.GetStringAsync(new Uri("/metrics", UriKind.Relative), Cancellation);

        var series = text.Split('\n').Where(l => l.Length > 0 && l[0] != '#').Select(l => l[..l.LastIndexOf(' ')]).ToList();
        Assert.Equal(series.Count, series.Distinct(StringComparer.Ordinal).Count());
        Assert.Equal(30, series.Count(s => s.StartsWith("certrot_node_verdict{", StringComparison.Ordinal)));
        Assert.Equal(2, series.Count(s => s.Contains("verdict=\"failing\",cause=\"csr-denied-by-approver\"", StringComparison.Ordinal) && s.StartsWith("certrot_node_verdict{", StringComparison.Ordinal)));
        Assert.Equal(60, series.Count(s => s.StartsWith("certrot_node_certificate_not_after_timestamp_seconds{", StringComparison.Ordinal)));
        Assert.Contains("certrot_server_leader 1\n", text, StringComparison.Ordinal);
        Assert.Contains("certrot_api_request_duration_seconds_bucket{method=\"GET\",code=\"200\",le=\"+Inf\"}", text, StringComparison.Ordinal);
        Assert.DoesNotContain("Inf\n", text.Replace("le=\"+Inf\"", "", StringComparison.Ordinal), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("text/plain", "text/plain; version=0.0.4; charset=utf-8", false)]
    [InlineData("application/openmetrics-text;version=1.0.0,text/plain;q=0.5", "application/openmetrics-text; version=1.0.0; charset=utf-8", true)]
    public async Task The_form_is_the_one_that_is_asked_for(string accept, string type, bool open)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, new Uri(served.Address, "/metrics"));
        request.Headers.TryAddWithoutValidation("Accept", accept);

        using var answer = await served.Http.SendAsync(request, Cancellation);
        var text = await answer.Content.ReadAsStringAsync(Cancellation);

        Assert.Equal(type, answer.Content.Headers.GetValues("Content-Type").Single());
        Assert.Equal(open, text.EndsWith("\n# EOF\n", StringComparison.Ordinal));
        Assert.Contains(open ? "# TYPE certrot_judgements counter\n" : "# TYPE certrot_judgements_total counter\n", text, StringComparison.Ordinal);
        Assert.Equal(open, text.Contains("# UNIT certrot_node_last_heartbeat_timestamp_seconds seconds\n", StringComparison.Ordinal));
    }

    [Fact]
    [Trait("needs", "minutes")]
    public async Task Promtool_has_nothing_to_say_of_them()
    {
        if (!File.Exists("/usr/bin/promtool")) Assert.Skip("needs promtool (/usr/bin/promtool)");
        var text = await served.Http.GetStringAsync(new Uri("/metrics", UriKind.Relative), Cancellation);
        using var promtool = Process.Start(new ProcessStartInfo("/usr/bin/promtool", ["check", "metrics"]) { UseShellExecute = false, RedirectStandardInput = true, RedirectStandardOutput = true, RedirectStandardError = true })!;
        await promtool.StandardInput.WriteAsync(text.AsMemory(), Cancellation);
        promtool.StandardInput.Close();
        var said = await promtool.StandardError.ReadToEndAsync(Cancellation) + await promtool.StandardOutput.ReadToEndAsync(Cancellation);
        await promtool.WaitForExitAsync(Cancellation);

        Assert.Equal(("", 0), (said, promtool.ExitCode));
    }
}
