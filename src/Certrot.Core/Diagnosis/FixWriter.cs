using Certrot.Causes;
using Certrot.Reports;

namespace Certrot.Diagnosis;

/// <summary>
/// Writes the way out: that of the root cause, and after it a new client certificate where the old one has expired. Removing the cause does not bring such a
/// node back: a kubelet without a valid certificate can neither ask nor fetch what was approved for it.
/// </summary>
internal static class FixWriter
{
    public static IReadOnlyList<FixStep> Write(Situation situation, CauseReport root, string verdict, Cause cause)
    {
        var steps = cause.Fix(situation);
        if (verdict != Verdicts.Failing || !IsCutOff(situation, root)) return steps;
        var restart = situation.Names.RestartKubelet;
        var credentials = HasBootstrap(situation) ? Remedies.Rebootstrap(situation) : Remedies.ReissueClientCertificate(situation);
        if (HasBootstrap(situation) ? steps.Any(s => s.Commands.Contains(restart)) : steps.Any(s => s.Title == credentials[0].Title)) return steps;

        // What waits in the cluster was asked for by a kubelet that can no longer fetch it, and the node is looked at when all is done.
        string[] replaced = [Remedies.ApproveNewest(situation, situation.Client).Title, Remedies.VerifyNode(situation).Title];
        return [.. steps.Where(s => !replaced.Contains(s.Title)), .. credentials];
    }

    /// <summary>Whether the node has lost its client certificate, and nothing that waits in the cluster brings it back.</summary>
    internal static bool IsCutOff(Situation situation, CauseReport root) =>
        root.Certificate != "serving" && situation.Client.Expired == true && situation.Posts != true
        && !situation.Client.Renewal.Any(c => c.IsPending && Remedies.NodeOf(c.Username) is null);

    private static bool HasBootstrap(Situation situation) => situation.Evidence.Host.BootstrapKubeconfig is not null;
}
