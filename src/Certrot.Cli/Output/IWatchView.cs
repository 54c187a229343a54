using Certrot.Reports;

namespace Certrot.Cli.Output;

/// <summary>Shows clusters that are watched.</summary>
internal interface IWatchView : IDisposable
{
    /// <summary>Shows a change.</summary>
    /// <param name="context">The cluster.</param>
    /// <param name="changes">What changed; nothing where only time has passed.</param>
    /// <param name="reports">Makes the reports of all clusters, as they are now.</param>
    /// <param name="isFirst">Whether the cluster is shown for the first time.</param>
    void Show(string context, IReadOnlyList<NodeTransition> changes, Func<FleetReport> reports, bool isFirst);

    /// <summary>Tells of what cannot be read any more.</summary>
    /// <param name="text">What, and why.</param>
    void Say(string text);
}
