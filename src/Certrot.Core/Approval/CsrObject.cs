using System.Text.Json;
using Certrot.Kubernetes;
using Certrot.Pki;
using Certrot.Text;

namespace Certrot.Approval;

/// <summary>A CSR as the API server has it.</summary>
/// <param name="Csr">Its fields.</param>
/// <param name="RequestProblem">Why the request cannot be read; null where it can.</param>
/// <param name="ResourceVersion"><c>metadata.resourceVersion</c>; null where missing.</param>
/// <param name="IsDeleting">Whether it is being deleted.</param>
/// <param name="IsExact">Whether user, groups, signer, usages and lifetime are as the API server has them: false where control characters were left out, or where one is of another type.</param>
public sealed record CsrObject(CertificateSigningRequest Csr, string? RequestProblem, string? ResourceVersion, bool IsDeleting, bool IsExact)
{
    /// <summary>Reads one. Never throws for what a CSR holds.</summary>
    public static CsrObject Read(JsonElement item)
    {
        var csr = ApiObjectReader.ToCsr(item, new ReadContext("csr"), null, []);
        string? problem = null;
        if (csr.Request is null)
        {
            var request = item.Object("spec"u8).Field("request"u8);
            if (request.ValueKind == JsonValueKind.String && request.TryGetBytesFromBase64(out var pem)) CertificateRequest.TryParsePem(pem, out problem);
            problem ??= "spec.request is missing or is not base64";
        }

        var spec = item.Object("spec"u8);
        var isExact = Is(spec.Field("username"u8), csr.Username) && Is(spec.Field("signerName"u8), csr.SignerName) && Is(spec.Field("groups"u8), csr.Groups) && Is(spec.Field("usages"u8), csr.Usages)
            && Is(spec.Field("expirationSeconds"u8), csr.ExpirationSeconds);
        var meta = item.Object("metadata"u8);
        return new CsrObject(csr, problem, meta.Text("resourceVersion"u8), meta.Field("deletionTimestamp"u8).ValueKind == JsonValueKind.String, isExact);
    }

    private static bool Is(JsonElement field, IReadOnlyList<string> read) => field.ValueKind == JsonValueKind.Array
        ? field.GetArrayLength() == read.Count && field.EnumerateArray().Index().All(e => Is(e.Item, read[e.Index]))
        : field.ValueKind is JsonValueKind.Undefined or JsonValueKind.Null && read.Count == 0;

    private static bool Is(JsonElement field, int? read) => field.ValueKind == JsonValueKind.Number ? read is not null : field.ValueKind is JsonValueKind.Undefined or JsonValueKind.Null;

    private static bool Is(JsonElement field, string read) => field.ValueKind == JsonValueKind.String ? field.ValueEquals(read) : read.Length == 0;
}
