using Certrot.Rbac;

namespace Certrot.Approval.Facts;

/// <summary>Names of nodes: DNS-1123 subdomains (k8s.io/apimachinery/pkg/util/validation, IsDNS1123Subdomain).</summary>
public static class NodeName
{
    /// <summary>What stands before a node's name in its user name and its certificates' CN (pkg/auth/nodeidentifier/default.go).</summary>
    public const string UserPrefix = Identity.NodePrefix;

    /// <summary>The group of all nodes.</summary>
    public const string Group = Identity.NodesGroup;

    private const int MaxLength = 253;

    /// <summary>Whether a text is such a name.</summary>
    public static bool IsValid(string text)
    {
        if (text is null or { Length: 0 or > MaxLength }) return false;
        foreach (var range in text.AsSpan().Split('.'))
        {
            var label = text.AsSpan(range);
            if (label.IsEmpty || label[0] == '-' || label[^1] == '-') return false;
            foreach (var c in label)
            {
                if (!char.IsAsciiDigit(c) && !char.IsAsciiLetterLower(c) && c != '-') return false;
            }
        }

        return true;
    }

    /// <summary>The node of a user name or CN; null where it is none.</summary>
    public static string? Of(string? user) => user?.StartsWith(UserPrefix, StringComparison.Ordinal) == true ? user[UserPrefix.Length..] : null;
}
