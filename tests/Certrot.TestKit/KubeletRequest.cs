using System.Net;
using System.Text;

namespace Certrot.TestKit;

/// <summary>Requests as a kubelet makes them, as builders that a test may change.</summary>
public static class KubeletRequest
{
    /// <summary>Of a serving certificate; names that are addresses become IP SANs.</summary>
    public static RequestBuilder Serving(string node, params string[] names) => new() { Subject = Subject(node), Attributes = [RequestBuilder.ExtensionRequest(AltNames(names))] };

    /// <summary>Of a client certificate.</summary>
    public static RequestBuilder Client(string node) => new() { Subject = Subject(node) };

    /// <summary>The subject of a node's certificates.</summary>
    public static byte[] Subject(string node) => CertificateForge.Name("system:nodes", "system:node:" + node).RawData;

    /// <summary>The extension subjectAltName.</summary>
    public static byte[] AltNames(params string[] names) => RequestBuilder.AltNames([.. names.Select(Entry)]);

    /// <summary>One name of it: tag and bytes.</summary>
    public static (int Tag, byte[] Bytes) Entry(string name) => IPAddress.TryParse(name, out var address) ? (7, address.GetAddressBytes()) : (2, Encoding.Latin1.GetBytes(name));
}
