using System.Globalization;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using System.Text.Json.Nodes;
using Certrot.Kubernetes;
using Certrot.Rbac;
using Certrot.Simulator.Cluster;
using Certrot.Simulator.Kubelets;

namespace Certrot.Simulator.Api;

/// <summary>Creates CSRs and takes decisions on them, as <c>kubectl certificate approve</c> sends them. Used under the cluster's lock only.</summary>
/// <param name="cluster">The cluster.</param>
internal sealed class CsrEndpoint(SimulatedCluster cluster)
{
    /// <summary>Creates a CSR of whoever asks.</summary>
    /// <exception cref="ApiError">It is not valid.</exception>
    public SimCsr Create(JsonObject body, Identity who)
    {
        var spec = body["spec"] as JsonObject ?? throw Invalid("spec: Required value");
        byte[] request;
        try
        {
            request = Convert.FromBase64String(Text(spec, "request"));
            _ = CertificateRequest.LoadSigningRequestPem(Encoding.ASCII.GetString(request), HashAlgorithmName.SHA256);
        }
        catch (Exception e) when (e is FormatException or ArgumentException or CryptographicException)
        {
            throw Invalid($"spec.request: Invalid value: {e.Message}");
        }

        var meta = body["metadata"] as JsonObject ?? [];
        var name = meta["name"] is null ? $"{Text(meta, "generateName")}{cluster.Random.Next(10_000, 100_000)}" : Text(meta, "name");
        var csr = new SimCsr
        {
            Name = name,
            Created = cluster.Clock.Now,
            Username = who.Username,
            Groups = who.Groups,
            SignerName = Text(spec, "signerName"),
            Request = request,
            Usages = [.. (spec["usages"] as JsonArray ?? []).Select(u => u?.GetValue<string>()).OfType<string>()],
            ExpirationSeconds = spec["expirationSeconds"]?.GetValue<int>(),
        };
        if (!cluster.Add("certificatesigningrequests", csr)) throw new ApiError(409, "AlreadyExists", $"certificatesigningrequests.certificates.k8s.io \"{name}\" already exists");
        return csr;
    }

    /// <summary>Takes the conditions of an update of the approval subresource.</summary>
    /// <exception cref="ApiError">It contradicts what was decided.</exception>
    public SimCsr Decide(SimCsr csr, JsonObject body)
    {
        foreach (var condition in (body["status"]?["conditions"] as JsonArray ?? []).OfType<JsonObject>())
        {
            var type = Text(condition, "type");
            if (type is not ("Approved" or "Denied") || csr.Has(type)) continue;
            if (csr.Has("Approved") || csr.Has("Denied")) throw Invalid("status.conditions: Invalid value: Approved and Denied conditions are mutually exclusive");
            csr.Conditions.Add((type, Text(condition, "reason"), Text(condition, "message"), cluster.Clock.Now));
        }

        cluster.Changed("certificatesigningrequests", csr);
        cluster.Consider(csr, Kubelet(csr));
        return csr;
    }

    private Kubelet? Kubelet(SimCsr csr) => csr.Username.StartsWith("system:node:", StringComparison.Ordinal) && csr.SignerName is SignerNames.KubeletClient or SignerNames.KubeletServing ? cluster.Kubelet(csr.Username["system:node:".Length..]) : null;

    private static ApiError Invalid(string why) => new(422, "Invalid", string.Create(CultureInfo.InvariantCulture, $"CertificateSigningRequest.certificates.k8s.io is invalid: {why}"));

    private static string Text(JsonObject from, string name) => from[name] is JsonValue value && value.TryGetValue(out string? text) ? text : "";
}
