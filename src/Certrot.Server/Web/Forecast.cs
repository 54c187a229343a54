using Certrot.Reports;

namespace Certrot.Server.Web;

/// <summary>What happens to the nodes of a cluster on one day, UTC, by what is known today.</summary>
/// <param name="Date">The day.</param>
/// <param name="ClientEnds">Client certificates that end, if they are not renewed.</param>
/// <param name="ServingEnds">Serving certificates that end, if they are not renewed.</param>
/// <param name="ClientWindows">Rotation windows of client certificates that open.</param>
/// <param name="ServingWindows">Rotation windows of serving certificates that open.</param>
/// <param name="Lost">Nodes that are lost if nothing changes.</param>
internal sealed record Forecast(DateOnly Date, int ClientEnds, int ServingEnds, int ClientWindows, int ServingWindows, int Lost)
{
    /// <summary>Eight weeks.</summary>
    private const int Days = 56;

    /// <summary>The coming days of a cluster, today first.</summary>
    public static IReadOnlyList<Forecast> Of(ClusterReport cluster)
    {
        var first = DateOnly.FromDateTime(cluster.ScannedAt.UtcDateTime);
        var counts = new int[Days, 5];
        foreach (var node in cluster.Nodes.Where(n => n.Excluded is null))
        {
            Count(0, node.Client.NotAfter);
            Count(1, node.Serving.NotAfter);
            Count(2, node.Client.RotationWindow is [var client, ..] ? client : null);
            Count(3, node.Serving.RotationWindow is [var serving, ..] ? serving : null);
            Count(4, node.LostAt);
        }

        return [.. Enumerable.Range(0, Days).Select(d => new Forecast(first.AddDays(d), counts[d, 0], counts[d, 1], counts[d, 2], counts[d, 3], counts[d, 4]))];

        void Count(int what, DateTimeOffset? when)
        {
            // What was over before the report is no forecast.
            if (when is not { } time || time < cluster.ScannedAt) return;
            var day = DateOnly.FromDateTime(time.UtcDateTime).DayNumber - first.DayNumber;
            if (day < Days) counts[day, what]++;
        }
    }
}
