using System.Text;
using Certrot.Collect.Pasted;
using Certrot.Evidence;
using Certrot.Kubernetes;
using Certrot.Logs;
using Certrot.Metrics;

namespace Certrot.Collect;

/// <summary>Reads text as people paste it into tickets: logs, kubectl and openssl output, YAML, everything mixed, with prompts and prose between.</summary>
public static class PastedTextReader
{
    /// <summary>Reads pasted text. Content never makes it throw; what is not understood is passed over.</summary>
    /// <param name="text">UTF-8 or UTF-16 text; 64 MiB are read, the rest is ignored with a problem. Not closed.</param>
    /// <param name="name">Name for sources, such as <c>stdin</c>. Lines are those of the text.</param>
    /// <param name="scanner">Scans what is found of the logs.</param>
    /// <param name="clock">Tells the time where the text does not.</param>
    /// <param name="ct">Stops the reading.</param>
    /// <returns>Evidence with <see cref="NodeEvidence.Fragmentary"/> set. Secrets are not in it.</returns>
    /// <exception cref="IOException">The stream cannot be read.</exception>
    /// <exception cref="OperationCanceledException">Reading was stopped.</exception>
    public static NodeEvidence Read(Stream text, string name, LogScanner scanner, TimeProvider clock, CancellationToken ct = default)
    {
        ArgumentNullException.ThrowIfNull(text);
        ArgumentNullException.ThrowIfNull(name);
        ArgumentNullException.ThrowIfNull(scanner);
        ArgumentNullException.ThrowIfNull(clock);

        var draft = new EvidenceDraft(name);
        PasteParser.Run(PastedLines.Read(text, name, draft.Problems, ct), draft, ct);
        var now = draft.Present.Resolve(clock.GetUtcNow());
        draft.Settle(now);
        var node = draft.Names.Pick();
        NameNode(draft, node);

        return new()
        {
            NodeName = node,
            CollectedAt = now,
            CollectedAtKnown = draft.Present.IsTold,
            Fragmentary = true,
            Errors = draft.Errors,
            Cluster = new()
            {
                ServerVersion = draft.ServerVersion,
                Nodes = draft.Nodes.All,
                Events = draft.Events.All,
                CertificateSigningRequests = draft.Requests.All,
                ClusterRoles = draft.Roles.All,
                ClusterRoleBindings = draft.Bindings.All,
                Leases = draft.Leases.All,
                Pods = draft.Pods.All,
                ConfigMaps = draft.ConfigMaps.All,
                ValidatingWebhooks = draft.ValidatingWebhooks.All,
                MutatingWebhooks = draft.MutatingWebhooks.All,
                AccessAnswers = draft.Answers.All,
                ApiServerLog = draft.ApiServerLog.Scan(scanner, name, now, ct),
                ControllerManagerLog = draft.ControllerManagerLog.Scan(scanner, name, now, ct),
            },
            Host = new()
            {
                KubeletLog = draft.KubeletLog.Scan(scanner, name, now, ct),
                Configuration = draft.Configuration ?? FromLines(draft),
                Kubeconfig = draft.Kubeconfig,
                BootstrapKubeconfig = draft.BootstrapKubeconfig,
                ClientCa = draft.ClientCa,
                Pki = draft.Pki.Count == 0 ? null : draft.Pki,
                Files = draft.Files.All,
                Process = draft.Process,
                Disk = draft.Disks.Find(name),
                Clock = draft.Clocks.Reading(node, now),
                Serving = draft.Serving,
                Metrics = draft.Metrics.IsEmpty ? null : MetricReader.Read(draft.Metrics.Open(), name, draft.Problems),
            },
            Problems = draft.Problems,
        };
    }

    /// <summary>A description without its first line is the node that the rest of the text is about.</summary>
    private static void NameNode(EvidenceDraft draft, string? node)
    {
        if (node is null || draft.Nodes.Find("") is not { } unnamed) return;
        draft.Nodes.Remove("");
        draft.Nodes.Put(node, unnamed with { Meta = unnamed.Meta with { Name = node } }, 1);
    }

    /// <summary>A configuration of which single lines were pasted, as grep prints them.</summary>
    private static KubeletConfiguration? FromLines(EvidenceDraft draft)
    {
        if (draft.ConfigurationLines.Count == 0) return null;
        var seen = new HashSet<string>(StringComparer.Ordinal);
        var content = new StringBuilder("apiVersion: kubelet.config.k8s.io/v1beta1\nkind: KubeletConfiguration\n");
        foreach (var line in draft.ConfigurationLines.Values)
        {
            if (seen.Add(line[..line.IndexOf(':')])) content.Append(line).Append('\n');
        }
        var read = KubeletConfigurationReader.Read(Encoding.UTF8.GetBytes(content.ToString()), draft.Name, draft.Problems);
        return read is null ? null : read with { Source = draft.At(draft.ConfigurationLines.Keys.First()) };
    }
}
