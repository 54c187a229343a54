using System.Text.Json;
using Certrot.Approval;

namespace Certrot.Act.Approval;

/// <summary>A CSR that nobody has decided.</summary>
/// <param name="item">The object as the API server sent it.</param>
/// <param name="csr">Its fields.</param>
internal sealed class WaitingCsr(JsonElement item, CsrObject csr)
{
    public JsonElement Item { get; } = item;

    public CsrObject Csr { get; } = csr;

    /// <summary>When it is looked at again, by the clock of this machine; null while it is in the queue or being decided.</summary>
    public DateTimeOffset? DueAt { get; set; }

    /// <summary>Whether something has changed since the decision on it began.</summary>
    public bool IsStale { get; set; }

    /// <summary>How often it was looked at in vain.</summary>
    public int Attempts { get; set; }

    /// <summary>What was said of it last: the same is not said twice.</summary>
    public string? Told { get; set; }

    /// <summary>What the policy said last.</summary>
    public Decision? Decision { get; set; }
}
