using Certrot.Diagnosis;
using Certrot.Evidence;
using Certrot.Logs;
using Certrot.Repair;
using Certrot.Repair.Steps;
using Certrot.Reports;

namespace Certrot.Causes;

/// <summary>A cause: its rule, its texts and its fix. One file each; the catalogue finds it by itself.</summary>
public abstract class Cause
{
    /// <summary>The label: a public contract.</summary>
    public abstract string Id { get; }

    /// <summary>The label in words.</summary>
    public abstract string Title { get; }

    /// <summary>What it stands for.</summary>
    public virtual CauseKind Kind => CauseKind.Core;

    /// <summary>How bad it is.</summary>
    public abstract Severity Severity { get; }

    /// <summary>Steps and rules of the runbook that lead here, such as <c>P5</c>, <c>D3</c>, <c>fallback</c>.</summary>
    public abstract IReadOnlyList<string> Runbook { get; }

    /// <summary>What happens and why, for the documentation: two to five sentences.</summary>
    public abstract string Meaning { get; }

    /// <summary>How it is told from what looks alike.</summary>
    public abstract string Distinguish { get; }

    /// <summary>The check that decides, as a command where there is one.</summary>
    public abstract string DecisiveCheck { get; }

    /// <summary>Wordings that only this cause looks for; common ones are in <see cref="KubeletMessages"/> and <see cref="ControlPlaneMessages"/>.</summary>
    public virtual IReadOnlyList<LogPattern> LogPatterns => [];

    /// <summary>Labels that this cause brings about: where both hold, they are consequences.</summary>
    public virtual IReadOnlyList<string> Consequences => [];

    /// <summary>Whether no renewal succeeds while this lasts. False for what only makes the next one come at a wrong time, or leaves little time for it.</summary>
    public virtual bool StopsRenewal => true;

    /// <summary>Judges a situation. Pure: the same situation gets the same answer.</summary>
    public abstract Judgement Judge(Situation situation);

    /// <summary>The way out, in order, with the names of this node and cluster filled in.</summary>
    public abstract IReadOnlyList<FixStep> Fix(Situation situation);

    /// <summary>The repair, for <c>certrot fix</c>: the way out by hand where Certrot cannot do it. Each step is checked, and the whole is ended by a proof that rotation works.</summary>
    public virtual IReadOnlyList<RepairStep> Repair(Situation situation) => ByHandSteps.All(situation, Id, Fix(situation));

    /// <summary>Checks that would settle the cause where the evidence does not.</summary>
    public virtual IReadOnlyList<NextCheck> NextChecks(Situation situation) => [];

    /// <summary>Nothing speaks for it.</summary>
    protected static Judgement No { get; } = new Judgement.Silent();

    /// <summary>It is not that.</summary>
    protected static Judgement Not(string reason, params IReadOnlyList<Quote> evidence) => new Judgement.RuledOut(reason, evidence);

    /// <summary>It holds.</summary>
    protected static Judgement Yes(
        Confidence confidence, CertificateKind? certificate, string summary, IEnumerable<Quote?> evidence, DateTimeOffset? since = null, string? change = null, bool latent = false) =>
        new Judgement.Holds(confidence, certificate, summary, since, change, [.. evidence.OfType<Quote>().Distinct()], latent);
}
