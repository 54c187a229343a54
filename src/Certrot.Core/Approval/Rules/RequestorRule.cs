using Certrot.Approval.Facts;

namespace Certrot.Approval.Rules;

/// <summary>
/// Who may ask: a node for itself (kubernetes.io, "TLS bootstrapping", approval of serving certificates), or a bootstrap user that the policy names.
/// </summary>
internal sealed class RequestorRule : ApprovalRule
{
    internal const string RuleId = "requestor";

    public override string Id => RuleId;

    public override string Question => "Does a node ask for itself, or a user that may let nodes join?";

    public override RuleResult Judge(ApprovalCase request)
    {
        var csr = request.Csr;
        if (!request.Object.IsExact) return Fail("the user, a group, the signer, a usage or the lifetime is not of its form: it holds control characters, is longer than names are, or is of another type");
        if (request.Kind == RequestKind.Bootstrap)
        {
            var bootstrap = request.Policy.Bootstrap!;
            if (!bootstrap.Users.Matches(csr.Username)) return Fail("the user may not let nodes join", string.Join(" or ", bootstrap.Users.Texts), csr.Username);
            return bootstrap.Groups.FirstOrDefault(g => !csr.Groups.Contains(g, StringComparer.Ordinal)) is { } missing
                ? Fail($"the user is not in the group {missing}", string.Join(", ", bootstrap.Groups), string.Join(", ", csr.Groups))
                : Pass($"{csr.Username} may let nodes join");
        }

        if (NodeName.Of(csr.Username) is null) return Fail("the user is no node", NodeName.UserPrefix + "NAME", csr.Username);
        return csr.Groups.Contains(NodeName.Group, StringComparer.Ordinal)
            ? Pass($"{csr.Username} of the group {NodeName.Group} asks for itself")
            : Fail($"the user is not in the group {NodeName.Group}", NodeName.Group, string.Join(", ", csr.Groups));
    }
}
