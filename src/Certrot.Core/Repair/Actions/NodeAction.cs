namespace Certrot.Repair.Actions;

/// <summary>
/// A change of a node, as text for a POSIX shell. It uses the functions of <c>repair.sh</c>, which keep what they replace and write down how it is put back before they
/// change anything.
/// </summary>
public abstract record NodeAction : RepairAction
{
    /// <summary>The file whose content the change is made of; null for none. What is secret in it is taken out on the node.</summary>
    public virtual string? Reads => null;

    /// <summary>The change.</summary>
    /// <param name="content">What <see cref="Reads"/> holds; null where nothing is read.</param>
    /// <exception cref="RepairException">The content is not one that can be changed safely.</exception>
    public abstract string Script(string? content);

    /// <summary>A text as one word of a POSIX shell.</summary>
    protected static string Quote(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        return $"'{text.Replace("'", "'\\''", StringComparison.Ordinal)}'";
    }
}
