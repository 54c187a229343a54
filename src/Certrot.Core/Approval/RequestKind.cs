namespace Certrot.Approval;

/// <summary>What a CSR of a kubelet is for.</summary>
public enum RequestKind
{
    /// <summary>A serving certificate.</summary>
    Serving,

    /// <summary>A node's next client certificate, asked for with its present one.</summary>
    Renewal,

    /// <summary>A node's first client certificate, asked for by somebody else: a bootstrap token.</summary>
    Bootstrap,
}
