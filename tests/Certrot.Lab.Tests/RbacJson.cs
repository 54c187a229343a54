using System.Text.Json;
using Certrot.Kubernetes;

namespace Certrot.Lab.Tests;

/// <summary>Reads RBAC objects of a List as kubectl prints it.</summary>
internal static class RbacJson
{
    public static List<ClusterRole> Roles(JsonDocument list) => [.. Items(list).Select(Role)];

    public static List<ClusterRoleBinding> Bindings(JsonDocument list) => [.. Items(list).Select(Binding)];

    private static JsonElement.ArrayEnumerator Items(JsonDocument list) => list.RootElement.GetProperty("items").EnumerateArray();

    private static ClusterRole Role(JsonElement role) => new()
    {
        Meta = Meta(role),
        Rules = [.. Array(role, "rules").Select(Rule)],
        AggregationSelectors = role.TryGetProperty("aggregationRule", out var aggregation)
            ? [.. Array(aggregation, "clusterRoleSelectors").Select(Selector)]
            : null,
    };

    private static ClusterRoleBinding Binding(JsonElement binding) => new()
    {
        Meta = Meta(binding),
        RoleName = binding.GetProperty("roleRef").GetProperty("name").GetString()!,
        Subjects = [.. Array(binding, "subjects").Select(s => new RbacSubject(Text(s, "kind")!, Text(s, "name")!, Text(s, "namespace")))],
    };

    private static ObjectMeta Meta(JsonElement item)
    {
        var meta = item.GetProperty("metadata");
        return new ObjectMeta { Name = Text(meta, "name")!, Labels = Map(meta, "labels") };
    }

    private static PolicyRule Rule(JsonElement rule) => new(
        Texts(rule, "verbs"), Texts(rule, "apiGroups"), Texts(rule, "resources"), Texts(rule, "resourceNames"), Texts(rule, "nonResourceURLs"));

    private static LabelSelector Selector(JsonElement selector) => new(
        Map(selector, "matchLabels"),
        [.. Array(selector, "matchExpressions").Select(e => new LabelRequirement(Text(e, "key")!, Text(e, "operator")!, Texts(e, "values")))]);

    private static string? Text(JsonElement item, string field) => item.TryGetProperty(field, out var value) ? value.GetString() : null;

    private static string[] Texts(JsonElement item, string field) => [.. Array(item, field).Select(e => e.GetString()!)];

    private static JsonElement.ArrayEnumerator Array(JsonElement item, string field) =>
        item.TryGetProperty(field, out var value) && value.ValueKind == JsonValueKind.Array ? value.EnumerateArray() : default;

    private static Dictionary<string, string> Map(JsonElement item, string field) => item.TryGetProperty(field, out var value)
        ? value.EnumerateObject().ToDictionary(p => p.Name, p => p.Value.GetString()!, StringComparer.Ordinal)
        : [];
}
