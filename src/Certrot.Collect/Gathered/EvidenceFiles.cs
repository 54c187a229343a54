using System.Collections.Concurrent;
using System.Globalization;
using System.IO.Compression;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using Certrot.Evidence;

namespace Certrot.Collect.Gathered;

/// <summary>
/// The files of a bundle while they are gathered, and what could not be: the same evidence whether it is judged at once or written. Nothing gets in that was not
/// redacted. Safe for concurrent collectors. Large content is kept compressed.
/// </summary>
/// <param name="node">The node.</param>
/// <param name="collectedAt">When the collection began, UTC: "now" for the diagnosis.</param>
public sealed class EvidenceFiles(string node, DateTimeOffset collectedAt)
{
    private const int LargestPlain = 256 << 10;

    private readonly ConcurrentDictionary<string, Content> files = new(StringComparer.Ordinal);
    private readonly ConcurrentQueue<CollectionError> errors = new();
    private readonly ConcurrentQueue<string> notes = new();

    /// <summary>The node; for a machine that reads itself, known only when its files are.</summary>
    public string Node { get; set; } = node;

    /// <summary>When the collection began, UTC.</summary>
    public DateTimeOffset CollectedAt { get; } = collectedAt;

    /// <summary>Paths of all files but <c>bundle.json</c>, sorted.</summary>
    public IReadOnlyList<string> Paths => [.. files.Keys.Order(StringComparer.Ordinal)];

    /// <summary>What could not be collected: sorted by path, each reason once.</summary>
    public IReadOnlyList<CollectionError> Errors => [.. errors.Distinct().Where(e => !files.ContainsKey(e.Path)).OrderBy(e => e.Path, StringComparer.Ordinal).ThenBy(e => e.Error, StringComparer.Ordinal)];

    /// <summary>How the evidence was got, in order: which access was used, and why others were not.</summary>
    public IReadOnlyList<string> Notes => [.. notes];

    /// <summary>The same files, errors and notes as the beginning of another node's evidence: what concerns the whole cluster is collected once.</summary>
    /// <param name="other">The other node.</param>
    public EvidenceFiles For(string other)
    {
        var copy = new EvidenceFiles(other, CollectedAt);
        foreach (var (path, content) in files) copy.files[path] = content;
        foreach (var error in errors) copy.errors.Enqueue(error);
        foreach (var note in notes) copy.notes.Enqueue(note);
        return copy;
    }

    /// <summary>Whether a file was collected.</summary>
    public bool Has(string path) => files.ContainsKey(path);

    /// <summary>Adds a file; the first of a path counts.</summary>
    public bool Add(string path, ReadOnlyMemory<byte> content)
    {
        if (files.ContainsKey(path)) return false;
        return files.TryAdd(path, content.Length <= LargestPlain ? new Content(content.ToArray(), content.Length, false) : new Content(Pack(content), content.Length, true));
    }

    /// <summary>Adds a text file.</summary>
    public bool Add(string path, string content) => Add(path, Encoding.UTF8.GetBytes(content));

    /// <summary>Adds what was written to a packer; the first of a path counts.</summary>
    internal bool Add(string path, Packer packer)
    {
        var (bytes, length) = packer.Finish();
        return files.TryAdd(path, new Content(bytes, length, true));
    }

    /// <summary>Tells that something could not be collected, and why.</summary>
    public void Fail(string path, string error) => errors.Enqueue(new CollectionError(path, error));

    /// <summary>Tells how evidence was got.</summary>
    public void Note(string text) => notes.Enqueue(text);

    /// <summary>Reads a file.</summary>
    /// <exception cref="KeyNotFoundException">There is none.</exception>
    public Stream Open(string path)
    {
        var content = files[path];
        var bytes = new MemoryStream(content.Bytes, writable: false);
        return content.IsPacked ? new GZipStream(bytes, CompressionMode.Decompress) : bytes;
    }

    /// <summary>Bytes of a file.</summary>
    /// <exception cref="KeyNotFoundException">There is none.</exception>
    public long Length(string path) => files[path].Length;

    /// <summary>The content of <c>bundle.json</c>.</summary>
    public byte[] Header()
    {
        var buffer = new MemoryStream();
        using (var json = new Utf8JsonWriter(buffer, new JsonWriterOptions { Indented = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping }))
        {
            json.WriteStartObject();
            json.WriteString("apiVersion", "certrot/v1");
            json.WriteString("kind", "EvidenceBundle");
            json.WriteString("node", Node);
            json.WriteString("collectedAt", CollectedAt.UtcDateTime.ToString("yyyy-MM-ddTHH:mm:ssZ", CultureInfo.InvariantCulture));
            json.WriteStartArray("errors");
            foreach (var error in Errors)
            {
                json.WriteStartObject();
                json.WriteString("path", error.Path);
                json.WriteString("error", error.Error);
                json.WriteEndObject();
            }

            json.WriteEndArray();
            json.WriteEndObject();
        }

        return buffer.ToArray();
    }

    private static byte[] Pack(ReadOnlyMemory<byte> content)
    {
        using var packer = new Packer();
        packer.Stream.Write(content.Span);
        return packer.Finish().Bytes;
    }

    private readonly record struct Content(byte[] Bytes, long Length, bool IsPacked);
}
