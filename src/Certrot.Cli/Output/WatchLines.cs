using System.Text;
using Certrot.Render.Fleet;
using Certrot.Reports;

namespace Certrot.Cli.Output;

/// <summary>A line for each change, as <c>kubectl get -w</c> has: for pipes and scripts. Each is written at once.</summary>
/// <param name="asJson">JSON lines, else text.</param>
/// <param name="isAlone">Whether there is only one cluster.</param>
/// <param name="withHealthy">Whether healthy nodes are shown at the beginning.</param>
internal sealed class WatchLines(bool asJson, bool isAlone, bool withHealthy) : IWatchView
{
    private readonly Stream stream = Console.OpenStandardOutput();
    private bool begun;

    public void Show(string context, IReadOnlyList<NodeTransition> changes, Func<FleetReport> reports, bool isFirst)
    {
        foreach (var change in changes)
        {
            if (isFirst && !asJson && !withHealthy && change.After?.Verdict == Verdicts.Healthy) continue;
            if (asJson) FleetJson.WriteChange(stream, context, change);
            else WriteLine(FleetChangeText.Line(change, isAlone ? null : context));
        }

        stream.Flush();
    }

    public void Say(string text) => Console.Error.WriteLine($"certrot: {text}");

    public void Dispose() => stream.Dispose();

    private void WriteLine(string line)
    {
        if (!begun) stream.Write(Encoding.UTF8.GetBytes(FleetChangeText.Header + "\n"));
        begun = true;
        stream.Write(Encoding.UTF8.GetBytes(line + "\n"));
    }
}
