using System.Buffers;
using System.Buffers.Text;
using System.Runtime.InteropServices;
using System.Text;
using System.Text.Json;
using Certrot.Evidence;
using Certrot.Pki;
using Certrot.Rbac;
using Certrot.Text;

namespace Certrot.Kubernetes;

public static partial class ApiObjectReader
{
    /// <summary>
    /// Reads CertificateSigningRequests (v1 and v1beta1). The request and the certificate are kept where the creator is the node or the request's
    /// common name is the node's (a bootstrapping kubelet has another user name); those of others are dropped, so that 100,000 stay small.
    /// </summary>
    /// <param name="json">The text; not closed.</param>
    /// <param name="path">Path inside the bundle, for sources and problems.</param>
    /// <param name="problems">Takes what could not be read.</param>
    /// <param name="nodeName">The node; null keeps every request and certificate.</param>
    /// <returns>What could be read, in file order.</returns>
    public static List<CertificateSigningRequest> CertificateSigningRequests(
        Stream json, string path, ICollection<ReadProblem> problems, string? nodeName)
    {
        var user = nodeName is null ? null : Identity.NodePrefix + nodeName;
        var userBytes = user is null ? [] : Encoding.UTF8.GetBytes(user);
        return Read(json, path, problems, ["CertificateSigningRequest"], (item, context) => ToCsr(item, context, user, userBytes));
    }

    internal static CertificateSigningRequest ToCsr(JsonElement item, ReadContext context, string? user, byte[] userBytes)
    {
        var spec = item.Object("spec"u8);
        var status = item.Object("status"u8);
        var meta = Meta(item, context);
        var username = spec.Text("username"u8, context.Strings) ?? "";
        var request = spec.Field("request"u8);
        var issued = status.Field("certificate"u8);
        var hasCertificate = HasText(issued);

        var own = user is null || username == user;
        var parsed = own || Mentions(request, userBytes) ? ParseRequest(request, meta.Name, own, context) : null;
        var kept = own || parsed?.Subject.CommonName == user;
        return new CertificateSigningRequest
        {
            Meta = meta,
            SignerName = spec.Text("signerName"u8, context.Strings) ?? "",
            Username = username,
            Groups = spec.Texts("groups"u8, context.Lists),
            Usages = spec.Texts("usages"u8, context.Lists),
            ExpirationSeconds = spec.Integer("expirationSeconds"u8),
            Conditions = Conditions(status, context),
            Request = kept ? parsed : null,
            HasCertificate = hasCertificate,
            Certificate = kept && hasCertificate ? ParseCertificate(issued, meta.Name, context) : null,
        };
    }

    internal static CsrOutline ToOutline(JsonElement item, ReadContext context)
    {
        var meta = item.Object("metadata"u8);
        var spec = item.Object("spec"u8);
        var status = item.Object("status"u8);
        var state = CsrState.Pending;
        foreach (var condition in status.Array("conditions"u8))
        {
            var said = condition.Text("type"u8, context.Strings) switch { "Failed" => CsrState.Failed, "Denied" => CsrState.Denied, "Approved" => CsrState.Approved, _ => CsrState.Pending };
            if (state is CsrState.Pending or CsrState.Approved && said != CsrState.Pending) state = said;
        }

        if (state is CsrState.Pending or CsrState.Approved && HasText(status.Field("certificate"u8))) state = CsrState.Issued;
        return new CsrOutline(
            meta.Text("name"u8) ?? "", meta.Text("uid"u8), meta.Time("creationTimestamp"u8), spec.Text("signerName"u8, context.Strings) ?? "", spec.Text("username"u8, context.Strings) ?? "", state);
    }

    private static bool HasText(JsonElement field) => field.ValueKind == JsonValueKind.String && !field.ValueEquals(""u8);

    private static CsrCondition[] Conditions(JsonElement status, ReadContext context)
    {
        var array = status.Field("conditions"u8);
        if (array.ValueKind != JsonValueKind.Array || array.GetArrayLength() == 0)
            return [];
        var conditions = new CsrCondition[array.GetArrayLength()];
        var count = 0;
        foreach (var condition in array.EnumerateArray())
        {
            conditions[count++] = new CsrCondition(
                condition.Text("type"u8, context.Strings) ?? "",
                condition.Text("reason"u8, context.Strings),
                condition.Text("message"u8, context.Strings),
                condition.Time("lastUpdateTime"u8) ?? condition.Time("lastTransitionTime"u8));
        }
        return conditions;
    }

    private static CertificateRequest? ParseRequest(JsonElement request, string name, bool own, ReadContext context)
    {
        if (request.ValueKind != JsonValueKind.String || !request.TryGetBytesFromBase64(out var pem))
        {
            if (own)
                context.Report($"holds CSR {name} whose spec.request is missing or not base64: its request is not shown");
            return null;
        }
        var parsed = CertificateRequest.TryParsePem(pem, out var problem);
        if (parsed is null && own)
            context.Report($"holds CSR {name} whose request cannot be read ({SafeText.Clean(problem ?? "no PEM request in it")}): it is not shown");
        return parsed;
    }

    private static Certificate? ParseCertificate(JsonElement issued, string name, ReadContext context)
    {
        if (!issued.TryGetBytesFromBase64(out var pem))
        {
            context.Report($"holds CSR {name} whose status.certificate is not base64: the certificate is not shown");
            return null;
        }
        return CertificateFileReader.Read(pem, context.Path).Leaf;
    }

    /// <summary>Whether a name stands in the DER of a request: parsing 100,000 requests of other nodes takes longer than all the rest.</summary>
    private static bool Mentions(JsonElement request, ReadOnlySpan<byte> name)
    {
        if (request.ValueKind != JsonValueKind.String)
            return false;
        var text = JsonMarshal.GetRawUtf8Value(request);
        var scratch = ArrayPool<byte>.Shared.Rent(text.Length);
        try
        {
            int length;
            if (text.Contains((byte)'\\'))
            {
                if (!request.TryGetBytesFromBase64(out var bytes))
                    return false;
                bytes.CopyTo(scratch, 0);
                length = bytes.Length;
            }
            else if (Base64.DecodeFromUtf8(text[1..^1], scratch, out _, out length) != OperationStatus.Done)
            {
                return false;
            }
            var pem = scratch.AsSpan(0, length);
            var start = pem.IndexOf("REQUEST-----"u8);
            if (start < 0)
                return false;
            pem = pem[(start + "REQUEST-----".Length)..];
            var end = pem.IndexOf("-----"u8);
            if (end < 0)
                return false;
            // Line by line: the decoder is slow where it meets line breaks itself.
            var derLength = 0;
            foreach (var line in pem[..end].Split((byte)'\n'))
            {
                Base64.DecodeFromUtf8(pem[line].TrimEnd((byte)'\r'), scratch.AsSpan(derLength), out _, out var written);
                derLength += written;
            }
            return scratch.AsSpan(0, derLength).IndexOf(name) >= 0;
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(scratch);
        }
    }
}
