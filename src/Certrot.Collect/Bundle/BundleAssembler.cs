using Certrot.Evidence;
using Certrot.Kubernetes;
using Certrot.Logs;
using Certrot.Metrics;
using Certrot.Pki;

namespace Certrot.Collect.Bundle;

/// <summary>Reads the entries of one bundle, each by the reader for its path, into evidence.</summary>
internal sealed class BundleAssembler(
    BundleSource source,
    BundleRoot root,
    BundleEntries entries,
    LogScanner scanner,
    TimeProvider clock,
    ReadBudget budget,
    ProblemList problems,
    CancellationToken cancellationToken)
{
    private const int MaxLinks = 16;
    private const string CsrPath = "cluster/certificatesigningrequests.json";
    private readonly BundleLimits limits = budget.Limits;
    private readonly HashSet<string> seen = new(StringComparer.Ordinal);
    private readonly Dictionary<string, BundleEntry> links = new(StringComparer.Ordinal);
    private readonly SortedDictionary<string, CertificateFile> pki = new(StringComparer.Ordinal);
    private readonly Dictionary<string, List<LogPart>> logs = new(StringComparer.Ordinal);
    private string? csrLocation;
    private bool nodeNameFinal = root.Header?.NodeName is not null;
    private ClusterEvidence cluster = new();
    private HostEvidence host = new();
    private string? nodeName = root.Header?.NodeName;
    private bool pkiSeen;
    private long pkiBytes;
    private DateTimeOffset? newestFile;

    /// <summary>Whether any file of a bundle was there.</summary>
    public bool FoundAny => seen.Count > 0;

    public NodeEvidence Assemble()
    {
        foreach (var problem in root.Problems) problems.Add(problem);
        foreach (var (path, entry) in entries.All()) Visit(path, entry);
        FollowLinks();
        ScanRotatedLogs();
        if (pkiSeen) host = host with { Pki = new Dictionary<string, CertificateFile>(pki, StringComparer.Ordinal) };
        nodeName ??= NodeNameInference.Infer(cluster, host);
        nodeNameFinal = true;
        if (csrLocation is not null) Reread(csrLocation, CsrPath);
        return Finish();
    }

    private NodeEvidence Finish()
    {
        var told = root.Header?.CollectedAt;
        var collectedAt = told ?? CollectionTimeInference.Infer(cluster, host) ?? newestFile ?? clock.GetUtcNow();
        if (root.Header is null)
        {
            problems.Add(
                BundleFiles.Header,
                $"is missing: {(nodeName is null ? "the node's name is not known" : $"the node was taken to be {JsonFields.Plain(nodeName, 253)}")}, and the newest time in the evidence for the time of collection.");
        }
        return new NodeEvidence
        {
            NodeName = nodeName,
            CollectedAt = collectedAt,
            CollectedAtKnown = told is not null,
            Errors = root.Header?.Errors ?? [],
            Problems = problems.Finish(source.Name),
            Cluster = cluster,
            Host = host,
        };
    }

    private void Visit(string location, BundleEntry entry)
    {
        if (!location.StartsWith(root.Prefix, StringComparison.Ordinal))
        {
            if (entry.Kind == BundleEntryKind.File && BundlePath.FileName(location) == BundleFiles.Header)
                problems.Add(location, $"belongs to another bundle, which was not read; only the one in \"{BundlePath.Show(root.Prefix)}\" was.");
            return;
        }
        var path = location[root.Prefix.Length..];
        if (entry.Kind == BundleEntryKind.Directory)
        {
            pkiSeen |= path == BundleFiles.PkiFolder && root.Header?.Errors.Any(e => e.Path.TrimEnd('/') == BundleFiles.PkiFolder) != true;
            return;
        }
        if (entry.Kind == BundleEntryKind.Link)
        {
            links.TryAdd(location, entry);
            return;
        }
        if (!BundleFiles.IsKnown(path))
        {
            if (BundleFiles.OtherCase(path) is { } right) problems.Add(path, $"was not read: write its name as {right}.");
            return;
        }
        if (!seen.Add(path))
        {
            problems.Add(path, "is in the bundle more than once; the first one was used.");
            return;
        }
        Read(location, path, entry);
    }

    private void Read(string location, string path, BundleEntry entry)
    {
        if (path == BundleFiles.Header) return;
        if (entry.Kind == BundleEntryKind.Special)
        {
            problems.Add(path, "is a pipe, device or socket and not a file; it was skipped.");
            return;
        }
        if (entry.Refusal is { } refusal)
        {
            problems.Add(path, refusal);
            return;
        }
        if (entry.Modified is { } modified && (newestFile is null || modified > newestFile)) newestFile = modified;
        try
        {
            if (BundleFiles.LogOf(path, out var rotation) is { } log) ReadLog(log, new LogPart(location, path, rotation, entry.Modified), entry);
            else if (path.StartsWith("cluster/", StringComparison.Ordinal)) ReadList(location, path, entry);
            else if (path == "node/metrics.prom") ReadMetrics(path, entry);
            else ReadSmall(path, entry);
        }
        catch (Exception e) when (e is not OperationCanceledException)
        {
            // One file must not cost all others, whatever is wrong with it or with its reader.
            problems.Add(path, e is IOException or UnauthorizedAccessException ? SmallFile.OpenFailure(e) : $"could not be read ({e.GetType().Name}).");
        }
    }

    private void ReadSmall(string path, BundleEntry entry)
    {
        var isPki = BundleFiles.IsPki(path);
        if (isPki)
        {
            pkiSeen = true;
            if (pkiBytes + (entry.Size ?? 0) > limits.MaxPkiBytes)
            {
                problems.Add(path, $"was not read: the files of {BundleFiles.PkiFolder} hold more than {Amount.Bytes(limits.MaxPkiBytes)} together.");
                return;
            }
        }
        if (SmallFile.Read(entry, path, limits.MaxSmallFileBytes, budget, problems, cancellationToken) is not { } content) return;
        if (isPki)
        {
            // An empty file is evidence here: a full disk leaves such files behind.
            pkiBytes += content.Length;
            pki[BundlePath.FileName(path)] = CertificateFileReader.Read(content.Span, path);
        }
        if (content.Length == 0)
        {
            problems.Add(path, "is empty.");
            return;
        }
        host = path switch
        {
            "node/config.yaml" => host with { Configuration = KubeletConfigurationReader.Read(content, path, problems) },
            "node/kubelet.conf" => host with { Kubeconfig = KubeconfigReader.Read(content, path, problems) },
            "node/bootstrap-kubelet.conf" => host with { BootstrapKubeconfig = KubeconfigReader.Read(content, path, problems) },
            "node/ca.crt" => host with { ClientCa = CertificateFileReader.Read(content.Span, path) },
            "node/serving.pem" => host with { Serving = CertificateFileReader.Read(content.Span, path) },
            "node/files.json" => host with { Files = HostFileReader.Read(content, path, problems) },
            "node/process.json" => host with { Process = KubeletProcessReader.Read(content, path, problems) },
            "node/disk.json" => host with { Disk = DiskSpaceReader.Read(content, path, problems) },
            "node/clock.json" => host with { Clock = ClockReadingReader.Read(content, path, problems) },
            _ => host,
        };
    }

    private void ReadMetrics(string path, BundleEntry entry)
    {
        using var text = OpenText(path, entry, limits.MaxMetricsBytes);
        if (text is null) return;
        host = host with { Metrics = MetricReader.Read(text.Stream, path, problems) };
        if (text.Failure is { } failure) problems.Add(path, failure);
    }

    private void ReadList(string location, string path, BundleEntry entry)
    {
        if (path == CsrPath && !nodeNameFinal)
        {
            // Whose PEM is kept depends on the node's name, which other files may tell.
            csrLocation = location;
            return;
        }
        using var text = OpenText(path, entry, limits.MaxListBytes);
        if (text is null) return;
        var json = text.Stream;
        cluster = path switch
        {
            "cluster/version.json" => cluster with { ServerVersion = ApiObjectReader.Version(json, path, problems) },
            "cluster/nodes.json" => cluster with { Nodes = List(ApiObjectReader.Nodes, json, path) },
            "cluster/events.json" => cluster with { Events = List(ApiObjectReader.Events, json, path) },
            CsrPath => cluster with
            {
                CertificateSigningRequests = List(
                    (s, p, found) => ApiObjectReader.CertificateSigningRequests(s, p, found, nodeName ?? ""), json, path),
            },
            "cluster/clusterroles.json" => cluster with { ClusterRoles = List(ApiObjectReader.ClusterRoles, json, path) },
            "cluster/clusterrolebindings.json" => cluster with { ClusterRoleBindings = List(ApiObjectReader.ClusterRoleBindings, json, path) },
            "cluster/subjectaccessreviews.json" => cluster with { AccessAnswers = List(ApiObjectReader.AccessReviews, json, path) },
            "cluster/leases.json" => cluster with { Leases = List(ApiObjectReader.Leases, json, path) },
            "cluster/pods-kube-system.json" => cluster with { Pods = List(ApiObjectReader.Pods, json, path) },
            "cluster/configmaps-kube-system.json" => cluster with { ConfigMaps = List(ApiObjectReader.ConfigMaps, json, path) },
            "cluster/validatingwebhookconfigurations.json" => cluster with { ValidatingWebhooks = List(ApiObjectReader.Webhooks, json, path) },
            "cluster/mutatingwebhookconfigurations.json" => cluster with { MutatingWebhooks = List(ApiObjectReader.Webhooks, json, path) },
            _ => cluster,
        };
        if (text.Failure is { } failure) problems.Add(path, failure);
    }

    /// <summary>Reads a list. One that is empty only because it could not be read is "not collected".</summary>
    private List<T>? List<T>(Func<Stream, string, ICollection<ReadProblem>, List<T>?> read, Stream json, string path)
    {
        var found = new List<ReadProblem>();
        var items = read(json, path, found);
        foreach (var problem in found) problems.Add(problem);
        return items is { Count: 0 } && found.Count > 0 ? null : items;
    }

    private TextContent? OpenText(string path, BundleEntry entry, long maxBytes, bool unzip = false)
    {
        if (entry.Open is null) return null;
        var text = TextContent.Open(entry.Open(), maxBytes, budget, entry.Size, unzip, cancellationToken);
        if (!text.IsEmpty) return text;
        problems.Add(path, text.Failure ?? "is empty.");
        text.Dispose();
        return null;
    }

    private void ReadLog(string log, LogPart part, BundleEntry entry)
    {
        if (!logs.TryGetValue(log, out var parts)) logs[log] = parts = [];
        if (parts.Exists(p => p.Rotation == part.Rotation))
        {
            problems.Add(part.Path, "was not read: the same part of the log is there under another name.");
            return;
        }
        parts.Add(part);
        // Most logs are one file, which is scanned as it comes by; those in parts are scanned at the end, oldest first.
        if (parts.Count > 1) return;
        using var text = OpenText(part.Path, entry, limits.MaxLogBytes, unzip: true);
        if (text is null)
        {
            parts.Remove(part);
            return;
        }
        Keep(log, scanner.Scan(text.Stream, part.Path, LogNow(part.Modified), cancellationToken));
        if (text.Failure is { } failure) problems.Add(part.Path, failure);
    }

    private void ScanRotatedLogs()
    {
        foreach (var (log, parts) in logs)
        {
            if (parts.Count < 2) continue;
            parts.Sort(static (a, b) => b.Rotation.CompareTo(a.Rotation));
            var name = string.Join('+', parts.Select((p, i) => i == 0 ? p.Path : BundlePath.FileName(p.Path)));
            using var text = new RotatedLogStream(parts, entries, budget, problems, cancellationToken);
            Keep(log, scanner.Scan(text, name, LogNow(parts[^1].Modified), cancellationToken));
        }
    }

    private void Keep(string log, LogDigest digest)
    {
        if (log == BundleFiles.KubeletLog) host = host with { KubeletLog = digest };
        else if (log == BundleFiles.ApiServerLog) cluster = cluster with { ApiServerLog = digest };
        else cluster = cluster with { ControllerManagerLog = digest };
    }

    /// <summary>A moment shortly after the log's end: klog writes no year.</summary>
    private DateTimeOffset LogNow(DateTimeOffset? modified) => root.Header?.CollectedAt ?? modified ?? clock.GetUtcNow();

    private void FollowLinks()
    {
        foreach (var (location, entry) in links)
        {
            if (!location.StartsWith(root.Prefix, StringComparison.Ordinal)) continue;
            var path = location[root.Prefix.Length..];
            if (!BundleFiles.IsKnown(path) || path == BundleFiles.Header || !seen.Add(path)) continue;
            if (Target(location, entry) is { } target) FollowLink(path, target);
        }
    }

    private void FollowLink(string path, string target)
    {
        var name = BundlePath.FileName(target);
        if (BundleFiles.IsPki(path) && target == $"{root.Prefix}{BundleFiles.PkiFolder}/{name}" && pki.TryGetValue(name, out var file))
            pki[BundlePath.FileName(path)] = file with { Source = new Source(path) };
        else
            Reread(target, path);
    }

    private void Reread(string location, string path)
    {
        using var position = entries.Reopen(location);
        if (position is null) problems.Add(path, $"is a link to {BundlePath.Show(location)}, which is not in the bundle; it was skipped.");
        else Read(location, path, position.Current.Entry);
    }

    /// <summary>Where a link leads inside the bundle; null with a problem where it leads out of it or in a circle.</summary>
    private string? Target(string location, BundleEntry entry)
    {
        var at = location;
        var shown = BundlePath.Show(entry.LinkTarget ?? "");
        var path = location[root.Prefix.Length..];
        for (var hops = 0; hops < MaxLinks; hops++)
        {
            var target = entry.LinkTarget ?? "";
            var next = BundlePath.Resolve(entry.IsHardLink ? "" : BundlePath.Folder(at), target) ?? Sibling(at, target);
            if (next is null)
            {
                problems.Add(path, $"is a link to {shown}, outside the bundle; it was not followed.");
                return null;
            }
            if (!links.TryGetValue(next, out var further)) return next;
            at = next;
            entry = further;
        }
        problems.Add(path, $"is a link to {shown}, which leads in a circle; it was skipped.");
        return null;
    }

    /// <summary>
    /// The kubelet links <c>kubelet-client-current.pem</c> to an absolute path in the same folder (client-go util/certificate/certificate_store.go):
    /// in a copy of that folder the file of that name beside the link is meant.
    /// </summary>
    private string? Sibling(string location, string target)
    {
        var name = BundlePath.FileName(target);
        if (!BundleFiles.IsPki(location[root.Prefix.Length..]) || !pki.ContainsKey(name)) return null;
        return $"{root.Prefix}{BundleFiles.PkiFolder}/{name}";
    }
}
