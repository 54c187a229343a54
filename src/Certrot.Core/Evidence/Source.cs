namespace Certrot.Evidence;

/// <summary>Where a value came from, so that a finding can quote it.</summary>
/// <param name="Path">Path inside the bundle, or a name such as <c>stdin</c>.</param>
/// <param name="Line">Line, counted from 1; 0 where the value has no line of its own.</param>
/// <param name="Time">When the source says it happened, in UTC; null where it does not say.</param>
public readonly record struct Source(string Path, int Line = 0, DateTimeOffset? Time = null)
{
    /// <summary>The source as people write it: <c>node/kubelet.log:120</c>.</summary>
    public override string ToString() => Line > 0 ? $"{Path}:{Line}" : Path;
}
