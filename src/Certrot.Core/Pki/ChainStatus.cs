namespace Certrot.Pki;

/// <summary>What the verification of a certificate came to.</summary>
public enum ChainStatus
{
    /// <summary>A chain to an anchor was found.</summary>
    Valid,

    /// <summary>No anchor is the issuer, or the one that has its name has no right to sign.</summary>
    UnknownAuthority,

    /// <summary>The certificate itself has expired.</summary>
    Expired,

    /// <summary>The certificate itself is not valid yet or, where <see cref="ChainResult.Anchor"/> is set, that CA is not.</summary>
    NotYetValid,

    /// <summary>A CA of the only chain has expired; <see cref="ChainResult.Anchor"/> is it.</summary>
    AnchorExpired,

    /// <summary>The certificate, or a CA above it, is not for the wanted extended key usage.</summary>
    WrongUsage,

    /// <summary>A CA has the issuer's name and another key: what is seen after a CA was made anew under its old name.</summary>
    SignatureMismatch,
}
