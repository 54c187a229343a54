using System.Text.Json;
using Certrot.Evidence;
using Certrot.Text;

namespace Certrot.Kubernetes;

public static partial class ApiObjectReader
{
    /// <summary>Reads ClusterRoles and Roles.</summary>
    /// <inheritdoc cref="Leases"/>
    public static List<ClusterRole> ClusterRoles(Stream json, string path, ICollection<ReadProblem> problems) =>
        Read(json, path, problems, ["ClusterRole", "Role"], ToClusterRole);

    /// <summary>Reads ClusterRoleBindings. One whose roleRef is not a ClusterRole grants nothing and is left out with a problem.</summary>
    /// <inheritdoc cref="Leases"/>
    public static List<ClusterRoleBinding> ClusterRoleBindings(Stream json, string path, ICollection<ReadProblem> problems) =>
        Read(json, path, problems, ["ClusterRoleBinding"], ToClusterRoleBinding);

    private static ClusterRole ToClusterRole(JsonElement item, ReadContext context)
    {
        var rules = new List<PolicyRule>();
        foreach (var rule in item.Array("rules"u8))
        {
            rules.Add(new PolicyRule(
                rule.Texts("verbs"u8, context.Lists),
                rule.Texts("apiGroups"u8, context.Lists),
                rule.Texts("resources"u8, context.Lists),
                rule.Texts("resourceNames"u8, context.Lists),
                rule.Texts("nonResourceURLs"u8, context.Lists)));
        }
        List<LabelSelector>? selectors = null;
        var aggregation = item.Object("aggregationRule"u8);
        if (aggregation.ValueKind == JsonValueKind.Object)
        {
            selectors = [];
            foreach (var selector in aggregation.Array("clusterRoleSelectors"u8))
            {
                var expressions = new List<LabelRequirement>();
                foreach (var expression in selector.Array("matchExpressions"u8))
                {
                    expressions.Add(new LabelRequirement(
                        expression.Text("key"u8) ?? "", expression.Text("operator"u8) ?? "", expression.Texts("values"u8)));
                }
                selectors.Add(new LabelSelector(selector.Map("matchLabels"u8, context.Strings), expressions));
            }
        }
        return new ClusterRole { Meta = Meta(item, context), Rules = rules, AggregationSelectors = selectors };
    }

    private static ClusterRoleBinding? ToClusterRoleBinding(JsonElement item, ReadContext context)
    {
        var meta = Meta(item, context);
        var role = item.Object("roleRef"u8);
        var kind = role.Text("kind"u8);
        if (kind != "ClusterRole" || role.Text("name"u8) is not { } roleName)
        {
            context.Report($"holds ClusterRoleBinding {meta.Name} whose roleRef names no ClusterRole (kind {kind ?? "missing"}): ignored");
            return null;
        }
        var subjects = new List<RbacSubject>();
        foreach (var subject in item.Array("subjects"u8))
        {
            subjects.Add(new RbacSubject(
                subject.Text("kind"u8, context.Strings) ?? "",
                subject.Text("name"u8, context.Strings) ?? "",
                subject.Text("namespace"u8, context.Strings)));
        }
        return new ClusterRoleBinding { Meta = meta, RoleName = roleName, Subjects = subjects };
    }
}
