using System.Text.Json;
using System.Text.Json.Nodes;
using Certrot.Rbac;
using Certrot.Simulator.Cluster;

namespace Certrot.Simulator.Api;

/// <summary>Who may do what: RBAC, and the node authorizer's rule that nodes may create CSRs. Namespaced roles are not simulated.</summary>
/// <param name="cluster">The cluster.</param>
internal sealed class AccessReviews(SimulatedCluster cluster)
{
    /// <summary>API group of the reviews.</summary>
    public const string Group = "authorization.k8s.io";

    /// <summary>The reviews that are answered.</summary>
    public static IReadOnlyList<string> Kinds { get; } = ["SelfSubjectAccessReview", "SubjectAccessReview"];

    /// <summary>Whether somebody may do something, and why.</summary>
    public (bool Allowed, string Reason) Decide(Identity identity, AccessRequest request)
    {
        if (Authenticator.IsAdministrator(identity)) return (true, "");
        // plugin/pkg/auth/authorizer/node/node_authorizer.go: nodes create and read CSRs.
        if (identity.Groups.Contains(Identity.NodesGroup) && request is { ApiGroup: "certificates.k8s.io", Resource: "certificatesigningrequests", Subresource: null, Verb: "create" or "get" or "list" or "watch" }) return (true, "");
        var decision = cluster.Rbac.Decide(identity, request);
        return (decision.Allowed, decision.Allowed ? decision.Reason : "");
    }

    /// <summary>Answers a review.</summary>
    /// <param name="plural">Its kind in the plural.</param>
    /// <param name="body">The review.</param>
    /// <param name="who">Who asks.</param>
    /// <param name="json">Where to.</param>
    /// <exception cref="ApiError">It cannot be answered.</exception>
    public void Answer(string plural, JsonObject body, Identity who, Utf8JsonWriter json)
    {
        var kind = Kinds.FirstOrDefault(k => k.Equals(plural[..^1], StringComparison.OrdinalIgnoreCase)) ?? throw ApiError.NotFound(plural, Group, "");
        var spec = body["spec"] as JsonObject ?? throw new ApiError(422, "Invalid", $"{kind} is invalid: spec: Required value");
        var about = kind == "SubjectAccessReview" ? new Identity(Text(spec, "user") ?? "", [.. (spec["groups"] as JsonArray ?? []).Select(g => g?.GetValue<string>()).OfType<string>(), Identity.AuthenticatedGroup]) : who;
        var (allowed, reason) = spec["resourceAttributes"] is JsonObject attributes
            ? Decide(about, new AccessRequest(Text(attributes, "verb") ?? "", Text(attributes, "group") ?? "", Text(attributes, "resource") ?? "", Text(attributes, "subresource"), Text(attributes, "name")))
            : (Authenticator.IsAdministrator(about), "");
        json.WriteStartObject();
        json.WriteString("kind"u8, kind);
        json.WriteString("apiVersion"u8, $"{Group}/v1");
        json.WriteStartObject("metadata"u8);
        json.WriteEndObject();
        json.WritePropertyName("spec"u8);
        spec.WriteTo(json);
        json.WriteStartObject("status"u8);
        json.WriteBoolean("allowed"u8, allowed);
        if (reason.Length > 0) json.WriteString("reason"u8, reason);
        json.WriteEndObject();
        json.WriteEndObject();
    }

    private static string? Text(JsonObject from, string name) => from[name] is JsonValue value && value.TryGetValue(out string? text) && text.Length > 0 ? text : null;
}
