using System.Collections;
using Certrot.Evidence;

namespace Certrot.Collect.Bundle;

/// <summary>Problems in the order they were met, each once, and no more than a person would read.</summary>
internal sealed class ProblemList : ICollection<ReadProblem>
{
    private const int MaxKept = 200;
    private readonly List<ReadProblem> kept = [];
    private readonly HashSet<ReadProblem> seen = [];
    private long dropped;

    public int Count => kept.Count;

    public bool IsReadOnly => false;

    public void Add(string path, string message) => Add(new ReadProblem(path, message));

    public void Add(ReadProblem item)
    {
        if (kept.Count >= MaxKept)
        {
            dropped++;
            return;
        }
        var clean = new ReadProblem(BundlePath.Show(item.Path), item.Message);
        if (seen.Add(clean)) kept.Add(clean);
    }

    /// <summary>The problems, with a last one that counts those which were left out.</summary>
    public IReadOnlyList<ReadProblem> Finish(string bundleName)
    {
        if (dropped > 0)
            kept.Add(new ReadProblem(bundleName, $"has about {dropped} more problems like these, which are not listed."));
        return kept;
    }

    public void Clear() => throw new NotSupportedException();

    public bool Contains(ReadProblem item) => seen.Contains(item);

    public void CopyTo(ReadProblem[] array, int arrayIndex) => kept.CopyTo(array, arrayIndex);

    public bool Remove(ReadProblem item) => throw new NotSupportedException();

    public IEnumerator<ReadProblem> GetEnumerator() => kept.GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();
}
