namespace Certrot.Act.Approval;

/// <summary>What became of the attempt to write a decision into a CSR.</summary>
public enum WriteOutcome
{
    /// <summary>It is written; with a dry run on the server, it would have been.</summary>
    Written,

    /// <summary>The CSR is another by now: it was decided or changed meanwhile (409).</summary>
    Conflict,

    /// <summary>The CSR is gone (404).</summary>
    Gone,

    /// <summary>The server refuses, or cannot be reached; what it did is not known where the answer was lost.</summary>
    Failed,
}
