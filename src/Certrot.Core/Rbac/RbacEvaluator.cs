using System.Text;
using Certrot.Kubernetes;

namespace Certrot.Rbac;

/// <summary>
/// Answers requests for cluster-wide resources as the API server's RBAC authorizer does (plugin/pkg/auth/authorizer/rbac/rbac.go,
/// pkg/registry/rbac/validation/rule.go). RBAC alone is evaluated: the Node authorizer, webhooks, and the API server's own pass
/// for the group <c>system:masters</c> are not. Safe for concurrent use.
/// </summary>
/// <remarks>
/// Of two objects with one name the first counts. Roles and bindings with a namespace grant nothing cluster-wide and are left out.
/// The stored rules of an aggregated role count; only where it has none are its selectors evaluated over the given roles.
/// A subject's apiGroup does not matter: the API server checks it when the binding is written, and not again.
/// </remarks>
/// <param name="roles">All ClusterRoles of the cluster.</param>
/// <param name="bindings">All ClusterRoleBindings of the cluster.</param>
public sealed class RbacEvaluator(IReadOnlyList<ClusterRole> roles, IReadOnlyList<ClusterRoleBinding> bindings)
{
    private readonly List<Grant> _grants = Resolve(roles, bindings);

    /// <summary>Whether an identity may do something; names one binding that grants it.</summary>
    /// <param name="identity">Who.</param>
    /// <param name="request">What.</param>
    public AccessDecision Decide(Identity identity, AccessRequest request)
    {
        ArgumentNullException.ThrowIfNull(identity);
        ArgumentNullException.ThrowIfNull(request);
        var bound = 0;
        string? missingRole = null;
        foreach (var grant in _grants)
        {
            if (FirstSubject(grant.Binding, identity) is not { } subject)
                continue;
            if (grant.Rules is null)
            {
                missingRole ??= grant.Binding.RoleName;
                continue;
            }
            bound++;
            if (Allows(grant.Rules, request))
                return Allowed(grant.Binding, Describe(subject));
        }
        var reason = bound == 0
            ? $"no ClusterRoleBinding gives {Quoted(identity.Username)} or a group of it a ClusterRole"
            : $"no rule of the {bound} ClusterRoleBinding{(bound == 1 ? "" : "s")} that apply to {Quoted(identity.Username)} allows it";
        if (missingRole is not null)
            reason += $"; clusterrole.rbac.authorization.k8s.io {Quoted(missingRole)} not found";
        return new AccessDecision(Allowed: false, Binding: null, Role: null, reason);
    }

    /// <summary>Every binding that grants something to at least one subject, in the order given.</summary>
    /// <param name="request">What.</param>
    public IReadOnlyList<AccessDecision> Grants(AccessRequest request)
    {
        ArgumentNullException.ThrowIfNull(request);
        var found = new List<AccessDecision>();
        foreach (var grant in _grants)
        {
            if (grant.Rules is not null && grant.Binding.Subjects.Count > 0 && Allows(grant.Rules, request))
                found.Add(Allowed(grant.Binding, string.Join(", ", grant.Binding.Subjects.Select(Describe))));
        }
        return found;
    }

    /// <summary>Every ClusterRoleBinding to a ClusterRole, in the order given, whether the role exists or not.</summary>
    /// <param name="roleName">Name of the ClusterRole.</param>
    public IReadOnlyList<ClusterRoleBinding> BindingsOf(string roleName)
    {
        var found = new List<ClusterRoleBinding>();
        foreach (var grant in _grants)
        {
            if (grant.Binding.RoleName == roleName)
                found.Add(grant.Binding);
        }
        return found;
    }

    private static List<Grant> Resolve(IReadOnlyList<ClusterRole> roles, IReadOnlyList<ClusterRoleBinding> bindings)
    {
        ArgumentNullException.ThrowIfNull(roles);
        ArgumentNullException.ThrowIfNull(bindings);
        var byName = new Dictionary<string, ClusterRole>(roles.Count, StringComparer.Ordinal);
        foreach (var role in roles)
        {
            if (role.Meta.Namespace is null)
                byName.TryAdd(role.Meta.Name, role);
        }
        var aggregation = new RoleAggregation([.. byName.Values]);
        var filled = new Dictionary<string, IReadOnlyList<PolicyRule>>(StringComparer.Ordinal);
        var grants = new List<Grant>(bindings.Count);
        var seen = new HashSet<string>(StringComparer.Ordinal);
        foreach (var binding in bindings)
        {
            if (binding.Meta.Namespace is not null || !seen.Add(binding.Meta.Name))
                continue;
            grants.Add(new Grant(binding, byName.TryGetValue(binding.RoleName, out var role) ? RulesOf(role) : null));
        }
        return grants;

        IReadOnlyList<PolicyRule> RulesOf(ClusterRole role)
        {
            if (!RoleAggregation.IsUnfilled(role))
                return role.Rules;
            if (!filled.TryGetValue(role.Meta.Name, out var rules))
                filled.Add(role.Meta.Name, rules = aggregation.Fill(role));
            return rules;
        }
    }

    private static bool Allows(IReadOnlyList<PolicyRule> rules, AccessRequest request)
    {
        for (var i = 0; i < rules.Count; i++)
        {
            if (RuleMatcher.Allows(rules[i], request))
                return true;
        }
        return false;
    }

    private static RbacSubject? FirstSubject(ClusterRoleBinding binding, Identity identity)
    {
        foreach (var subject in binding.Subjects)
        {
            var applies = subject.Kind switch
            {
                "User" => subject.Name == identity.Username,
                "Group" => RuleMatcher.Has(identity.Groups, subject.Name),
                "ServiceAccount" => subject.Namespace is { Length: > 0 } ns
                    && Identity.ServiceAccountUsername(ns, subject.Name) == identity.Username,
                _ => false,
            };
            if (applies)
                return subject;
        }
        return null;
    }

    private static AccessDecision Allowed(ClusterRoleBinding binding, string subjects) => new(
        Allowed: true,
        binding.Meta.Name,
        binding.RoleName,
        $"RBAC: allowed by ClusterRoleBinding {Quoted(binding.Meta.Name)} of ClusterRole {Quoted(binding.RoleName)} to {subjects}");

    /// <summary>As rule.go describeSubject words it: a service account's name comes before its namespace there.</summary>
    private static string Describe(RbacSubject subject) =>
        subject.Kind + " " + Quoted(subject.Kind == "ServiceAccount" ? $"{subject.Name}/{subject.Namespace}" : subject.Name);

    private static string Quoted(string text)
    {
        var quoted = new StringBuilder(text.Length + 2).Append('"');
        foreach (var c in text)
        {
            if (c is '"' or '\\')
                quoted.Append('\\').Append(c);
            else if (char.IsControl(c))
                quoted.Append($"\\u{(int)c:x4}");
            else
                quoted.Append(c);
        }
        return quoted.Append('"').ToString();
    }

    /// <summary>A binding and the rules behind it; null where its role does not exist.</summary>
    private sealed record Grant(ClusterRoleBinding Binding, IReadOnlyList<PolicyRule>? Rules);
}
