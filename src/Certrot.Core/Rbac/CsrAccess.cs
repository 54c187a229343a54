using Certrot.Kubernetes;

namespace Certrot.Rbac;

/// <summary>The requests that a kubelet certificate depends on.</summary>
public static class CsrAccess
{
    private const string Group = "certificates.k8s.io";
    private const string Csrs = "certificatesigningrequests";

    /// <summary>Creating a CSR: kubelets with a bootstrap token need it by RBAC, nodes have it from the Node authorizer.</summary>
    public static AccessRequest CreateCsr { get; } = new("create", Group, Csrs);

    /// <summary>Having a first client CSR approved without a person (pkg/controller/certificates/approver/sarapprove.go recognizers).</summary>
    public static AccessRequest NodeClient { get; } = new("create", Group, Csrs, "nodeclient");

    /// <summary>Having a client CSR for one's own name approved without a person (sarapprove.go recognizers).</summary>
    public static AccessRequest SelfNodeClient { get; } = new("create", Group, Csrs, "selfnodeclient");

    /// <summary>Writing a CSR's Approved or Denied condition; needs <see cref="Approve"/> as well.</summary>
    public static AccessRequest UpdateApproval { get; } = new("update", Group, Csrs, "approval");

    /// <summary>Writing a CSR's certificate or Failed condition; needs <see cref="Sign"/> as well.</summary>
    public static AccessRequest UpdateStatus { get; } = new("update", Group, Csrs, "status");

    /// <summary>Approving for a signer (plugin/pkg/admission/certificates/approval). Judge it by <see cref="AccessJudge.DecideForSigner"/>.</summary>
    /// <param name="signerName">Signer, such as <c>kubernetes.io/kubelet-serving</c>.</param>
    public static AccessRequest Approve(string signerName) => new("approve", Group, "signers", Name: signerName);

    /// <summary>Signing for a signer (plugin/pkg/admission/certificates/signing). Judge it by <see cref="AccessJudge.DecideForSigner"/>.</summary>
    /// <param name="signerName">Signer, such as <c>kubernetes.io/kubelet-serving</c>.</param>
    public static AccessRequest Sign(string signerName) => new("sign", Group, "signers", Name: signerName);

    /// <summary>
    /// The second request that admission makes where the one for the signer itself is not allowed: <c>DOMAIN/*</c> instead of the
    /// signer's name, an ordinary name to RBAC (plugin/pkg/admission/certificates/util.go buildWildcardAttributes).
    /// </summary>
    /// <param name="signerRequest">An <see cref="Approve"/> or <see cref="Sign"/> request.</param>
    public static AccessRequest WholeDomain(AccessRequest signerRequest)
    {
        ArgumentNullException.ThrowIfNull(signerRequest);
        var name = signerRequest.Name ?? "";
        var slash = name.IndexOf('/', StringComparison.Ordinal);
        return signerRequest with { Name = (slash < 0 ? name : name[..slash]) + "/*" };
    }

    /// <summary>Every binding that grants an <see cref="Approve"/> or <see cref="Sign"/> request, for the signer or for its whole domain.</summary>
    /// <param name="evaluator">The cluster's RBAC.</param>
    /// <param name="signerRequest">The request.</param>
    public static IReadOnlyList<AccessDecision> GrantsForSigner(RbacEvaluator evaluator, AccessRequest signerRequest)
    {
        ArgumentNullException.ThrowIfNull(evaluator);
        return [.. evaluator.Grants(signerRequest).Union(evaluator.Grants(WholeDomain(signerRequest)))];
    }

    /// <summary>Everybody whom a binding grants an <see cref="Approve"/> or <see cref="Sign"/> request, as often as they are named.</summary>
    /// <param name="evaluator">The cluster's RBAC.</param>
    /// <param name="bindings">The bindings that it was made of.</param>
    /// <param name="signerRequest">The request.</param>
    public static IEnumerable<RbacSubject> SubjectsForSigner(RbacEvaluator evaluator, IReadOnlyList<ClusterRoleBinding> bindings, AccessRequest signerRequest) =>
        GrantsForSigner(evaluator, signerRequest).SelectMany(grant => bindings.FirstOrDefault(b => b.Meta.Name == grant.Binding)?.Subjects ?? []);

    /// <summary>
    /// Whether the Node authorizer, where the API server runs it, allows a node what it asks about CSRs: create, get, list and watch,
    /// no subresource (plugin/pkg/auth/authorizer/rbac/bootstrappolicy/policy.go NodeRules, pkg/auth/nodeidentifier/default.go).
    /// </summary>
    /// <param name="identity">Who.</param>
    /// <param name="request">What; requests that are not about CSRs are not judged and answered with false.</param>
    public static bool NodeAuthorizerAllows(Identity identity, AccessRequest request)
    {
        ArgumentNullException.ThrowIfNull(identity);
        ArgumentNullException.ThrowIfNull(request);
        return identity.Username.Length > Identity.NodePrefix.Length
            && identity.Username.StartsWith(Identity.NodePrefix, StringComparison.Ordinal)
            && RuleMatcher.Has(identity.Groups, Identity.NodesGroup)
            && request is { ApiGroup: Group, Resource: Csrs, Verb: "create" or "get" or "list" or "watch" }
            && string.IsNullOrEmpty(request.Subresource);
    }
}
