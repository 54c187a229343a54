using Certrot.Kubernetes;

namespace Certrot.Collect.Pasted;

/// <summary>The Lease section of <c>kubectl describe node</c>.</summary>
internal sealed class LeaseLines
{
    private string? _holder;
    private DateTimeOffset? _renewed;
    private DateTimeOffset? _acquired;
    private int _line;

    /// <summary>Takes a line.</summary>
    public void Take(string key, string value, int line)
    {
        if (_line == 0) _line = line;
        if (key == "HolderIdentity" && value.Length > 0 && value[0] != '<') _holder = value;
        else if (key == "RenewTime") _renewed = TimeText.Parse(value);
        else if (key == "AcquireTime") _acquired = TimeText.Parse(value);
    }

    /// <summary>The node's Lease; null where nothing was printed of it.</summary>
    public Lease? Build(EvidenceDraft draft, string node)
    {
        if (_holder is null && _renewed is null) return null;
        if (_renewed is { } renewed) draft.Present.Seen(renewed);
        return new()
        {
            Meta = new() { Name = _holder ?? node, Namespace = "kube-node-lease", Source = draft.At(_line) },
            Holder = _holder,
            Renewed = _renewed,
            Acquired = _acquired,
        };
    }
}
