using Certrot.Repair.Actions;

namespace Certrot.Repair;

/// <summary>One step of a repair.</summary>
public sealed record RepairStep
{
    /// <summary>What is done.</summary>
    public required string Title { get; init; }

    /// <summary><c>cluster</c>, <c>node</c>, <c>control-plane</c>, <c>workstation</c> or <c>infrastructure</c>.</summary>
    public required string Where { get; init; }

    /// <summary>When it has its turn.</summary>
    public RepairPhase Phase { get; init; }

    /// <summary>How Certrot does it; null for a step by hand, and for one that only checks.</summary>
    public RepairAction? Action { get; init; }

    /// <summary>The exact commands or calls; empty where there is none.</summary>
    public IReadOnlyList<string> Commands { get; init; } = [];

    /// <summary>What is another afterwards.</summary>
    public required string Changes { get; init; }

    /// <summary>What may go wrong because of it.</summary>
    public required string Risk { get; init; }

    /// <summary>How it is seen that it worked.</summary>
    public required string Verification { get; init; }

    /// <summary>How it is taken back; that it cannot be is said here, too.</summary>
    public required string Undo { get; init; }

    /// <summary>What to know before; null where nothing.</summary>
    public string? Note { get; init; }

    /// <summary>Judges evidence that was collected after the step.</summary>
    public required Func<RepairView, CheckResult> Check { get; init; }

    /// <summary>How long <see cref="Check"/> may say that it waits.</summary>
    public TimeSpan Patience { get; init; } = TimeSpan.FromSeconds(60);

    /// <summary>Whether a person has to do it.</summary>
    public bool IsByHand => Action is null && Phase != RepairPhase.Proof;
}
