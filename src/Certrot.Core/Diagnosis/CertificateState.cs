using Certrot.Evidence;
using Certrot.Kubernetes;
using Certrot.Logs;
using Certrot.Pki;

namespace Certrot.Diagnosis;

/// <summary>One certificate of the node: what it is, where it is, and how far its renewal came. All times are UTC.</summary>
public sealed record CertificateState
{
    /// <summary>Which one.</summary>
    public required CertificateKind Kind { get; init; }

    /// <summary>Its signer.</summary>
    public string SignerName => Kind == CertificateKind.Client ? SignerNames.KubeletClient : SignerNames.KubeletServing;

    /// <summary><c>client</c> or <c>serving</c>, as the report writes it.</summary>
    public string Name => Kind == CertificateKind.Client ? "client" : "serving";

    /// <summary>The certificate in use, or the best known; null where none was read.</summary>
    public Certificate? Certificate { get; init; }

    /// <summary>Where <see cref="Certificate"/> was read; null with it.</summary>
    public Source? CertificateSource { get; init; }

    /// <summary>The file that rotation writes (<c>kubelet-client-current.pem</c>), as far as it was collected.</summary>
    public CertificateFile? CurrentFile { get; init; }

    /// <summary>End of validity: the certificate's, or what log or metrics tell of it; null where nothing does.</summary>
    public DateTimeOffset? NotAfter { get; init; }

    /// <summary>Start of validity; null where nothing tells.</summary>
    public DateTimeOffset? NotBefore { get; init; }

    /// <summary>What shows <see cref="NotAfter"/>; null with it.</summary>
    public Quote? ExpiryQuote { get; init; }

    /// <summary>Whether it is past its end; null where not known.</summary>
    public bool? Expired { get; init; }

    /// <summary>Whether the kubelet rotates it; null where not known.</summary>
    public bool? RotationEnabled { get; init; }

    /// <summary>What shows <see cref="RotationEnabled"/>; null with it.</summary>
    public Quote? RotationQuote { get; init; }

    /// <summary>CSRs of this node for this signer, newest first; null where CSRs were not collected.</summary>
    public IReadOnlyList<CertificateSigningRequest>? Csrs { get; init; }

    /// <summary>Those made after the certificate in use was got, newest first: the renewal that goes on, or failed.</summary>
    public IReadOnlyList<CertificateSigningRequest> Renewal { get; init; } = [];

    /// <summary>The CSR that the certificate in use came from, where it is still there.</summary>
    public CertificateSigningRequest? Origin { get; init; }

    /// <summary>How far the renewal came.</summary>
    public RotationStage Stage { get; init; }

    /// <summary>When the renewal began to fail; null where it does not, or nothing tells.</summary>
    public DateTimeOffset? FailingSince { get; init; }

    /// <summary>When the file of the certificate came to the node, by the node's clock; null where no file was read.</summary>
    public DateTimeOffset? Stored { get; init; }

    /// <summary>The last rotation that succeeded; null where none is known.</summary>
    public DateTimeOffset? LastRotation { get; init; }

    /// <summary>The newest CSR of the renewal, else of all.</summary>
    public CertificateSigningRequest? Newest => Renewal.Count > 0 ? Renewal[0] : Csrs is { Count: > 0 } ? Csrs[0] : null;

    /// <summary>The CSR of the renewal that <see cref="Stage"/> speaks of: after a denial the denied one, although a newer may wait already; null where there is none.</summary>
    public CertificateSigningRequest? Decisive => (Stage == RotationStage.Denied ? Renewal.FirstOrDefault(c => c.Denied is not null) : null) ?? (Renewal.Count > 0 ? Renewal[0] : null);

    /// <summary>70 % of the lifetime: rotation is never tried before (client-go util/certificate/certificate_manager.go, nextRotationDeadline).</summary>
    public DateTimeOffset? WindowStart => NotBefore is { } b && NotAfter is { } a ? b + (0.7 * (a - b)) : null;

    /// <summary>90 % of the lifetime: rotation is always tried before (same source).</summary>
    public DateTimeOffset? WindowEnd => NotBefore is { } b && NotAfter is { } a ? b + (0.9 * (a - b)) : null;

    /// <summary>Whether a renewal is going on and has not succeeded.</summary>
    public bool RenewalFails => Stage is RotationStage.Pending or RotationStage.Denied or RotationStage.ApprovedNotIssued or RotationStage.Failed
        or RotationStage.IssuedNotStored or RotationStage.StoredNotUsed or RotationStage.NotRequested;

    /// <summary>Whether a log line is older than the certificate in use: what it tells was overcome.</summary>
    public bool IsHistory(LogMatch match)
    {
        ArgumentNullException.ThrowIfNull(match);
        return LastRotation is { } rotated && match.Time is { } time && time <= rotated;
    }

    /// <summary>Whether a log line speaks of this certificate: releases from 1.22 on name the signer, older ones do not: then both are meant that can be.</summary>
    public bool Concerns(LogMatch match)
    {
        var other = Kind == CertificateKind.Client ? SignerNames.KubeletServing : SignerNames.KubeletClient;
        if (match.Text.Contains(SignerName, StringComparison.Ordinal)) return true;
        if (match.Text.Contains(other, StringComparison.Ordinal)) return false;
        var file = Kind == CertificateKind.Client ? "kubelet-client" : "kubelet-server";
        var otherFile = Kind == CertificateKind.Client ? "kubelet-server" : "kubelet-client";
        if (match.Text.Contains(file, StringComparison.Ordinal)) return true;
        if (match.Text.Contains(otherFile, StringComparison.Ordinal)) return false;

        // A client certificate is asked for anew only when it is due: what was written before that means the serving certificate.
        return !(Kind == CertificateKind.Client && Certificate is not null && match.Time > LastRotation && match.Time < WindowStart);
    }
}
