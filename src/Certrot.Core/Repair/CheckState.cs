namespace Certrot.Repair;

/// <summary>How far a step is.</summary>
public enum CheckState
{
    /// <summary>It worked.</summary>
    Done,

    /// <summary>It may still work.</summary>
    Waiting,

    /// <summary>It did not work.</summary>
    Failed,
}
