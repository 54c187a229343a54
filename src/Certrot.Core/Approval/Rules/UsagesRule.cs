namespace Certrot.Approval.Rules;

/// <summary>
/// The usages are those of the signer, with or without "key encipherment", which kubelets leave out for ECDSA keys since 1.27 (pkg/apis/certificates/helpers.go,
/// kubeletServingRequiredUsages and kubeletClientRequiredUsages).
/// </summary>
internal sealed class UsagesRule : ApprovalRule
{
    private const string Signature = "digital signature", Encipherment = "key encipherment";

    public override string Id => "usages";

    public override string Question => "Are the usages exactly those of a kubelet's certificate?";

    public override RuleResult Judge(ApprovalCase request)
    {
        var purpose = request.Kind == RequestKind.Serving ? "server auth" : "client auth";
        var usages = request.Csr.Usages;
        var set = usages.ToHashSet(StringComparer.Ordinal);
        var isRight = set.Count == usages.Count && (set.SetEquals([Signature, purpose]) || set.SetEquals([Signature, Encipherment, purpose]));
        var found = usages.Count == 0 ? "none" : string.Join(", ", usages);
        return isRight ? Pass(found) : Fail("the usages are not those of the signer", $"{Signature}, {purpose}, and {Encipherment} or not", found);
    }
}
