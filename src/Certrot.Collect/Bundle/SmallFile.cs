using Certrot.Evidence;

namespace Certrot.Collect.Bundle;

/// <summary>Reads a file into memory, wholly or not at all: half a kubeconfig would be diagnosed as a broken one.</summary>
internal static class SmallFile
{
    private const int FirstBuffer = 4_096;
    private const int LargestFirstBuffer = 1 << 17;

    /// <returns>The content, empty for an empty file; null with a problem where it could not be read.</returns>
    public static ReadOnlyMemory<byte>? Read(
        BundleEntry entry, string path, long maxBytes, ReadBudget budget, ICollection<ReadProblem> problems, CancellationToken cancellationToken)
    {
        if (entry.Refusal is not null || entry.Open is null)
        {
            problems.Add(new ReadProblem(path, entry.Refusal ?? "cannot be read."));
            return null;
        }
        if (entry.Size > maxBytes)
        {
            problems.Add(new ReadProblem(path, $"holds more than {Amount.Bytes(maxBytes)}; it was not used."));
            return null;
        }
        try
        {
            using var text = TextContent.Open(entry.Open(), maxBytes, budget, entry.Size, unzip: false, cancellationToken);
            var buffer = new MemoryStream((int)Math.Clamp(entry.Size ?? FirstBuffer, 16, LargestFirstBuffer));
            text.Stream.CopyTo(buffer);
            if (text.Failure is not { } failure) return buffer.GetBuffer().AsMemory(0, (int)buffer.Length);
            problems.Add(new ReadProblem(path, failure.Replace("what came before was used", "it was not used", StringComparison.Ordinal)
                .Replace("what is there was used", "it was not used", StringComparison.Ordinal)));
            return null;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            problems.Add(new ReadProblem(path, OpenFailure(e)));
            return null;
        }
    }

    public static string OpenFailure(Exception e) => e is UnauthorizedAccessException
        ? "could not be read: permission denied. Run as a user who may read it, or change its permissions."
        : $"could not be read ({e.GetType().Name}).";
}
