namespace Certrot.Causes;

/// <summary>A cause: its rule, its texts and its fix.</summary>
public abstract class Cause
{
    /// <summary>The label: a public contract.</summary>
    public abstract string Id { get; }
}
