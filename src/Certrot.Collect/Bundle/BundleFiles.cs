using System.Globalization;

namespace Certrot.Collect.Bundle;

/// <summary>The paths that a bundle may hold (docs: evidence bundle, version 1).</summary>
internal static class BundleFiles
{
    public const string Header = "bundle.json";
    public const string PkiFolder = "node/pki";
    public const string KubeletLog = "node/kubelet.log";
    public const string ApiServerLog = "cluster/logs/kube-apiserver.log";
    public const string ControllerManagerLog = "cluster/logs/kube-controller-manager.log";
    private const int MaxRotation = 999;

    private static readonly HashSet<string> known = new(StringComparer.Ordinal)
    {
        Header,
        "cluster/version.json", "cluster/nodes.json", "cluster/events.json", "cluster/certificatesigningrequests.json", "cluster/clusterroles.json",
        "cluster/clusterrolebindings.json", "cluster/subjectaccessreviews.json", "cluster/leases.json", "cluster/pods-kube-system.json", "cluster/configmaps-kube-system.json",
        "cluster/validatingwebhookconfigurations.json", "cluster/mutatingwebhookconfigurations.json",
        "node/config.yaml", "node/kubelet.conf", "node/bootstrap-kubelet.conf", "node/ca.crt", "node/files.json", "node/process.json",
        "node/disk.json", "node/clock.json", "node/serving.pem", "node/metrics.prom",
    };

    public static bool IsKnown(string path) => known.Contains(path) || IsPki(path) || LogOf(path, out _) is not null;

    /// <summary>Whether a path is a file directly in the folder of certificates.</summary>
    public static bool IsPki(string path) =>
        path.Length > PkiFolder.Length + 1 && path.StartsWith(PkiFolder, StringComparison.Ordinal)
        && path[PkiFolder.Length] == '/' && path.IndexOf('/', PkiFolder.Length + 1) < 0;

    /// <summary>The log that a file is a part of: <c>kubelet.log</c>, <c>kubelet.log.gz</c>, <c>kubelet.log.1</c>, <c>kubelet.log.2.gz</c>.</summary>
    /// <param name="path">Path inside the bundle.</param>
    /// <param name="rotation">0 for the newest part, more for older ones.</param>
    /// <returns>The log's own path, or null where the file is no log.</returns>
    public static string? LogOf(string path, out int rotation)
    {
        rotation = 0;
        var log = path.StartsWith(KubeletLog, StringComparison.Ordinal) ? KubeletLog
            : path.StartsWith(ApiServerLog, StringComparison.Ordinal) ? ApiServerLog
            : path.StartsWith(ControllerManagerLog, StringComparison.Ordinal) ? ControllerManagerLog : null;
        if (log is null) return null;
        var rest = path.AsSpan(log.Length);
        if (rest.EndsWith(".gz", StringComparison.Ordinal)) rest = rest[..^3];
        if (rest.Length == 0) return log;
        return rest[0] == '.' && int.TryParse(rest[1..], NumberStyles.None, CultureInfo.InvariantCulture, out rotation) && rotation is >= 1 and <= MaxRotation
            ? log
            : null;
    }

    /// <summary>The path that differs from a known one in case only, or null.</summary>
    public static string? OtherCase(string path)
    {
        var lower = path.ToLowerInvariant();
        return lower != path && !lower.StartsWith(PkiFolder, StringComparison.Ordinal) && IsKnown(lower) ? lower : null;
    }
}
