using System.Text.Json.Nodes;

namespace Certrot.Lab.Tests;

/// <summary>Writes RBAC objects and access reviews as the API server takes them.</summary>
internal static class RbacManifest
{
    private const string RbacGroup = "rbac.authorization.k8s.io";

    public static JsonObject Role(string name, params IEnumerable<JsonObject> rules) => new()
    {
        ["apiVersion"] = RbacGroup + "/v1",
        ["kind"] = "ClusterRole",
        ["metadata"] = new JsonObject { ["name"] = name },
        ["rules"] = new JsonArray([.. rules]),
    };

    public static JsonObject Labelled(this JsonObject role, params IEnumerable<(string Key, string Value)> labels)
    {
        role["metadata"]!["labels"] = new JsonObject(labels.Select(l => KeyValuePair.Create(l.Key, (JsonNode?)l.Value)));
        return role;
    }

    public static JsonObject Aggregated(string name, params string[] selectorsAsJson)
    {
        var role = Role(name);
        role["aggregationRule"] = new JsonObject
        {
            ["clusterRoleSelectors"] = new JsonArray([.. selectorsAsJson.Select(s => JsonNode.Parse(s))]),
        };
        return role;
    }

    /// <summary>A rule; several values of a field are separated by spaces, a lone <c>core</c> is the empty API group.</summary>
    public static JsonObject Rule(string verbs, string groups, string resources, string names = "") => new()
    {
        ["verbs"] = Words(verbs),
        ["apiGroups"] = groups == "core" ? new JsonArray("") : Words(groups),
        ["resources"] = Words(resources),
        ["resourceNames"] = Words(names),
    };

    /// <summary>A binding; a subject is <c>user:NAME</c>, <c>group:NAME</c> or <c>sa:NAMESPACE/NAME</c>.</summary>
    public static JsonObject Binding(string name, string role, params IEnumerable<string> subjects) => new()
    {
        ["apiVersion"] = RbacGroup + "/v1",
        ["kind"] = "ClusterRoleBinding",
        ["metadata"] = new JsonObject { ["name"] = name },
        ["roleRef"] = new JsonObject { ["apiGroup"] = RbacGroup, ["kind"] = "ClusterRole", ["name"] = role },
        ["subjects"] = new JsonArray([.. subjects.Select(Subject)]),
    };

    public static JsonObject Review(AccessQuestion question) => new()
    {
        ["apiVersion"] = "authorization.k8s.io/v1",
        ["kind"] = "SubjectAccessReview",
        ["spec"] = new JsonObject
        {
            ["user"] = question.Who.Username,
            ["groups"] = new JsonArray([.. question.Who.Groups.Select(g => (JsonNode)g)]),
            ["resourceAttributes"] = new JsonObject
            {
                ["verb"] = question.What.Verb,
                ["group"] = question.What.ApiGroup,
                ["resource"] = question.What.Resource,
                ["subresource"] = question.What.Subresource ?? "",
                ["name"] = question.What.Name ?? "",
            },
        },
    };

    private static JsonObject Subject(string subject)
    {
        var (kind, name) = (subject[..subject.IndexOf(':', StringComparison.Ordinal)], subject[(subject.IndexOf(':', StringComparison.Ordinal) + 1)..]);
        return kind switch
        {
            "user" => new JsonObject { ["kind"] = "User", ["apiGroup"] = RbacGroup, ["name"] = name },
            "group" => new JsonObject { ["kind"] = "Group", ["apiGroup"] = RbacGroup, ["name"] = name },
            _ => new JsonObject { ["kind"] = "ServiceAccount", ["namespace"] = name.Split('/')[0], ["name"] = name.Split('/')[1] },
        };
    }

    private static JsonArray Words(string words) =>
        new([.. words.Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(w => (JsonNode)w)]);
}
