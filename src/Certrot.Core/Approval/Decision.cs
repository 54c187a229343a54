namespace Certrot.Approval;

/// <summary>What becomes of a CSR.</summary>
public enum Decision
{
    /// <summary>It is approved.</summary>
    Approve,

    /// <summary>It is not approved: a rule does not hold.</summary>
    Refuse,

    /// <summary>It is left pending and looked at again: something is not known yet.</summary>
    Wait,

    /// <summary>It is nobody's business here: another signer, decided already, or left to others by the policy.</summary>
    Ignore,
}
