using Certrot.Evidence;

namespace Certrot.Collect.Bundle;

/// <summary>Reads <c>node/disk.json</c>.</summary>
internal static class DiskSpaceReader
{
    public static DiskSpace? Read(ReadOnlyMemory<byte> json, string path, ICollection<ReadProblem> problems)
    {
        using var document = JsonFields.Parse(json, path, problems);
        if (document is null) return null;
        var root = document.RootElement;
        if (root.Field("totalBytes").Whole() is not { } total || root.Field("availableBytes").Whole() is not { } available)
        {
            problems.Add(new ReadProblem(path, "does not tell totalBytes and availableBytes; it was not used."));
            return null;
        }
        return new DiskSpace(
            JsonFields.Plain(root.Field("path").Text() ?? ""),
            total,
            available,
            root.Field("readOnly").Flag() ?? false,
            root.Field("availableInodes").Whole(),
            new Source(path));
    }
}
