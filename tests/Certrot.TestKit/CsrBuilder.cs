using System.Text;
using System.Text.Json.Nodes;
using Certrot.Kubernetes;

namespace Certrot.TestKit;

/// <summary>Builds CertificateSigningRequest objects of certificates.k8s.io/v1. Unless said otherwise node worker-1 asks for its serving certificate.</summary>
public sealed record CsrBuilder
{
    /// <summary>The time at which all are created, in UTC.</summary>
    public static DateTimeOffset Created { get; } = new(2026, 11, 23, 11, 59, 0, TimeSpan.Zero);

    public string Name { get; init; } = "csr-1";

    public JsonNode? SignerName { get; init; } = SignerNames.KubeletServing;

    public JsonNode? Username { get; init; } = "system:node:worker-1";

    public IReadOnlyList<string> Groups { get; init; } = ["system:nodes", "system:authenticated"];

    public IReadOnlyList<string> Usages { get; init; } = ["digital signature", "server auth"];

    public JsonNode? ExpirationSeconds { get; init; }

    /// <summary>What <c>spec.request</c> is the base64 of.</summary>
    public byte[] Request { get; init; } = [];

    /// <summary><c>spec.request</c>, in place of the base64 of <see cref="Request"/>.</summary>
    public JsonNode? RawRequest { get; init; }

    /// <summary>A node asks for its serving certificate.</summary>
    public static CsrBuilder Serving(string node = "worker-1") => new() { Username = "system:node:" + node };

    /// <summary>A node asks for its next client certificate.</summary>
    public static CsrBuilder Renewal(string node = "worker-1") => Serving(node) with { SignerName = SignerNames.KubeletClient, Usages = ["digital signature", "client auth"] };

    /// <summary>A bootstrap token of kubeadm asks for a client certificate.</summary>
    public static CsrBuilder Bootstrap() => Renewal() with
    {
        Username = "system:bootstrap:abcdef",
        Groups = ["system:bootstrappers", "system:bootstrappers:kubeadm:default-node-token", "system:authenticated"],
    };

    /// <summary>With a DER request, as PEM.</summary>
    public CsrBuilder With(RequestBuilder request)
    {
        ArgumentNullException.ThrowIfNull(request);
        return WithDer(request.Build());
    }

    /// <summary>With a DER request, as PEM.</summary>
    public CsrBuilder WithDer(byte[] der) => WithPem(CertificateForge.Pem("CERTIFICATE REQUEST", der));

    /// <summary>With a PEM request, or what is there in its place.</summary>
    public CsrBuilder WithPem(string pem) => this with { Request = Encoding.UTF8.GetBytes(pem) };

    /// <summary>The object, as the API server has it.</summary>
    public JsonObject Build()
    {
        var spec = new JsonObject
        {
            ["request"] = RawRequest?.DeepClone() ?? Convert.ToBase64String(Request),
            ["signerName"] = SignerName?.DeepClone(),
            ["username"] = Username?.DeepClone(),
            ["groups"] = new JsonArray([.. Groups.Select(g => JsonValue.Create(g))]),
            ["usages"] = new JsonArray([.. Usages.Select(u => JsonValue.Create(u))]),
        };
        if (ExpirationSeconds is not null) spec["expirationSeconds"] = ExpirationSeconds.DeepClone();
        return new JsonObject
        {
            ["apiVersion"] = "certificates.k8s.io/v1",
            ["kind"] = "CertificateSigningRequest",
            ["metadata"] = new JsonObject
            {
                ["name"] = Name,
                ["uid"] = "6f1c2a7e-0000-4000-8000-000000000001",
                ["resourceVersion"] = "4711",
                ["creationTimestamp"] = $"{Created:yyyy-MM-ddTHH:mm:ssZ}",
            },
            ["spec"] = spec,
            ["status"] = new JsonObject(),
        };
    }
}
