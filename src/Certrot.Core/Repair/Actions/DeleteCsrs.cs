namespace Certrot.Repair.Actions;

/// <summary>Deletes CSRs that no kubelet waits for.</summary>
/// <param name="Csrs">Names and UIDs: one that was made anew under the same name stays.</param>
public sealed record DeleteCsrs(IReadOnlyList<(string Name, string? Uid)> Csrs) : ClusterAction
{
    /// <inheritdoc/>
    public bool Equals(DeleteCsrs? other) => other is not null && Csrs.SequenceEqual(other.Csrs);

    /// <inheritdoc/>
    public override int GetHashCode() => Csrs.Count > 0 ? Csrs[0].GetHashCode() : 0;
}
