namespace Certrot.Diagnosis;

/// <summary>The two certificates of a kubelet.</summary>
public enum CertificateKind
{
    /// <summary>Shown to the API server.</summary>
    Client,

    /// <summary>Shown to whoever calls port 10250.</summary>
    Serving,
}
