namespace Certrot.Repair.Actions;

/// <summary>Moves files into the folder of the repair, where they are kept. Of what is not there nothing is moved.</summary>
/// <param name="Paths">Absolute paths; a last part that ends with <c>*</c> stands for all files that begin so.</param>
public sealed record MoveAway(IReadOnlyList<string> Paths) : NodeAction
{
    /// <inheritdoc/>
    public override string Script(string? content) => string.Join('\n', Paths.Select(p => p.EndsWith('*') ? $"away {Quote(p[..^1])}*" : $"away {Quote(p)}"));

    /// <inheritdoc/>
    public bool Equals(MoveAway? other) => other is not null && Paths.SequenceEqual(other.Paths);

    /// <inheritdoc/>
    public override int GetHashCode() => Paths.Count > 0 ? Paths[0].GetHashCode(StringComparison.Ordinal) : 0;
}
