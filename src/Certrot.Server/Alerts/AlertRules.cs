namespace Certrot.Server.Alerts;

/// <summary>The alert rules and the dashboard that ship with the program (<c>docs/alerts.md</c>).</summary>
public static class AlertRules
{
    /// <summary>Where a server on this machine shows the pages of causes.</summary>
    public const string DefaultRunbooks = "http://127.0.0.1:8750/docs/causes";

    private const string Placeholder = "@RUNBOOKS@";

    /// <summary>Writes the rules as Prometheus loads them.</summary>
    /// <param name="to">Where to.</param>
    /// <param name="runbooks">Address of the pages of causes, without a slash at its end.</param>
    /// <exception cref="IOException">The writer fails.</exception>
    public static void Write(TextWriter to, string runbooks)
    {
        ArgumentNullException.ThrowIfNull(to);
        foreach (var line in Lines(runbooks)) to.Write(line + "\n");
    }

    /// <summary>Writes the rules as an object of prometheus-operator (monitoring.coreos.com/v1, PrometheusRule).</summary>
    /// <param name="to">Where to.</param>
    /// <param name="runbooks">As for the other form.</param>
    /// <param name="space">Its namespace.</param>
    /// <exception cref="IOException">The writer fails.</exception>
    public static void WriteObject(TextWriter to, string runbooks, string space)
    {
        ArgumentNullException.ThrowIfNull(to);
        to.Write($"apiVersion: monitoring.coreos.com/v1\nkind: PrometheusRule\nmetadata:\n  name: certrot\n  namespace: {space}\n  labels:\n    app.kubernetes.io/name: certrot\nspec:\n");
        foreach (var line in Lines(runbooks)) to.Write(line.Length == 0 ? "\n" : $"  {line}\n");
    }

    /// <summary>Writes the dashboard as Grafana imports it.</summary>
    /// <exception cref="IOException">The writer fails.</exception>
    public static void WriteDashboard(TextWriter to)
    {
        ArgumentNullException.ThrowIfNull(to);
        using var from = Embedded.Open("grafana.json");
        using var reader = new StreamReader(from);
        to.Write(reader.ReadToEnd());
    }

    private static IEnumerable<string> Lines(string runbooks)
    {
        using var from = Embedded.Open("rules.yaml");
        using var reader = new StreamReader(from);
        while (reader.ReadLine() is { } line)
        {
            // The head speaks of the placeholder itself.
            yield return line.StartsWith('#') ? line : line.Replace(Placeholder, runbooks, StringComparison.Ordinal);
        }
    }
}
