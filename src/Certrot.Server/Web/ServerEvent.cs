namespace Certrot.Server.Web;

/// <summary>A server-sent event as it goes over the wire (WHATWG HTML, 9.2 Server-sent events).</summary>
/// <param name="Id">The transition's number, by which a client goes on later; null for an event that is not kept.</param>
/// <param name="Bytes">The event, with the empty line that ends it.</param>
internal sealed record ServerEvent(long? Id, byte[] Bytes);
