using System.Text.Json;
using Certrot.Approval;
using Certrot.Render.Approval;

namespace Certrot.Act.Approval;

/// <summary>
/// Writes a JSON line for each decision, with everything that it was made of, before anything is written to the cluster; and a line more where that write does not succeed.
/// The file is only ever appended to.
/// </summary>
public sealed class AuditLog : IDisposable
{
    private static readonly JsonWriterOptions lines = new() { Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    private readonly Stream to;
    private readonly string by;
    private readonly Lock writing = new();
    private bool isTorn;

    internal AuditLog(Stream to, string by) => (this.to, this.by) = (to, by);

    /// <summary>Opens it.</summary>
    /// <param name="path">The file; null for standard output.</param>
    /// <param name="by">Who decides: told in each line.</param>
    /// <remarks>Each process needs a file of its own: .NET has no O_APPEND, and lines of two that write at the same moment may be lost.</remarks>
    /// <exception cref="IOException">The file cannot be opened.</exception>
    /// <exception cref="UnauthorizedAccessException">It may not be written.</exception>
    public static AuditLog Open(string? path, string by) =>
        new(path is null ? Console.OpenStandardOutput() : new FileStream(path, new FileStreamOptions { Mode = FileMode.OpenOrCreate, Access = FileAccess.Write, Share = FileShare.Read | FileShare.Delete, BufferSize = 0 }), by);

    /// <summary>Writes what was decided.</summary>
    /// <param name="review">The decision.</param>
    /// <param name="action">What is done because of it: <c>approve</c>, <c>deny</c>, <c>none</c>, or <c>dry-run</c>.</param>
    /// <exception cref="IOException">It cannot be written: nothing may be approved.</exception>
    public void Decided(CsrReview review, string action) => Line(json =>
    {
        json.WriteString("event", "decision");
        json.WriteString("action", action);
        CsrJson.WriteFields(json, review);
    });

    /// <summary>Writes that a decision did not reach the cluster, or that it is not known whether it did.</summary>
    /// <param name="review">The decision.</param>
    /// <param name="outcome">What became of it.</param>
    /// <param name="problem">Why.</param>
    /// <exception cref="IOException">It cannot be written.</exception>
    public void NotWritten(CsrReview review, WriteOutcome outcome, string? problem)
    {
        ArgumentNullException.ThrowIfNull(review);
        Line(json =>
        {
            json.WriteString("event", "not-written");
            json.WriteString("name", review.Case.Csr.Meta.Name);
            json.WriteString("uid", review.Case.Csr.Meta.Uid);
            json.WriteString("outcome", outcome.ToString().ToLowerInvariant());
            json.WriteString("problem", problem);
        });
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        if (to is FileStream file) file.Flush(flushToDisk: true);
        to.Dispose();
    }

    /// <summary>Writes a line of other fields.</summary>
    /// <param name="fields">Writes them.</param>
    /// <exception cref="IOException">It cannot be written.</exception>
    internal void Line(Action<Utf8JsonWriter> fields)
    {
        using var buffer = new MemoryStream();
        using (var json = new Utf8JsonWriter(buffer, lines))
        {
            json.WriteStartObject();
            json.WriteString("by", by);
            fields(json);
            json.WriteEndObject();
        }

        buffer.WriteByte((byte)'\n');
        lock (writing)
        {
            // Whoever rotates logs by copying may have truncated it.
            if (to is FileStream file) file.Seek(0, SeekOrigin.End);
            // A full disk may have taken the beginning of the last one.
            if (isTorn) to.WriteByte((byte)'\n');
            isTorn = true;
            to.Write(buffer.GetBuffer(), 0, (int)buffer.Length);
            isTorn = false;
        }
    }
}
