namespace Certrot.Kubernetes;

/// <summary>How far a CSR came.</summary>
public enum CsrState
{
    /// <summary>Nobody has decided.</summary>
    Pending,

    /// <summary>Approved, and no certificate in it.</summary>
    Approved,

    /// <summary>Denied, which is final.</summary>
    Denied,

    /// <summary>The signer refused it.</summary>
    Failed,

    /// <summary>The certificate is in it.</summary>
    Issued,
}
