using Certrot.Kubernetes;

namespace Certrot.Collect.Fleet;

/// <summary>The CSRs of one node for one signer that are worth keeping. Requests and certificates are large: only the newest have theirs.</summary>
internal sealed class KeptCsrs
{
    private const int Newest = 4;

    private readonly List<CertificateSigningRequest> newest = new(1);
    private CertificateSigningRequest? issued;
    private CertificateSigningRequest? oldest;

    /// <summary>All that is kept, each once.</summary>
    public IEnumerable<CertificateSigningRequest> All
    {
        get
        {
            IEnumerable<CertificateSigningRequest> all = newest;
            if (issued is not null) all = all.Append(issued);
            if (oldest is not null) all = all.Append(oldest);
            return all.DistinctBy(c => c.Meta.Name, StringComparer.Ordinal);
        }
    }

    /// <summary>Whether nothing is kept.</summary>
    public bool IsEmpty => newest.Count == 0 && issued is null && oldest is null;

    /// <summary>Forgets a CSR, where it is kept.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="isGone">
    /// Whether it was deleted, and not only changed. Decided CSRs are deleted after an hour (pkg/controller/certificates/cleaner); the certificate that one brought
    /// lives on, and the newest denial stays the last word. Whoever watched knows of both.
    /// </param>
    public void Remove(string name, bool isGone)
    {
        if (isGone && newest is [{ } last, ..] && last.Meta.Name == name && (last.Denied ?? last.Failed) is not null) return;
        newest.RemoveAll(c => c.Meta.Name == name);
        if (issued?.Meta.Name == name && !isGone) issued = null;
        if (oldest?.Meta.Name == name) oldest = newest.Count > 0 ? newest[^1] : null;
    }

    /// <summary>Takes over the certificate that an earlier list told of, and the last word, where nothing newer is known.</summary>
    public void Remember(KeptCsrs earlier)
    {
        if (newest.Count == 0 && earlier.newest is [{ } last, ..] && (last.Denied ?? last.Failed) is not null) newest.Add(last);
        if (earlier.issued is { } known && !(known.Meta.Created <= issued?.Meta.Created)) issued = known;
    }

    /// <summary>Whether a CSR would be kept.</summary>
    public bool Wants(CsrOutline csr) =>
        newest.Count < Newest || IsNewer(csr.Created, csr.Name, newest[^1]) || csr.Created < oldest?.Meta.Created || (csr.State == CsrState.Issued && !(csr.Created <= issued?.Meta.Created));

    /// <summary>Keeps a CSR.</summary>
    /// <param name="csr">The CSR.</param>
    /// <param name="bootstraps">Whether only its request tells the node.</param>
    public void Add(CertificateSigningRequest csr, bool bootstraps)
    {
        var small = csr with { Request = bootstraps ? csr.Request : null, Certificate = null };
        if (csr.HasCertificate && !(csr.Meta.Created <= issued?.Meta.Created)) issued = csr;
        if (oldest is null || csr.Meta.Created < oldest.Meta.Created) oldest = small;
        var place = newest.FindIndex(c => IsNewer(csr.Meta.Created, csr.Meta.Name, c));
        if (place < 0) place = newest.Count;
        if (place >= Newest) return;
        if (place == 0 && newest.Count > 0) newest[0] = Small(newest[0]);
        newest.Insert(place, place == 0 ? csr : small);
        if (newest.Count > Newest) newest.RemoveAt(Newest);
    }

    /// <summary>The order in which a diagnosis reads them: of those of one second the last name counts.</summary>
    private static bool IsNewer(DateTimeOffset? created, string name, CertificateSigningRequest than) =>
        created > than.Meta.Created || (created == than.Meta.Created && string.CompareOrdinal(name, than.Meta.Name) > 0);

    /// <summary>A bootstrapping kubelet is told by its request alone.</summary>
    private static CertificateSigningRequest Small(CertificateSigningRequest csr) =>
        csr with { Request = csr.Username.StartsWith("system:node:", StringComparison.Ordinal) ? null : csr.Request, Certificate = null };
}
