using System.Text.Json;
using Certrot.Simulator.Cluster;

namespace Certrot.Simulator.Api;

/// <summary>Tells kubectl what there is: <c>/version</c>, <c>/api</c>, <c>/apis</c> and the kinds of each group.</summary>
internal static class Discovery
{
    /// <summary>Writes the answer to a path; false where it is none of discovery.</summary>
    public static bool TryWrite(string path, Utf8JsonWriter json)
    {
        switch (path.TrimEnd('/'))
        {
            case "/version":
                json.WriteStartObject();
                json.WriteString("major"u8, "1");
                json.WriteString("minor"u8, "36");
                json.WriteString("gitVersion"u8, SimulatedCluster.KubernetesVersion);
                json.WriteString("platform"u8, "linux/amd64");
                json.WriteEndObject();
                return true;
            case "/api":
                json.WriteStartObject();
                json.WriteString("kind"u8, "APIVersions");
                json.WriteStartArray("versions"u8);
                json.WriteStringValue("v1");
                json.WriteEndArray();
                json.WriteEndObject();
                return true;
            case "/apis":
                Groups(json);
                return true;
            case var other when ApiPath.Parse(other) is { Plural: "" } group && (group.Version.Length > 0):
                return Kinds(group, json);
            default:
                return false;
        }
    }

    private static void Groups(Utf8JsonWriter json)
    {
        json.WriteStartObject();
        json.WriteString("kind"u8, "APIGroupList");
        json.WriteString("apiVersion"u8, "v1");
        json.WriteStartArray("groups"u8);
        foreach (var group in ApiResource.All.Select(r => r.Group).Append(AccessReviews.Group).Where(g => g.Length > 0).Distinct())
        {
            json.WriteStartObject();
            json.WriteString("name"u8, group);
            json.WriteStartArray("versions"u8);
            Version();
            json.WriteEndArray();
            json.WritePropertyName("preferredVersion"u8);
            Version();
            json.WriteEndObject();

            void Version()
            {
                json.WriteStartObject();
                json.WriteString("groupVersion"u8, $"{group}/v1");
                json.WriteString("version"u8, "v1");
                json.WriteEndObject();
            }
        }

        json.WriteEndArray();
        json.WriteEndObject();
    }

    private static bool Kinds(ApiPath path, Utf8JsonWriter json)
    {
        var resources = ApiResource.All.Where(r => r.Group == path.Group && r.Version == path.Version).ToList();
        if (resources.Count == 0 && (path.Group != AccessReviews.Group || path.Version != "v1")) return false;
        json.WriteStartObject();
        json.WriteString("kind"u8, "APIResourceList");
        json.WriteString("apiVersion"u8, "v1");
        json.WriteString("groupVersion"u8, path.Group.Length == 0 ? path.Version : $"{path.Group}/{path.Version}");
        json.WriteStartArray("resources"u8);
        foreach (var resource in resources)
        {
            Kind(json, resource.Plural, resource.Kind, resource.Namespaced, resource.ShortNames, resource.Plural is "nodes" or "leases" or "pods" ? ["get", "list", "watch"] : ["create", "delete", "get", "list", "watch"]);
            if (resource.Plural == "certificatesigningrequests") Kind(json, $"{resource.Plural}/approval", resource.Kind, false, [], ["get", "update"]);
            if (resource.Plural == "nodes") Kind(json, "nodes/proxy", "NodeProxyOptions", false, [], ["get"]);
        }

        if (path.Group == AccessReviews.Group)
        {
            foreach (var kind in AccessReviews.Kinds) Kind(json, kind.ToLowerInvariant() + "s", kind, false, [], ["create"]);
        }

        json.WriteEndArray();
        json.WriteEndObject();
        return true;
    }

    private static void Kind(Utf8JsonWriter json, string name, string kind, bool namespaced, IReadOnlyList<string> shortNames, IReadOnlyList<string> verbs)
    {
        json.WriteStartObject();
        json.WriteString("name"u8, name);
        json.WriteString("singularName"u8, kind.ToLowerInvariant());
        json.WriteBoolean("namespaced"u8, namespaced);
        json.WriteString("kind"u8, kind);
        json.WriteStartArray("verbs"u8);
        foreach (var verb in verbs) json.WriteStringValue(verb);
        json.WriteEndArray();
        if (shortNames.Count > 0)
        {
            json.WriteStartArray("shortNames"u8);
            foreach (var shortName in shortNames) json.WriteStringValue(shortName);
            json.WriteEndArray();
        }

        json.WriteEndObject();
    }
}
