using System.Text.Json;
using Certrot.Evidence;
using Certrot.Fleet;
using Certrot.Kubernetes;

namespace Certrot.Collect.Fleet;

/// <summary>
/// Keeps, of any number of CSRs, what tells the state of each node: per signer the newest few, the newest that was issued, and the oldest. What is kept grows with
/// the nodes and not with the CSRs. Not safe for concurrent use.
/// </summary>
internal sealed class CsrReducer
{
    private const string NodeUser = "system:node:";

    private readonly ApiItemReader reader = new("cluster/certificatesigningrequests.json");
    private readonly Dictionary<(string Node, bool Serving), KeptCsrs> kept = [];
    private readonly Dictionary<CsrState, int> states = [];
    private int total;
    private int pending;
    private DateTimeOffset? oldestPending;

    /// <summary>How many there were.</summary>
    public CsrTotals Totals => new(total, states, pending, oldestPending);

    /// <summary>Forgets everything: the list is read anew.</summary>
    public void Clear()
    {
        kept.Clear();
        states.Clear();
        (total, pending, oldestPending) = (0, 0, null);
    }

    /// <summary>Takes a CSR.</summary>
    public void Add(JsonElement item)
    {
        if (reader.Outline(item) is not { } outline) return;
        total++;
        states[outline.State] = states.GetValueOrDefault(outline.State) + 1;
        var serving = outline.SignerName == SignerNames.KubeletServing;
        if (!serving && outline.SignerName != SignerNames.KubeletClient) return;
        if (outline.State == CsrState.Pending)
        {
            pending++;
            if (!(outline.Created >= oldestPending)) oldestPending = outline.Created;
        }

        var bootstraps = !outline.Username.StartsWith(NodeUser, StringComparison.Ordinal);
        var csr = bootstraps ? reader.Csr(item) : null;
        var name = bootstraps ? csr?.Request?.Subject.CommonName : outline.Username;
        if (name?.StartsWith(NodeUser, StringComparison.Ordinal) != true) return;
        var key = (name[NodeUser.Length..], serving);
        if (!kept.TryGetValue(key, out var own)) kept.Add(key, own = new KeptCsrs());
        if (own.Wants(outline) && (csr ?? reader.Csr(item)) is { } whole) own.Add(whole, bootstraps);
    }

    /// <summary>What is kept of a node, in no order.</summary>
    public IReadOnlyList<CertificateSigningRequest> Of(string node) =>
        [.. Kept(node, serving: false), .. Kept(node, serving: true)];

    /// <summary>Hands over what could not be read.</summary>
    public void Flush(ICollection<ReadProblem> problems) => reader.Flush(problems);

    private IEnumerable<CertificateSigningRequest> Kept(string node, bool serving) => kept.TryGetValue((node, serving), out var own) ? own.All : [];
}
