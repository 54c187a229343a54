using System.Security.Cryptography.X509Certificates;
using Certrot.Rbac;
using Certrot.Simulator.Cluster;
using Microsoft.AspNetCore.Http;

namespace Certrot.Simulator.Api;

/// <summary>Tells who asks: by client certificate of the cluster's CA, or by the administrator's token; and whom they act as.</summary>
/// <param name="cluster">The cluster.</param>
/// <param name="token">The administrator's token.</param>
internal sealed class Authenticator(SimulatedCluster cluster, string token)
{
    private const string Masters = "system:masters";

    private readonly X509Certificate2 ca = X509CertificateLoader.LoadCertificate(cluster.Authority.Der.Span);

    /// <summary>Who asks.</summary>
    /// <exception cref="ApiError">Nobody known does, or they may not act as somebody else.</exception>
    public Identity Who(HttpContext context)
    {
        var user = ByToken(context.Request.Headers.Authorization.ToString()) ?? ByCertificate(context.Connection.ClientCertificate) ?? throw new ApiError(401, "Unauthorized", "Unauthorized");
        var other = context.Request.Headers["Impersonate-User"].ToString();
        if (other.Length == 0) return user;
        if (!IsAdministrator(user)) throw new ApiError(403, "Forbidden", $"users \"{other}\" is forbidden: User \"{user.Username}\" cannot impersonate resource \"users\" in API group \"\" at the cluster scope");
        return new Identity(other, [.. context.Request.Headers["Impersonate-Group"].OfType<string>(), Identity.AuthenticatedGroup]);
    }

    /// <summary>Whether RBAC is not asked (k8s.io/apiserver/pkg/authorization/authorizerfactory, system:masters).</summary>
    public static bool IsAdministrator(Identity identity) => identity.Groups.Contains(Masters);

    private Identity? ByToken(string header) => header == $"Bearer {token}" ? new Identity("kubernetes-admin", [Masters, Identity.AuthenticatedGroup]) : null;

    private Identity? ByCertificate(X509Certificate2? certificate)
    {
        if (certificate is null) return null;
        using var chain = new X509Chain
        {
            ChainPolicy =
            {
                TrustMode = X509ChainTrustMode.CustomRootTrust,
                RevocationMode = X509RevocationMode.NoCheck,
                DisableCertificateDownloads = true,
                VerificationTime = cluster.Clock.Now.LocalDateTime,
            },
        };
        chain.ChainPolicy.CustomTrustStore.Add(ca);
        if (!chain.Build(certificate)) return null;
        var names = certificate.SubjectName.EnumerateRelativeDistinguishedNames().ToList();
        var user = names.Find(n => n.GetSingleElementType().Value == "2.5.4.3")?.GetSingleElementValue();
        var groups = names.Where(n => n.GetSingleElementType().Value == "2.5.4.10").Select(n => n.GetSingleElementValue()).OfType<string>();
        return user is null ? null : new Identity(user, [.. groups, Identity.AuthenticatedGroup]);
    }
}
