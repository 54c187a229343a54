using System.Text.Json;
using Certrot.Evidence;
using Certrot.Fleet;
using Certrot.Kubernetes;

namespace Certrot.Collect.Fleet;

/// <summary>
/// Keeps, of any number of CSRs, what tells the state of each node: per signer the newest few, the newest that was issued, and the oldest. What is kept grows with
/// the nodes and not with the CSRs. Not safe for concurrent use.
/// </summary>
/// <param name="follows">Whether changes will be told after the list: then the state of each CSR is kept, in some bytes.</param>
internal sealed class CsrReducer(bool follows = false)
{
    private const string NodeUser = "system:node:";

    private readonly ApiItemReader reader = new("cluster/certificatesigningrequests.json");
    private readonly Dictionary<(string Node, bool Serving), KeptCsrs> kept = [];
    private readonly Dictionary<CsrState, int> states = [];
    private readonly Dictionary<string, CsrState> followed = new(StringComparer.Ordinal);
    private readonly PendingCsrs pending = new(follows);
    private int total;

    /// <summary>How many there are.</summary>
    public CsrTotals Totals => new(total, new Dictionary<CsrState, int>(states), pending.All);

    /// <summary>Forgets everything: the list is read anew.</summary>
    public void Clear()
    {
        kept.Clear();
        states.Clear();
        followed.Clear();
        pending.Clear();
        total = 0;
    }

    /// <summary>Takes a CSR of the list.</summary>
    public void Add(JsonElement item) => Add(item, out _);

    /// <summary>Takes a change of a CSR after the list.</summary>
    /// <param name="item">The CSR as it is now, or was last.</param>
    /// <param name="deleted">Whether it is gone.</param>
    /// <param name="state">How far it came.</param>
    /// <returns>The node that it is of; null where it is of none.</returns>
    public string? Change(JsonElement item, bool deleted, out CsrState state)
    {
        state = default;
        if (reader.Outline(item) is not { } outline) return null;
        state = outline.State;
        if (followed.Remove(outline.Name, out var before)) Count(before, -1);
        pending.Remove(outline.Name);
        if (deleted) return Forget(outline, item);
        Add(item, out var node);
        return node;
    }

    /// <summary>Takes over the certificates that an earlier list and what followed it told of: the CSRs that brought them may be gone.</summary>
    public void Remember(CsrReducer earlier)
    {
        foreach (var (key, known) in earlier.kept)
        {
            if (!kept.TryGetValue(key, out var own)) kept.Add(key, own = new KeptCsrs());
            own.Remember(known);
            if (own.IsEmpty) kept.Remove(key);
        }
    }

    /// <summary>Forgets the certificates of a node that is no more.</summary>
    public void Forget(string node)
    {
        kept.Remove((node, false));
        kept.Remove((node, true));
    }

    private void Add(JsonElement item, out string? node)
    {
        node = null;
        if (reader.Outline(item) is not { } outline) return;
        var ofKubelet = IsOfKubelet(outline);
        Count(outline.State, 1);
        if (follows) followed[outline.Name] = outline.State;
        if (!ofKubelet) return;
        if (outline.State == CsrState.Pending) pending.Add(outline);
        var bootstraps = Bootstraps(outline);
        var csr = bootstraps ? reader.Csr(item) : null;
        node = Node(outline, csr);
        if (node is null) return;
        var key = (node, outline.SignerName == SignerNames.KubeletServing);
        if (!kept.TryGetValue(key, out var own)) kept.Add(key, own = new KeptCsrs());
        own.Remove(outline.Name, isGone: false);
        // What no kubelet makes must not push out what one made.
        if (own.Wants(outline) && (csr ?? reader.Csr(item)) is { FitsKubelet: true } whole) own.Add(whole, bootstraps);
    }

    private string? Forget(CsrOutline outline, JsonElement item)
    {
        if (!IsOfKubelet(outline) || Node(outline, Bootstraps(outline) ? reader.Csr(item) : null) is not { } node) return null;
        var key = (node, outline.SignerName == SignerNames.KubeletServing);
        if (!kept.TryGetValue(key, out var own)) return node;
        own.Remove(outline.Name, isGone: true);
        if (own.IsEmpty) kept.Remove(key);
        return node;
    }

    private void Count(CsrState state, int change)
    {
        total += change;
        states[state] = states.GetValueOrDefault(state) + change;
    }

    private static bool IsOfKubelet(CsrOutline outline) => outline.SignerName is SignerNames.KubeletServing or SignerNames.KubeletClient;

    private static bool Bootstraps(CsrOutline outline) => !outline.Username.StartsWith(NodeUser, StringComparison.Ordinal);

    private static string? Node(CsrOutline outline, CertificateSigningRequest? csr)
    {
        var name = Bootstraps(outline) ? csr?.Request?.Subject.CommonName : outline.Username;
        return name?.StartsWith(NodeUser, StringComparison.Ordinal) == true ? name[NodeUser.Length..] : null;
    }

    /// <summary>What is kept of a node, in no order.</summary>
    public IReadOnlyList<CertificateSigningRequest> Of(string node) =>
        [.. Kept(node, serving: false), .. Kept(node, serving: true)];

    /// <summary>Hands over what could not be read.</summary>
    public void Flush(ICollection<ReadProblem> problems) => reader.Flush(problems);

    private IEnumerable<CertificateSigningRequest> Kept(string node, bool serving) => kept.TryGetValue((node, serving), out var own) ? own.All : [];
}
