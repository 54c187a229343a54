namespace Certrot.Diagnosis;

/// <summary>How far the renewal of a certificate came.</summary>
public enum RotationStage
{
    /// <summary>The evidence does not tell.</summary>
    Unknown,

    /// <summary>Nobody renews it: rotation is off, or the file is static.</summary>
    NotRotated,

    /// <summary>Before 70 % of the lifetime.</summary>
    NotDue,

    /// <summary>Between 70 % and 90 % of the lifetime, not yet asked for.</summary>
    Due,

    /// <summary>A new certificate is needed, and no CSR exists.</summary>
    NotRequested,

    /// <summary>The CSR waits for approval.</summary>
    Pending,

    /// <summary>The CSR was denied.</summary>
    Denied,

    /// <summary>The CSR was approved, and no signer issued the certificate.</summary>
    ApprovedNotIssued,

    /// <summary>The signer refused the CSR.</summary>
    Failed,

    /// <summary>The certificate was issued and is not in the certificate directory.</summary>
    IssuedNotStored,

    /// <summary>A newer certificate is on disk, and the kubelet uses another.</summary>
    StoredNotUsed,

    /// <summary>The newest certificate is issued, stored and used.</summary>
    InUse,
}
