using Certrot.Kubernetes;
using Certrot.Reports;

namespace Certrot.Collect.Fleet;

/// <summary>Counts the CSRs of kubelets that nobody has decided on, by signer. Not safe for concurrent use.</summary>
/// <param name="follows">Whether they will also be taken away: then each is remembered.</param>
internal sealed class PendingCsrs(bool follows)
{
    private readonly Dictionary<string, (string Signer, DateTimeOffset Created)> followed = new(StringComparer.Ordinal);
    private readonly Dictionary<string, (int Count, DateTimeOffset? Oldest)> signers = new(StringComparer.Ordinal);
    private bool isDated = true;

    /// <summary>Both signers, also where there is none.</summary>
    public IReadOnlyList<PendingCsrsReport> All
    {
        get
        {
            if (!isDated) Date();
            return [.. new[] { SignerNames.KubeletClient, SignerNames.KubeletServing }.Select(s => signers.TryGetValue(s, out var known) ? new PendingCsrsReport(s, known.Count, known.Count == 0 ? null : known.Oldest) : new(s, 0, null))];
        }
    }

    /// <summary>Forgets all.</summary>
    public void Clear()
    {
        followed.Clear();
        signers.Clear();
        isDated = true;
    }

    /// <summary>Takes one that is pending, by the name that no other has.</summary>
    public void Add(CsrOutline csr)
    {
        var (count, oldest) = signers.GetValueOrDefault(csr.SignerName);
        signers[csr.SignerName] = (count + 1, csr.Created < (oldest ?? DateTimeOffset.MaxValue) ? csr.Created : oldest);
        if (follows) followed[csr.Name] = (csr.SignerName, csr.Created ?? DateTimeOffset.MaxValue);
    }

    /// <summary>Takes one away, where it was pending.</summary>
    public void Remove(string name)
    {
        if (!followed.Remove(name, out var gone)) return;
        var (count, oldest) = signers[gone.Signer];
        signers[gone.Signer] = (count - 1, oldest);
        // To find the next oldest is work, and there may be a flood of them: it is left until somebody asks.
        isDated &= gone.Created > oldest;
    }

    private void Date()
    {
        foreach (var signer in signers.Keys.ToList()) signers[signer] = (signers[signer].Count, null);
        foreach (var (signer, created) in followed.Values)
        {
            var (count, oldest) = signers[signer];
            if (created < (oldest ?? DateTimeOffset.MaxValue)) signers[signer] = (count, created);
        }

        isDated = true;
    }
}
