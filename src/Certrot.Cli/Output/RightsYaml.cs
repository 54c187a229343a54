using System.Globalization;
using Certrot.Collect.Cluster;

namespace Certrot.Cli.Output;

/// <summary>Writes rights as objects for <c>kubectl apply</c>: a ClusterRole, a Role for kube-system, and bindings where a subject is named.</summary>
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
        Role(to, "ClusterRole", name, false, rights);
        to.Write("---\n");
        Role(to, "Role", name, true, rights);
        if (subject is null) return;
        foreach (var kind in new[] { "ClusterRole", "Role" })
        {
            to.Write("---\n");
            Head(to, kind + "Binding", name, kind == "Role");
            to.Write(string.Create(CultureInfo.InvariantCulture, $"roleRef:\n  apiGroup: {Rbac}\n  kind: {kind}\n  name: {name}\nsubjects:\n"));
            to.Write(subject.Namespace is { } space
                ? $"- kind: ServiceAccount\n  name: {Quote(subject.Name)}\n  namespace: {Quote(space)}\n"
                : $"- apiGroup: {Rbac}\n  kind: {subject.Kind}\n  name: {Quote(subject.Name)}\n");
        }
    }

    private static void Role(TextWriter to, string kind, string name, bool inKubeSystem, IReadOnlyList<ClusterRight> rights)
    {
        Head(to, kind, name, inKubeSystem);
        to.Write("rules:\n");
        foreach (var group in rights.Where(r => r.InKubeSystem == inKubeSystem).GroupBy(r => (r.Group, r.Verb, Names: string.Join(',', r.Names))))
        {
            to.Write($"- apiGroups: [\"{group.Key.Group}\"]\n  resources: [{string.Join(", ", group.Select(r => r.Resource))}]\n");
            if (group.First().Names is { Count: > 0 } names) to.Write($"  resourceNames: [{string.Join(", ", names)}]\n");
            to.Write($"  verbs: [{group.Key.Verb}]\n");
        }
    }

    private static void Head(TextWriter to, string kind, string name, bool inKubeSystem)
    {
        to.Write($"apiVersion: {Rbac}/v1\nkind: {kind}\nmetadata:\n  name: {name}\n");
        if (inKubeSystem) to.Write("  namespace: kube-system\n");
    }

    private static string Quote(string text) => $"\"{text.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("\"", "\\\"", StringComparison.Ordinal)}\"";
}
