using Certrot.Kubernetes;

namespace Certrot.Rbac;

/// <summary>
/// Who may do what in a cluster: the API server's own answer where it was asked, which counts all its authorizers; RBAC evaluated from roles and bindings
/// elsewhere. Safe for concurrent use.
/// </summary>
/// <param name="rbac">The cluster's RBAC; null where roles or bindings were not collected.</param>
/// <param name="answers">The API server's answers; null where it was not asked.</param>
public sealed class AccessJudge(RbacEvaluator? rbac, IReadOnlyList<AccessAnswer>? answers)
{
    private const string CsrGroup = "certificates.k8s.io";

    /// <summary>Whether somebody may do something; null where neither an answer nor RBAC tells.</summary>
    /// <param name="identity">Who.</param>
    /// <param name="request">What.</param>
    public AccessDecision? Decide(Identity identity, AccessRequest request)
    {
        ArgumentNullException.ThrowIfNull(identity);
        ArgumentNullException.ThrowIfNull(request);
        foreach (var answer in answers ?? [])
        {
            if (!Asks(answer, request) || !IsAbout(answer, identity)) continue;
            var reason = answer.Reason is { Length: > 0 } given ? given : answer.Allowed ? "yes" : "no";
            return new AccessDecision(answer.Allowed, null, null, $"the API server was asked whether {identity.Username} may {answer.Verb} {answer.Resource}: {reason}") { Source = answer.Source, IsFinal = true };
        }

        return rbac?.Decide(identity, request);
    }

    /// <summary>Decides an <see cref="CsrAccess.Approve"/> or <see cref="CsrAccess.Sign"/> request as admission does: for the signer, then for its whole domain.</summary>
    /// <param name="identity">Who.</param>
    /// <param name="signerRequest">The request.</param>
    public AccessDecision? DecideForSigner(Identity identity, AccessRequest signerRequest)
    {
        var decision = Decide(identity, signerRequest);
        if (decision is null or { Allowed: true }) return decision;
        return Decide(identity, CsrAccess.WholeDomain(signerRequest)) switch
        {
            // It was asked for the signer alone, and the right may be for the domain.
            null => null,
            { Allowed: true } domain => domain,
            _ => decision,
        };
    }

    /// <summary>As kubectl takes it: <c>csr</c> or <c>certificatesigningrequests.certificates.k8s.io</c>, with the subresource, or the name of a signer, after a slash.</summary>
    private static bool Asks(AccessAnswer answer, AccessRequest request)
    {
        if (answer.Verb != request.Verb) return false;
        var slash = answer.Resource.IndexOf('/', StringComparison.Ordinal);
        var (type, rest) = slash < 0 ? (answer.Resource, null) : (answer.Resource[..slash], answer.Resource[(slash + 1)..]);
        if (rest != (request.Subresource ?? request.Name)) return false;
        return type == request.Resource || type == $"{request.Resource}.{request.ApiGroup}" || (request is { ApiGroup: CsrGroup, Resource: "certificatesigningrequests" } && type is "csr" or "certificatesigningrequest");
    }

    /// <summary>More groups never take a right away: a yes to fewer groups is a yes, a no to more of them is a no.</summary>
    private static bool IsAbout(AccessAnswer answer, Identity identity) =>
        answer.User == identity.Username && (answer.Allowed
            ? answer.Groups.All(g => g == Identity.AuthenticatedGroup || identity.Groups.Contains(g, StringComparer.Ordinal))
            : identity.Groups.All(g => g == Identity.AuthenticatedGroup || answer.Groups.Contains(g, StringComparer.Ordinal)));
}
