namespace Certrot.Approval;

/// <summary>What a rule says of a CSR.</summary>
public enum RuleOutcome
{
    /// <summary>It holds.</summary>
    Pass,

    /// <summary>It does not hold.</summary>
    Fail,

    /// <summary>It cannot be told at present: something is not known, or not there yet.</summary>
    Wait,

    /// <summary>It does not concern this CSR, or another rule says it all.</summary>
    Skip,
}
