using Certrot.Kubernetes;

namespace Certrot.Rbac;

/// <summary>Whether a rule allows a request (plugin/pkg/auth/authorizer/rbac/rbac.go RuleAllows, pkg/apis/rbac/v1/evaluation_helpers.go).</summary>
internal static class RuleMatcher
{
    private const string All = "*";
    private const string AnyResourcePrefix = "*/";

    public static bool Allows(PolicyRule rule, AccessRequest request) =>
        HasOrAll(rule.Verbs, request.Verb)
        && HasOrAll(rule.ApiGroups, request.ApiGroup)
        && ResourceMatches(rule.Resources, request)
        && (rule.ResourceNames.Count == 0 || Has(rule.ResourceNames, request.Name ?? ""));

    /// <summary>
    /// A resource without its subresource does not match a request for the subresource, and <c>resource/*</c> has no meaning:
    /// only <c>*</c>, the exact name and <c>*/subresource</c> count.
    /// </summary>
    private static bool ResourceMatches(IReadOnlyList<string> resources, AccessRequest request)
    {
        var subresource = request.Subresource ?? "";
        var asked = subresource.Length == 0 ? request.Resource : $"{request.Resource}/{subresource}";
        for (var i = 0; i < resources.Count; i++)
        {
            var resource = resources[i];
            if (resource == All || resource == asked)
                return true;
            if (subresource.Length > 0
                && resource.Length == AnyResourcePrefix.Length + subresource.Length
                && resource.StartsWith(AnyResourcePrefix, StringComparison.Ordinal)
                && resource.EndsWith(subresource, StringComparison.Ordinal))
                return true;
        }
        return false;
    }

    private static bool HasOrAll(IReadOnlyList<string> values, string wanted)
    {
        for (var i = 0; i < values.Count; i++)
        {
            if (values[i] == All || values[i] == wanted)
                return true;
        }
        return false;
    }

    public static bool Has(IReadOnlyList<string> values, string wanted)
    {
        for (var i = 0; i < values.Count; i++)
        {
            if (values[i] == wanted)
                return true;
        }
        return false;
    }
}
