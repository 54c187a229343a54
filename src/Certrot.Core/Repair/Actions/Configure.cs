using Certrot.Repair.Steps;

namespace Certrot.Repair.Actions;

/// <summary>Sets or removes top-level fields of a KubeletConfiguration, YAML or JSON; everything else stays as it is written.</summary>
/// <param name="Path">The file.</param>
/// <param name="Fields">Fields and their new values; null removes.</param>
public sealed record Configure(string Path, IReadOnlyList<(string Field, bool? Value)> Fields) : NodeAction
{
    /// <inheritdoc/>
    public override string? Reads => Path;

    /// <inheritdoc/>
    public override string Script(string? content)
    {
        ArgumentNullException.ThrowIfNull(content);
        return $"unchanged {Quote(Path)} {Quote(content)}\nput {Quote(Path)} same {Quote(ConfigurationEdit.Apply(content, Fields))}";
    }

    /// <inheritdoc/>
    public bool Equals(Configure? other) => other is not null && Path == other.Path && Fields.SequenceEqual(other.Fields);

    /// <inheritdoc/>
    public override int GetHashCode() => Path.GetHashCode(StringComparison.Ordinal);
}
