using Certrot.Kubernetes;

namespace Certrot.Rbac;

/// <summary>
/// Fills aggregated roles whose rules were not filled yet, as the clusterrole-aggregation controller would
/// (pkg/controller/clusterroleaggregation, apimachinery LabelSelectorAsSelector).
/// </summary>
internal sealed class RoleAggregation(IReadOnlyList<ClusterRole> roles)
{
    /// <summary>Selector checks in all, so that made-up input cannot keep us busy: real clusters need some thousands. What is beyond is not selected.</summary>
    private const int MaxChecks = 1_000_000;

    private int _checks;

    /// <summary>Whether the rules of a role have to be found through its selectors.</summary>
    public static bool IsUnfilled(ClusterRole role) => role.Rules.Count == 0 && role.AggregationSelectors is { Count: > 0 };

    /// <summary>Rules of all roles that an unfilled role selects, also through other unfilled ones; none where a selector is invalid.</summary>
    public IReadOnlyList<PolicyRule> Fill(ClusterRole unfilled)
    {
        var rules = new List<PolicyRule>();
        if (_checks > MaxChecks)
            return rules;
        var open = new Queue<ClusterRole>([unfilled]);
        var left = new List<ClusterRole>(roles.Count);
        foreach (var role in roles)
        {
            if (role.Meta.Name != unfilled.Meta.Name && role.Meta.Namespace is null)
                left.Add(role);
        }
        while (open.TryDequeue(out var role))
        {
            if (_checks > MaxChecks)
                break;
            if (!AllValid(role.AggregationSelectors!))
                continue;
            var notSelected = new List<ClusterRole>();
            foreach (var candidate in left)
            {
                if (!IsSelected(role.AggregationSelectors!, candidate.Meta.Labels))
                    notSelected.Add(candidate);
                else if (IsUnfilled(candidate))
                    open.Enqueue(candidate);
                else
                    rules.AddRange(candidate.Rules);
            }
            left = notSelected;
        }
        return rules;
    }

    private bool IsSelected(IReadOnlyList<LabelSelector> selectors, IReadOnlyDictionary<string, string> labels)
    {
        foreach (var selector in selectors)
        {
            if (++_checks > MaxChecks)
                return false;
            if (Matches(selector, labels))
                return true;
        }
        return false;
    }

    private static bool Matches(LabelSelector selector, IReadOnlyDictionary<string, string> labels)
    {
        foreach (var (key, value) in selector.MatchLabels)
        {
            if (!labels.TryGetValue(key, out var actual) || actual != value)
                return false;
        }
        foreach (var requirement in selector.MatchExpressions)
        {
            var present = labels.TryGetValue(requirement.Key, out var actual);
            var holds = requirement.Operator switch
            {
                "In" => present && RuleMatcher.Has(requirement.Values, actual!),
                "NotIn" => !present || !RuleMatcher.Has(requirement.Values, actual!),
                "Exists" => present,
                _ => !present,
            };
            if (!holds)
                return false;
        }
        return true;
    }

    /// <summary>One invalid selector makes the controller give up the whole role.</summary>
    private static bool AllValid(IReadOnlyList<LabelSelector> selectors)
    {
        foreach (var selector in selectors)
        {
            foreach (var requirement in selector.MatchExpressions)
            {
                var valid = requirement.Operator switch
                {
                    "In" or "NotIn" => requirement.Values.Count > 0,
                    "Exists" or "DoesNotExist" => requirement.Values.Count == 0,
                    _ => false,
                };
                if (!valid)
                    return false;
            }
        }
        return true;
    }
}
