namespace Certrot.Collect.Bundle;

/// <summary>A directory or archive whose entries are read one after the other, as often as needed, without unpacking anything.</summary>
internal abstract class BundleSource(string name) : IDisposable
{
    /// <summary>Name of the directory or archive, for problems about the whole of it.</summary>
    public string Name { get; } = name;

    /// <summary>All entries, from the start. Problems of the archive itself are added to the list.</summary>
    public abstract IEnumerable<BundleEntry> Enumerate(ProblemList problems, CancellationToken cancellationToken);

    public virtual void Dispose()
    {
    }
}
