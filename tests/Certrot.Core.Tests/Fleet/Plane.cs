using System.Security.Cryptography;
using Certrot.Evidence;
using Certrot.Fleet;
using Certrot.Kubernetes;

namespace Certrot.Core.Tests.Fleet;

/// <summary>What scans see of control planes, and of the CSRs that wait for them.</summary>
internal static class Plane
{
    public static FleetEvidence WithAuthority(this FleetEvidence evidence, params DateTimeOffset[] ends)
    {
        var map = new ConfigMap { Meta = InKubeSystem("kube-root-ca.crt", "cluster/configmaps-kube-system.json"), Data = new Dictionary<string, string> { ["ca.crt"] = string.Concat(ends.Select(Authority)) } };
        return evidence with { Cluster = evidence.Cluster with { ConfigMaps = [map] } };
    }

    public static FleetEvidence WithControllerManager(this FleetEvidence evidence, params string[] flags)
    {
        var container = new Container { Name = "kube-controller-manager", CommandLine = ["kube-controller-manager", .. flags], Ready = true };
        return evidence with { Cluster = evidence.Cluster with { Pods = [new Pod { Meta = InKubeSystem("kube-controller-manager-cp1", "cluster/pods-kube-system.json"), Containers = [container] }] } };
    }

    public static FleetEvidence WithLeader(this FleetEvidence evidence, TimeSpan renewedAgo)
    {
        var lease = new Lease { Meta = InKubeSystem("kube-controller-manager", "cluster/leases.json"), Holder = "cp1", Renewed = Observed.Now - renewedAgo };
        return evidence with { Cluster = evidence.Cluster with { Leases = [lease] } };
    }

    /// <summary>A node with a CSR that was made an hour ago.</summary>
    /// <param name="node">The node.</param>
    /// <param name="signer">The CSR's signer.</param>
    /// <param name="condition">The CSR's condition.</param>
    public static ObservedNode WithCsr(this ObservedNode node, string signer, string condition)
    {
        var (name, made) = (node.Node.Meta.Name, Observed.Now.AddHours(-1));
        var csr = new CertificateSigningRequest
        {
            Meta = new ObjectMeta { Name = $"csr-{name}", Created = made, Source = new Source("cluster/certificatesigningrequests.json") },
            SignerName = signer,
            Username = $"system:node:{name}",
            Conditions = [new CsrCondition(condition, "Rule", "as the rule says", made)],
        };
        return node with { Csrs = [csr] };
    }

    private static ObjectMeta InKubeSystem(string name, string path) => new() { Name = name, Namespace = "kube-system", Source = new Source(path) };

    private static string Authority(DateTimeOffset end)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        using var certificate = new System.Security.Cryptography.X509Certificates.CertificateRequest("CN=kubernetes", key, HashAlgorithmName.SHA256).CreateSelfSigned(Observed.Now.AddYears(-5), end);
        return certificate.ExportCertificatePem() + "\n";
    }
}
