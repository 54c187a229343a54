using Certrot.Reports;

namespace Certrot.Render.Fleet;

/// <summary>What changes in a cluster that is watched, one line each, in columns that stay where they are.</summary>
public static class FleetChangeText
{
    /// <summary>The line above the first.</summary>
    public const string Header = "TIME      NODE                            CHANGE                          CLIENT                  SERVING                 LOST        WHY";

    /// <summary>One change as a line without its end.</summary>
    /// <param name="change">The change.</param>
    /// <param name="context">The cluster; null where there is only one.</param>
    public static string Line(NodeTransition change, string? context)
    {
        ArgumentNullException.ThrowIfNull(change);
        var (node, now) = (change.After, change.At);
        var name = context is null ? change.Node : $"{context}/{change.Node}";
        var text = $"{now.UtcDateTime:HH:mm:ss}  {name,-30}  {Change(change),-30}";
        if (node is not null) text += $"  {FleetWords.Cell(node.Client, now),-22}  {FleetWords.Cell(node.Serving, now),-22}  {FleetWords.Lost(node, now),-10}  {Why(node)}";
        return DataText.Clean(text.TrimEnd());
    }

    private static string Change(NodeTransition change)
    {
        if (change.After is not { } after) return $"{Word(change.Before!)} -> gone";
        return change.Before is { } before && Word(before) != Word(after) ? $"{Word(before)} -> {Word(after)}" : Word(after);
    }

    private static string Word(FleetNodeReport node) => node.Excluded is null ? node.Verdict : "excluded";

    private static string Why(FleetNodeReport node) =>
        node.Excluded ?? (node.Verdict == Verdicts.Healthy ? "-" : node.Cause == "insufficient-evidence" ? node.Summary : node.Cause);
}
