using Certrot.Kubernetes;

namespace Certrot.Collect.Pasted;

/// <summary>The Lease section of <c>kubectl describe node</c>.</summary>
internal sealed class LeaseLines
{
    private string? holder;
    private DateTimeOffset? renewed;
    private DateTimeOffset? acquired;
    private int line;

    /// <summary>Takes a line.</summary>
    public void Take(string key, string value, int line)
    {
        if (this.line == 0) this.line = line;
        if (key == "HolderIdentity" && value.Length > 0 && value[0] != '<') holder = value;
        else if (key == "RenewTime") this.renewed = TimeText.Parse(value);
        else if (key == "AcquireTime") acquired = TimeText.Parse(value);
    }

    /// <summary>The node's Lease; null where nothing was printed of it.</summary>
    public Lease? Build(EvidenceDraft draft, string node)
    {
        if (holder is null && this.renewed is null) return null;
        if (this.renewed is { } renewed) draft.Present.Seen(renewed);
        return new()
        {
            Meta = new() { Name = holder ?? node, Namespace = "kube-node-lease", Source = draft.At(this.line) },
            Holder = holder,
            Renewed = this.renewed,
            Acquired = acquired,
        };
    }
}
