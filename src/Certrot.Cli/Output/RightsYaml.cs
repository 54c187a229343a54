using System.Globalization;
using Certrot.Collect.Cluster;

namespace Certrot.Cli.Output;

/// <summary>Writes rights as objects for <c>kubectl apply</c>: a ClusterRole, a Role for each namespace, and bindings where a subject is named.</summary>
internal static class RightsYaml
{
    private const string Rbac = "rbac.authorization.k8s.io";

    /// <summary>Writes the objects.</summary>
    /// <param name="to">Where to.</param>
    /// <param name="name">Name of all objects.</param>
    /// <param name="rights">The rights.</param>
    /// <param name="subject">Who gets them; null for roles alone.</param>
    public static void Write(TextWriter to, string name, IReadOnlyList<ClusterRight> rights, RightsSubject? subject)
    {
        var scopes = rights.GroupBy(r => r.Namespace, StringComparer.Ordinal).OrderBy(g => g.Key, StringComparer.Ordinal).ToList();
        var separator = "";
        foreach (var scope in scopes)
        {
            to.Write(separator);
            Role(to, name, scope.Key, [.. scope]);
            separator = "---\n";
        }

        if (subject is null) return;
        foreach (var scope in scopes)
        {
            to.Write(separator);
            Head(to, Kind(scope.Key) + "Binding", name, scope.Key);
            to.Write(string.Create(CultureInfo.InvariantCulture, $"roleRef:\n  apiGroup: {Rbac}\n  kind: {Kind(scope.Key)}\n  name: {name}\nsubjects:\n"));
            to.Write(subject.Namespace is { } home
                ? $"- kind: ServiceAccount\n  name: {Quote(subject.Name)}\n  namespace: {Quote(home)}\n"
                : $"- apiGroup: {Rbac}\n  kind: {subject.Kind}\n  name: {Quote(subject.Name)}\n");
        }
    }

    private static string Kind(string? space) => space is null ? "ClusterRole" : "Role";

    private static void Role(TextWriter to, string name, string? space, IReadOnlyList<ClusterRight> rights)
    {
        Head(to, Kind(space), name, space);
        to.Write("rules:\n");
        foreach (var group in rights.GroupBy(r => (r.Group, r.Verb, Names: string.Join(',', r.Names))))
        {
            to.Write($"- apiGroups: [\"{group.Key.Group}\"]\n  resources: [{string.Join(", ", group.Select(r => r.Resource))}]\n");
            if (group.First().Names is { Count: > 0 } names) to.Write($"  resourceNames: [{string.Join(", ", names)}]\n");
            to.Write($"  verbs: [{group.Key.Verb}]\n");
        }
    }

    private static void Head(TextWriter to, string kind, string name, string? space)
    {
        to.Write($"apiVersion: {Rbac}/v1\nkind: {kind}\nmetadata:\n  name: {name}\n");
        if (space is not null) to.Write($"  namespace: {Quote(space)}\n");
    }

    private static string Quote(string text) => $"\"{text.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("\"", "\\\"", StringComparison.Ordinal)}\"";
}
