using Certrot.ApiClient.Config;
using Certrot.ApiClient.Http;
using Certrot.Approval;
using Certrot.Approval.Policy;
using Certrot.Collect.Cluster;
using Certrot.Collect.Fleet;
using Certrot.Pki;

namespace Certrot.Collect.Approval;

/// <summary>Reads all CSRs of a cluster and what the policy says of each.</summary>
/// <param name="api">The cluster.</param>
/// <param name="machines">The cluster with the Machines; null where the policy has none.</param>
/// <param name="policy">The policy.</param>
/// <param name="clock">Tells the time.</param>
public sealed class CsrReviewer(KubernetesApi api, KubernetesApi? machines, ApprovalPolicy policy, TimeProvider clock)
{
    /// <summary>Where CSRs are listed.</summary>
    public const string Path = "/apis/certificates.k8s.io/v1/certificatesigningrequests";

    private const int KubeletsAtOnce = 16;

    /// <summary>The CAs that serving certificates must come from.</summary>
    /// <exception cref="ClientConfigException">Their file cannot be read.</exception>
    public static IReadOnlyList<Certificate> Authorities(KubernetesApi api, ApprovalPolicy policy)
    {
        ArgumentNullException.ThrowIfNull(api);
        ArgumentNullException.ThrowIfNull(policy);
        return policy.Serving?.Authorities is { } pem ? CertificateFileReader.Read(pem, "serving.caFile").Certificates : api.Anchors ?? [];
    }

    /// <summary>Reviews them, newest last as kubectl lists them.</summary>
    /// <exception cref="ClientConfigException">There are no credentials, or CSRs cannot be listed.</exception>
    public async Task<IReadOnlyList<CsrReview>> ReviewAsync(CancellationToken cancellation)
    {
        var reading = new ClusterFactsReader(api, policy.Machines is { } where ? new MachineReader(machines ?? api, where) : null).ReadAsync(cancellation);
        var (csrs, counts) = await ListAsync(cancellation).ConfigureAwait(false);
        var decider = new CsrDecider(policy, await reading.ConfigureAwait(false), counts, new LiveCertificateReader(Authorities(api, policy), clock), new Lock());
        var now = new ServerClock(api, clock).Now;
        var reviews = new CsrReview[csrs.Count];
        await Parallel.ForAsync(0, reviews.Length, new ParallelOptions { MaxDegreeOfParallelism = KubeletsAtOnce, CancellationToken = cancellation }, async (i, token) => reviews[i] = await decider.DecideAsync(csrs[i], now, token).ConfigureAwait(false)).ConfigureAwait(false);
        return reviews;
    }

    private async Task<(List<CsrObject> Csrs, ApprovalCounts Counts)> ListAsync(CancellationToken cancellation)
    {
        var csrs = new List<CsrObject>();
        try
        {
            await api.ListAsync(Path, csrs.Clear, item => csrs.Add(Strip(CsrObject.Read(item))), cancellation).ConfigureAwait(false);
        }
        catch (ApiException e)
        {
            throw new ClientConfigException(ClusterCollector.Words(e, "list", "certificatesigningrequests"), e);
        }

        var counts = new ApprovalCounts();
        foreach (var csr in csrs)
        {
            if (csr.Csr.Approved is { } approved) counts.Add(csr, approved.LastUpdate ?? csr.Csr.Meta.Created ?? default);
        }

        return (csrs, counts);
    }

    /// <summary>Certificates that were issued are not looked at.</summary>
    private static CsrObject Strip(CsrObject csr) => csr.Csr.Certificate is null ? csr : csr with { Csr = csr.Csr with { Certificate = null } };
}
