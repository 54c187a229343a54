using Certrot.Evidence;
using Certrot.Reports;

namespace Certrot.Diagnosis;

/// <summary>Writes what was not collected or could not be read.</summary>
internal static class MissingWriter
{
    public static List<MissingReport> Write(NodeEvidence evidence)
    {
        var missing = new List<MissingReport>();
        foreach (var error in evidence.Errors) missing.Add(new MissingReport(error.Path, error.Error));
        foreach (var problem in evidence.Problems) missing.Add(new MissingReport(problem.Path, problem.Message));
        if (evidence.Fragmentary) return missing;
        var known = missing.Select(m => m.What).ToHashSet(StringComparer.Ordinal);
        foreach (var (path, value) in Parts(evidence))
        {
            if (value is null && known.Add(path)) missing.Add(new MissingReport(path, "not in the bundle"));
        }

        return missing;
    }

    private static IEnumerable<(string Path, object? Value)> Parts(NodeEvidence evidence)
    {
        var cluster = evidence.Cluster;
        var host = evidence.Host;
        yield return ("cluster/nodes.json", cluster.Nodes);
        yield return ("cluster/events.json", cluster.Events);
        yield return ("cluster/certificatesigningrequests.json", cluster.CertificateSigningRequests);
        yield return ("cluster/clusterroles.json", cluster.ClusterRoles);
        yield return ("cluster/clusterrolebindings.json", cluster.ClusterRoleBindings);
        yield return ("cluster/leases.json", cluster.Leases);
        yield return ("cluster/pods-kube-system.json", cluster.Pods);
        yield return ("cluster/configmaps-kube-system.json", cluster.ConfigMaps);
        yield return ("cluster/logs/kube-controller-manager.log", cluster.ControllerManagerLog);
        yield return ("node/kubelet.log", host.KubeletLog);
        yield return ("node/config.yaml", host.Configuration);
        yield return ("node/kubelet.conf", host.Kubeconfig);
        yield return ("node/pki/", host.Pki);
        yield return ("node/files.json", host.Files);
        yield return ("node/process.json", host.Process);
        yield return ("node/disk.json", host.Disk);
        yield return ("node/clock.json", host.Clock);
        yield return ("node/serving.pem", host.Serving);
        yield return ("node/metrics.prom", host.Metrics);
    }
}
