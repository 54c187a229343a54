using System.Text;
using Certrot.Evidence;
using Certrot.Metrics;

namespace Certrot.Core.Tests.Metrics;

public sealed class MetricReaderTests
{
    private readonly List<ReadProblem> problems = [];

    private MetricSet Read(string text) => MetricReader.Read(new MemoryStream(Encoding.UTF8.GetBytes(text)), "node/metrics.prom", problems);

    [Fact]
    public void Certificate_series_are_kept()
    {
        var metrics = Read("""
            # HELP kubelet_certificate_manager_client_ttl_seconds [ALPHA] Gauge of the TTL.
            # TYPE kubelet_certificate_manager_client_ttl_seconds gauge
            kubelet_certificate_manager_client_ttl_seconds 3.1535688e+07
            kubelet_certificate_manager_server_ttl_seconds +Inf
            go_goroutines 12
            kubelet_certificate_manager_server_rotation_seconds_bucket{le="+Inf"} 0
            rest_client_requests_total{code="<error>",host="a}\"b",method="GET"} 7 1700000000000
            process_start_time_seconds 1.7e9 # {trace_id="x"} 1 2
            # EOF
            """);
        Assert.Empty(problems);
        Assert.Equal(5, metrics.Samples.Count);
        Assert.Equal(new MetricSample("kubelet_certificate_manager_client_ttl_seconds", "", 31535688, 3), metrics.Samples[0]);
        Assert.Equal(double.PositiveInfinity, metrics.Find("kubelet_certificate_manager_server_ttl_seconds")!.Value);
        Assert.Equal("code=\"<error>\",host=\"a}\\\"b\",method=\"GET\"", metrics.Find("rest_client_requests_total")!.Labels);
        Assert.Equal(1.7e9, metrics.Find("process_start_time_seconds")!.Value);
        Assert.Null(metrics.Find("go_goroutines"));
    }

    [Theory]
    [InlineData("-Inf", double.NegativeInfinity)]
    [InlineData("NaN", double.NaN)]
    [InlineData("-3", -3)]
    public void Values_of_every_sort(string text, double value) =>
        Assert.Equal(value, Read($"certificate_manager_x {text}").Samples[0].Value);

    [Fact]
    public void Bad_lines_are_one_problem()
    {
        var metrics = Read("kubelet_node_name{node=\"a\"} 1\nkubelet_node_name{node=\"a} 1\n<html>\nkubelet_node_name x\nkubelet_node_name\n9a 1\n\n");
        Assert.Single(metrics.Samples);
        Assert.Equal("node/metrics.prom has 5 lines that are no samples (line 2 first): ignored", Assert.Single(problems).Message);
    }

    [Fact]
    public void At_most_five_thousand_samples_are_kept()
    {
        Assert.Equal(5000, Read(string.Concat(Enumerable.Range(0, 6000).Select(i => $"rest_client_requests_total{{code=\"{i}\"}} 1\r\n"))).Samples.Count);
        Assert.Contains("1000", Assert.Single(problems).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_line_without_end_does_not_fill_memory()
    {
        var metrics = Read("kubelet_node_name 1\n" + new string('x', 1_000_000) + "\nkubelet_node_name 2\n" + new string('y', 200_000));
        Assert.Equal([1, 2], metrics.Samples.Select(s => s.Value));
        Assert.Equal([1, 3], metrics.Samples.Select(s => s.Line));
        Assert.Contains("2 lines", Assert.Single(problems).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Utf_16_is_understood()
    {
        var bytes = Encoding.Unicode.GetPreamble().Concat(Encoding.Unicode.GetBytes("kubelet_node_name{node=\"größe\"} 1\r\n")).ToArray();
        Assert.Equal("node=\"größe\"", MetricReader.Read(new MemoryStream(bytes), "m", problems).Samples[0].Labels);
    }
}
