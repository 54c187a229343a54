using Certrot.Diagnosis;
using Certrot.Reports;

namespace Certrot.Server.History;

/// <summary>What happened to a node between what was recorded of it and what is seen now. Pure.</summary>
internal static class NodeChanges
{
    /// <summary>
    /// The end of a certificate that only metrics tell is worked out from seconds that are left, so that it wavers by seconds; a renewal moves it by more than this.
    /// </summary>
    private static readonly TimeSpan wavering = TimeSpan.FromMinutes(1);

    /// <summary>What happened, in the order in which it is told.</summary>
    /// <param name="before">What was recorded; null where the node was not known.</param>
    /// <param name="context">The cluster.</param>
    /// <param name="row">What is seen now.</param>
    /// <param name="at">When, UTC.</param>
    /// <returns>The transitions, none where nothing happened; and what has to be recorded of the node.</returns>
    public static (IReadOnlyList<Transition> Transitions, NodeState State) Between(NodeState? before, string context, FleetNodeReport row, DateTimeOffset at)
    {
        var judged = new VerdictAndCause(row.Excluded is null ? row.Verdict : "excluded", row.Cause);
        var state = new NodeState(context, row.Name, judged, row.Ready,
            End(before?.ClientNotAfter, row.Client.NotAfter),
            End(before?.ServingNotAfter, row.Serving.NotAfter),
            before?.FirstSeen ?? at,
            before?.Judged.Verdict == judged.Verdict ? before.VerdictSince : at,
            judged.Verdict == Verdicts.Failing ? before?.FailingSince ?? at : null);
        var told = new List<Transition>();
        if (before is null)
        {
            Tell(TransitionKinds.FirstSeen, null, $"Seen for the first time: {judged.Verdict}. {row.Summary}");
            return (told, state);
        }

        if (IsRenewed(before.ClientNotAfter, row.Client.NotAfter)) Tell(TransitionKinds.Rotated, "client", Renewed("client", row.Client));
        if (IsRenewed(before.ServingNotAfter, row.Serving.NotAfter)) Tell(TransitionKinds.Rotated, "serving", Renewed("serving", row.Serving));
        if (before.Judged.Verdict != judged.Verdict)
        {
            if (judged.Verdict == Verdicts.Failing) Tell(TransitionKinds.Failing, null, row.Summary);
            else if (judged.Verdict == Verdicts.Healthy && before.Judged.Verdict is Verdicts.Failing or Verdicts.AtRisk)
                Tell(TransitionKinds.Recovered, null, $"Healthy again after {Durations.Short(at - before.VerdictSince)} of {before.Judged.Verdict} ({before.Judged.Cause}).");
            else Tell(TransitionKinds.VerdictChanged, null, row.Summary);
        }
        else if (before.Judged.Cause != judged.Cause)
        {
            Tell(TransitionKinds.CauseChanged, null, row.Summary);
        }

        if (before.Ready == "True" && row.Ready != "True") Tell(TransitionKinds.NotReady, null, $"Its Ready condition is {row.Ready ?? "gone"}.");
        if (before.Ready is not null and not "True" && row.Ready == "True") Tell(TransitionKinds.Ready, null, "Its Ready condition is True again.");
        return (told, state);

        void Tell(string kind, string? certificate, string text) => told.Add(new Transition(0, at, context, row.Name, kind, certificate, before?.Judged, judged, text));
    }

    /// <summary>That a node is no more.</summary>
    /// <param name="before">What was recorded.</param>
    /// <param name="at">When, UTC.</param>
    public static Transition Gone(NodeState before, DateTimeOffset at) => new(0, at, before.Context, before.Node, TransitionKinds.Gone, null, before.Judged, null, "The node was deleted.");

    /// <summary>An end that is not seen any more stays known, for the next one is compared with it; one that only wavers is none to write down.</summary>
    private static DateTimeOffset? End(DateTimeOffset? before, DateTimeOffset? after) => after is null || (after - before)?.Duration() <= wavering ? before : after;

    private static bool IsRenewed(DateTimeOffset? before, DateTimeOffset? after) => after - before > wavering;

    private static string Renewed(string name, FleetCertificateReport certificate) => $"The {name} certificate was renewed; it ends at {certificate.NotAfter:yyyy-MM-dd HH:mm:ss} UTC.";
}
