using System.Text.Json;

namespace Certrot.Text;

/// <summary>Reads the items of a Kubernetes List one at a time, so that memory follows the largest item and not the file.</summary>
public static class JsonItemReader
{
    /// <summary>
    /// Reads the <c>items</c> of a List, the elements of a top-level array, or a single object as one item. JSON is streamed (8 MiB and 64 levels per item);
    /// other text is read as YAML (16 MiB in all). UTF-8 with or without a byte order mark, and UTF-16.
    /// </summary>
    /// <param name="json">The text; read to its end, not closed.</param>
    /// <param name="item">Takes each item, valid only during the call, and the line where it begins, counted from 1.</param>
    /// <param name="problem">What could not be read and where, as a sentence without a subject; null where all was read. Items before and after it were still given.</param>
    /// <param name="ct">Stops reading.</param>
    /// <returns>True where all was read.</returns>
    /// <exception cref="IOException">The stream could not be read.</exception>
    /// <exception cref="OperationCanceledException"><paramref name="ct"/> was cancelled.</exception>
    public static bool ReadItems(Stream json, Action<JsonElement, int> item, out string? problem, CancellationToken ct = default) =>
        ReadItems(json, item, out _, out problem, ct);

    /// <summary>As the other; tells also the <c>kind</c> of the list: items of an API server's own lists do not have one.</summary>
    internal static bool ReadItems(
        Stream json, Action<JsonElement, int> item, out string? listKind, out string? problem, CancellationToken ct = default)
    {
        ArgumentNullException.ThrowIfNull(json);
        ArgumentNullException.ThrowIfNull(item);
        using var scanner = new JsonItemScanner(new Utf8Source(json, ct), item);
        scanner.Read();
        listKind = scanner.ListKind;
        problem = scanner.Problem;
        return problem is null;
    }
}
