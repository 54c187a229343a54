using Certrot.Evidence;

namespace Certrot.Collect.Bundle;

/// <summary>Reads <c>node/clock.json</c>.</summary>
internal static class ClockReadingReader
{
    public static ClockReading? Read(ReadOnlyMemory<byte> json, string path, ICollection<ReadProblem> problems)
    {
        using var document = JsonFields.Parse(json, path, problems);
        if (document is null) return null;
        var root = document.RootElement;
        if (root.Field("nodeTime").Time() is not { } node || root.Field("referenceTime").Time() is not { } reference)
        {
            problems.Add(new ReadProblem(path, "does not tell nodeTime and referenceTime as RFC 3339 times; it was not used."));
            return null;
        }
        return new ClockReading(node, reference, root.Field("ntpSynchronized").Flag(), new Source(path, 0, reference));
    }
}
