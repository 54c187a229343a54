namespace Certrot.Causes;

/// <summary>What a label stands for.</summary>
public enum CauseKind
{
    /// <summary>A root cause of a failing rotation.</summary>
    Core,

    /// <summary>Looks like a failing rotation and is something else.</summary>
    LookAlike,

    /// <summary>A state that is no failure.</summary>
    Benign,

    /// <summary>The evidence does not allow an answer.</summary>
    Abstain,
}
