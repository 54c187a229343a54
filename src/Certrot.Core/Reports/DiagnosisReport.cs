namespace Certrot.Reports;

/// <summary>
/// The published contract, <c>certrot/v1</c> <c>DiagnosisReport</c>: what every output shows. Times are UTC, durations whole seconds. Its
/// JSON Schema is <c>docs/schema/diagnosis-report.json</c>.
/// </summary>
public sealed record DiagnosisReport
{
    /// <summary>Always <c>certrot/v1</c>.</summary>
    public string ApiVersion { get; init; } = "certrot/v1";

    /// <summary>Always <c>DiagnosisReport</c>.</summary>
    public string Kind { get; init; } = "DiagnosisReport";

    /// <summary>The node; null where nothing tells its name.</summary>
    public string? Node { get; init; }

    /// <summary>When the report was made.</summary>
    public required DateTimeOffset GeneratedAt { get; init; }

    /// <summary>When the evidence was collected: "now" for everything the report says.</summary>
    public required DateTimeOffset EvidenceAt { get; init; }

    /// <summary>The program and its version.</summary>
    public required string Generator { get; init; }

    /// <summary>One of <see cref="Verdicts"/>.</summary>
    public required string Verdict { get; init; }

    /// <summary>The verdict in one sentence for a person who was just woken up.</summary>
    public required string Headline { get; init; }

    /// <summary>Why. Its id is always one of the labels, <c>healthy</c> and <c>insufficient-evidence</c> included.</summary>
    public required CauseReport RootCause { get; init; }

    /// <summary>Other causes that hold by themselves, such as one of the other certificate.</summary>
    public IReadOnlyList<CauseReport> OtherCauses { get; init; } = [];

    /// <summary>All causes that evidence speaks for, best first, the root cause included.</summary>
    public IReadOnlyList<CandidateReport> Candidates { get; init; } = [];

    /// <summary>Both certificates.</summary>
    public required CertificatesReport Certificates { get; init; }

    /// <summary>From the root cause to what people see, in causal order.</summary>
    public IReadOnlyList<ChainLink> Chain { get; init; } = [];

    /// <summary>What the evidence shows, most important first.</summary>
    public IReadOnlyList<FindingReport> Findings { get; init; } = [];

    /// <summary>Whether it is this node alone.</summary>
    public required ScopeReport Scope { get; init; }

    /// <summary>What comes next if nobody acts.</summary>
    public required OutlookReport Outlook { get; init; }

    /// <summary>The runbook's seven playbook steps.</summary>
    public IReadOnlyList<RunbookStep> Playbook { get; init; } = [];

    /// <summary>The runbook's seven diagnosis rules and the fallback.</summary>
    public IReadOnlyList<RunbookStep> Diagnosis { get; init; } = [];

    /// <summary>What happened when, oldest first.</summary>
    public IReadOnlyList<TimelineEntry> Timeline { get; init; } = [];

    /// <summary>Look-alikes that a decisive check excluded.</summary>
    public IReadOnlyList<RuledOutReport> RuledOut { get; init; } = [];

    /// <summary>What was not collected or could not be read.</summary>
    public IReadOnlyList<MissingReport> Missing { get; init; } = [];

    /// <summary>Checks that would settle what is open, as commands to paste.</summary>
    public IReadOnlyList<NextCheck> NextChecks { get; init; } = [];

    /// <summary>The way out, in order.</summary>
    public IReadOnlyList<FixStep> Fix { get; init; } = [];
}
