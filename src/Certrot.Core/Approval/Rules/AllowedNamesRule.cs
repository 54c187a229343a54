namespace Certrot.Approval.Rules;

/// <summary>Names and addresses are within what the policy allows at all.</summary>
internal sealed class AllowedNamesRule : ApprovalRule
{
    public override string Id => "names-allowed";

    public override string Question => "Are all names and addresses within the policy's patterns and networks?";

    public override RuleResult Judge(ApprovalCase request)
    {
        if (request.Kind != RequestKind.Serving) return Skip("a client certificate has no names");
        if (request.Request is null) return Unread();
        var policy = request.Policy.Serving!;
        if (policy.DnsNames is null && policy.Networks.Count == 0) return Pass("the policy bounds none");
        foreach (var name in request.Names)
        {
            if (name.DnsName is { } dns && policy.DnsNames is { } patterns && !patterns.Matches(dns)) return Fail("the policy does not allow the name", string.Join(" or ", patterns.Texts), dns);
            if (name.Address is { } address && policy.Networks.Count > 0 && !policy.Networks.Any(n => n.Contains(address)))
                return Fail("the policy does not allow the address", string.Join(" or ", policy.Networks), name.ToString());
        }

        return Pass("all within bounds");
    }
}
