using System.Diagnostics.Metrics;
using Certrot.Render.Prometheus;

namespace Certrot.Server.Metrics;

/// <summary>
/// How long calls of API servers take, as .NET's own HTTP client measures them (instrument <c>http.client.request.duration</c>: until the head of the answer). Labels: the method, and the
/// status, or <c>error</c> where there was no answer.
/// </summary>
internal sealed class ApiCallMetrics : IDisposable
{
    private static readonly double[] bounds = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30];

    private readonly Lock gate = new();
    private readonly SortedDictionary<(string Method, string Code), (long[] Buckets, double Sum, long Count)> calls = [];
    private readonly MeterListener listener = new();

    /// <summary>Begins to listen to the process's HTTP clients.</summary>
    public ApiCallMetrics()
    {
        listener.InstrumentPublished = static (instrument, own) =>
        {
            if (instrument is { Meter.Name: "System.Net.Http", Name: "http.client.request.duration" }) own.EnableMeasurementEvents(instrument);
        };
        listener.SetMeasurementEventCallback<double>(Take);
        listener.Start();
    }

    /// <summary>Writes the family.</summary>
    public void Write(MetricsText text)
    {
        text.Family("certrot_api_request_duration_seconds", MetricKind.Histogram, "Time of calls of API servers until the head of the answer, by method and status.");
        lock (gate)
        {
            foreach (var ((method, code), (buckets, sum, count)) in calls)
            {
                var labels = MetricsText.Labels(("method", method), ("code", code));
                for (var i = 0; i < bounds.Length; i++) text.Sample("_bucket", [.. labels, (byte)',', .. MetricsText.Labels(("le", $"{bounds[i]}"))], buckets[i]);
                text.Sample("_bucket", [.. labels, (byte)',', .. MetricsText.Labels(("le", "+Inf"))], count);
                text.Sample("_sum", labels, sum);
                text.Sample("_count", labels, count);
            }
        }
    }

    /// <inheritdoc/>
    public void Dispose() => listener.Dispose();

    private void Take(Instrument instrument, double seconds, ReadOnlySpan<KeyValuePair<string, object?>> tags, object? state)
    {
        var (method, code) = ("", "error");
        foreach (var (key, value) in tags)
        {
            if (key == "http.request.method") method = value as string ?? "";
            if (key == "http.response.status_code") code = value?.ToString() ?? "error";
        }

        lock (gate)
        {
            var (buckets, sum, count) = calls.TryGetValue((method, code), out var known) ? known : (new long[bounds.Length], 0, 0);
            for (var i = 0; i < bounds.Length; i++)
            {
                if (seconds <= bounds[i]) buckets[i]++;
            }

            calls[(method, code)] = (buckets, sum + seconds, count + 1);
        }
    }
}
