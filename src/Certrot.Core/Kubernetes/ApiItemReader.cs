using System.Text.Json;
using Certrot.Evidence;

namespace Certrot.Kubernetes;

/// <summary>
/// Reads single objects while a list or a watch streams by, so that only what judgements use is kept of each. An object that cannot be read becomes a problem. Not
/// safe for concurrent use.
/// </summary>
/// <param name="path">What the list is called in sources and problems, such as <c>cluster/nodes.json</c>.</param>
public sealed class ApiItemReader(string path)
{
    private readonly ReadContext context = new(path);

    /// <summary>Reads a Node; null where it cannot be read.</summary>
    public Node? Node(JsonElement item) => Read(item, ApiObjectReader.ToNode);

    /// <summary>Reads a Lease; null where it cannot be read.</summary>
    public Lease? Lease(JsonElement item) => Read(item, ApiObjectReader.ToLease);

    /// <summary>Reads an Event; null where it cannot be read.</summary>
    public ClusterEvent? Event(JsonElement item) => Read(item, ApiObjectReader.ToEvent);

    /// <summary>Reads a CSR with its request and certificate; null where it cannot be read.</summary>
    public CertificateSigningRequest? Csr(JsonElement item) => Read(item, static (i, c) => ApiObjectReader.ToCsr(i, c, null, []));

    /// <summary>Reads of a CSR only what tells whether the rest is worth reading; null where it cannot be read.</summary>
    public CsrOutline? Outline(JsonElement item) => Read(item, ApiObjectReader.ToOutline);

    /// <summary>Hands over what could not be read: the first ten, and how many there are more.</summary>
    public void Flush(ICollection<ReadProblem> problems) => context.Flush(problems);

    private T? Read<T>(JsonElement item, Func<JsonElement, ReadContext, T?> convert)
        where T : class
    {
        try
        {
            return convert(item, context);
        }
        catch (Exception e) when (e is InvalidOperationException or FormatException or ArgumentException or OverflowException)
        {
            context.Report($"holds an object that cannot be read ({Text.SafeText.Clean(e.Message)}): ignored");
            return null;
        }
    }
}
