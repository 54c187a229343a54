using System.Diagnostics;
using Certrot.Render.Fleet;
using Certrot.Render.Prometheus;
using Certrot.Server.History;
using Certrot.Server.Monitoring;

namespace Certrot.Server.Metrics;

/// <summary>What the server tells Prometheus: the clusters, and itself.</summary>
/// <param name="fleet">The clusters.</param>
/// <param name="recorder">What is recorded.</param>
/// <param name="calls">How long calls of API servers take.</param>
/// <param name="listeners">How many listen to events.</param>
/// <param name="version">The program's version.</param>
internal sealed class ServerMetrics(FleetMonitor fleet, HistoryRecorder recorder, ApiCallMetrics calls, Func<int> listeners, string version)
{
    /// <summary>The families, each of which writes itself.</summary>
    public IEnumerable<Action<MetricsText>> Families() => [.. new FleetPrometheus(fleet.Report()).Families, Judging, History, calls.Write, Itself];

    private void Judging(MetricsText text)
    {
        text.Family("certrot_judgements_total", MetricKind.Counter, "Judgements of nodes.");
        foreach (var cluster in fleet.Clusters) text.Sample(Of(cluster), cluster.Judgements.Count);
        text.Family("certrot_judgement_seconds_total", MetricKind.Counter, "Time that judgements of nodes took.");
        foreach (var cluster in fleet.Clusters) text.Sample(Of(cluster), cluster.Judgements.Time.TotalSeconds);

        static byte[] Of(ClusterMonitor cluster) => MetricsText.Labels(("context", cluster.Context));
    }

    private void History(MetricsText text)
    {
        One(text, "certrot_server_leader", "Whether this replica records.", recorder.State == RecorderState.Leading ? 1 : 0);
        One(text, "certrot_history_available", "Whether the database answers.", recorder.State == RecorderState.Disconnected ? 0 : 1);
        text.Family("certrot_history_transitions_total", MetricKind.Counter, "Transitions of nodes that this process recorded, by kind.");
        foreach (var (kind, count) in recorder.Counts.OrderBy(c => c.Key, StringComparer.Ordinal)) text.Sample(MetricsText.Labels(("kind", kind)), count);
        Count(text, "certrot_history_failed_writes_total", "How often the database could not be reached or written.", recorder.Failures);
        Count(text, "certrot_history_dropped_observations_total", "Observations that were dropped because the database was away for too long.", recorder.Dropped);
    }

    private void Itself(MetricsText text)
    {
        One(text, "certrot_event_listeners", "Clients that listen to server-sent events.", listeners());
        text.Family("certrot_build_info", MetricKind.Gauge, "The program, always 1.");
        text.Sample(MetricsText.Labels(("version", version)), 1);
        using var process = Process.GetCurrentProcess();
        One(text, "process_resident_memory_bytes", "Resident memory size in bytes.", process.WorkingSet64);
        Count(text, "process_cpu_seconds_total", "Total user and system CPU time spent in seconds.", process.TotalProcessorTime.TotalSeconds);
        One(text, "process_start_time_seconds", "Start time of the process since unix epoch in seconds.", new DateTimeOffset(process.StartTime.ToUniversalTime()).ToUnixTimeMilliseconds() / 1000.0);
    }

    private static void One(MetricsText text, string name, string help, double value)
    {
        text.Family(name, MetricKind.Gauge, help);
        text.Sample([], value);
    }

    private static void Count(MetricsText text, string name, string help, double value)
    {
        text.Family(name, MetricKind.Counter, help);
        text.Sample([], value);
    }
}
