namespace Certrot.Act.Repair;

/// <summary>What is done with a step.</summary>
public enum RepairAnswer
{
    /// <summary>It is done; a step by hand has been done, and is checked.</summary>
    Go,

    /// <summary>No step more, and what was done is taken back.</summary>
    Stop,

    /// <summary>No step more, and what was done stays: nobody is there for a step by hand.</summary>
    Leave,
}
