using Certrot.Approval.Facts;

namespace Certrot.Approval;

/// <summary>
/// How many CSRs were approved of late, whoever approved them: read from the CSRs themselves, so that a restart forgets nothing. Not safe for concurrent use.
/// </summary>
public sealed class ApprovalCounts
{
    /// <summary>Nothing is counted longer (see <see cref="Policy.ApprovalPolicy.LimitWindow"/>).</summary>
    private static readonly TimeSpan Longest = TimeSpan.FromHours(1);

    private readonly Dictionary<string, DateTimeOffset> known = new(StringComparer.Ordinal);
    private readonly Dictionary<(string Signer, string Of), List<DateTimeOffset>> byNode = [];
    private readonly Dictionary<(string Signer, string Of), List<DateTimeOffset>> byUser = [];

    /// <summary>Counts a CSR that is approved.</summary>
    /// <param name="csr">The CSR.</param>
    /// <param name="at">When it was approved, in UTC.</param>
    public void Add(CsrObject csr, DateTimeOffset at)
    {
        ArgumentNullException.ThrowIfNull(csr);
        if (!known.TryAdd(Key(csr), at)) return;
        var (signer, user) = (csr.Csr.SignerName, csr.Csr.Username);
        Of(byUser, (signer, user)).Add(at);
        if ((NodeName.Of(user) ?? NodeName.Of(csr.Csr.Request?.Subject.CommonName)) is { } node) Of(byNode, (signer, node)).Add(at);
    }

    /// <summary>Takes one back that was not approved after all.</summary>
    public void Remove(CsrObject csr)
    {
        ArgumentNullException.ThrowIfNull(csr);
        if (!known.Remove(Key(csr), out var at)) return;
        var (signer, user) = (csr.Csr.SignerName, csr.Csr.Username);
        Of(byUser, (signer, user)).Remove(at);
        if ((NodeName.Of(user) ?? NodeName.Of(csr.Csr.Request?.Subject.CommonName)) is { } node) Of(byNode, (signer, node)).Remove(at);
    }

    /// <summary>CSRs of a signer for a node since a time.</summary>
    public int ForNode(string signer, string node, DateTimeOffset since) => Since(byNode, (signer, node), since);

    /// <summary>CSRs of a signer by a user since a time.</summary>
    public int ForUser(string signer, string user, DateTimeOffset since) => Since(byUser, (signer, user), since);

    /// <summary>Forgets what is counted no longer.</summary>
    public void Forget(DateTimeOffset now)
    {
        foreach (var (key, at) in known)
        {
            if (now - at > Longest) known.Remove(key);
        }

        foreach (var counts in new[] { byNode, byUser })
        {
            foreach (var (key, times) in counts)
            {
                times.RemoveAll(t => now - t > Longest);
                if (times.Count == 0) counts.Remove(key);
            }
        }
    }

    private static string Key(CsrObject csr) => csr.Csr.Meta.Uid ?? csr.Csr.Meta.Name;

    private static int Since(Dictionary<(string, string), List<DateTimeOffset>> counts, (string, string) key, DateTimeOffset since) => counts.TryGetValue(key, out var times) ? times.Count(t => t >= since) : 0;

    private static List<DateTimeOffset> Of(Dictionary<(string, string), List<DateTimeOffset>> counts, (string, string) key)
    {
        if (!counts.TryGetValue(key, out var times)) counts[key] = times = [];
        return times;
    }
}
