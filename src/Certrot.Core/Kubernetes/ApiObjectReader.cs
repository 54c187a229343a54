using System.Text.Json;
using Certrot.Evidence;
using Certrot.Text;

namespace Certrot.Kubernetes;

/// <summary>
/// Reads API objects as <c>kubectl get -o json</c> or <c>-o yaml</c> prints them, or as the API server itself lists them. Nothing throws on bad
/// input: what cannot be read becomes a problem, everything else is kept. Text holds no control characters and at most 4,096 UTF-16 units, times are UTC.
/// Only the stream may throw (<see cref="IOException"/>).
/// </summary>
public static partial class ApiObjectReader
{
    private const string LastApplied = "kubectl.kubernetes.io/last-applied-configuration";

    /// <summary>Reads <c>gitVersion</c> of <c>/version</c>, or the server's of <c>kubectl version -o json</c>.</summary>
    /// <param name="json">The text; not closed.</param>
    /// <param name="path">Path inside the bundle, for problems.</param>
    /// <param name="problems">Takes what could not be read.</param>
    /// <returns>Such as <c>v1.36.2</c>; null where it is missing.</returns>
    public static string? Version(Stream json, string path, ICollection<ReadProblem> problems)
    {
        ArgumentNullException.ThrowIfNull(problems);
        string? version = null;
        var all = JsonItemReader.ReadItems(
            json,
            (root, _) => version ??= root.Text("gitVersion"u8) ?? root.Object("serverVersion"u8).Text("gitVersion"u8),
            out var problem);
        if (!all)
            problems.Add(new ReadProblem(path, $"{path} {problem}"));
        else if (version is null)
            problems.Add(new ReadProblem(path, $"{path} holds no gitVersion: the server's version is not known"));
        return version;
    }

    /// <summary>Reads Nodes.</summary>
    /// <inheritdoc cref="Leases"/>
    public static List<Node> Nodes(Stream json, string path, ICollection<ReadProblem> problems) =>
        Read(json, path, problems, ["Node"], ToNode);

    /// <summary>Reads v1 and events.k8s.io Events.</summary>
    /// <inheritdoc cref="Leases"/>
    public static List<ClusterEvent> Events(Stream json, string path, ICollection<ReadProblem> problems) =>
        Read(json, path, problems, ["Event"], ToEvent);

    /// <summary>Reads Leases.</summary>
    /// <param name="json">The text; not closed.</param>
    /// <param name="path">Path inside the bundle, for sources and problems.</param>
    /// <param name="problems">Takes what could not be read.</param>
    /// <returns>What could be read, in file order.</returns>
    public static List<Lease> Leases(Stream json, string path, ICollection<ReadProblem> problems) =>
        Read(json, path, problems, ["Lease"], ToLease);

    /// <summary>Reads Pods.</summary>
    /// <inheritdoc cref="Leases"/>
    public static List<Pod> Pods(Stream json, string path, ICollection<ReadProblem> problems) =>
        Read(json, path, problems, ["Pod"], ToPod);

    /// <summary>Reads ConfigMaps. A value of more than 1 MiB (more than the API takes) is left out.</summary>
    /// <inheritdoc cref="Leases"/>
    public static List<ConfigMap> ConfigMaps(Stream json, string path, ICollection<ReadProblem> problems) =>
        Read(json, path, problems, ["ConfigMap"], ToConfigMap);

    /// <summary>Reads ValidatingWebhookConfigurations or MutatingWebhookConfigurations.</summary>
    /// <inheritdoc cref="Leases"/>
    public static List<WebhookConfiguration> Webhooks(Stream json, string path, ICollection<ReadProblem> problems) =>
        Read(json, path, problems, ["ValidatingWebhookConfiguration", "MutatingWebhookConfiguration"], ToWebhookConfiguration);

    private static List<T> Read<T>(
        Stream json, string path, ICollection<ReadProblem> problems, string[] kinds, Func<JsonElement, ReadContext, T?> convert)
        where T : class
    {
        ArgumentNullException.ThrowIfNull(problems);
        var context = new ReadContext(path);
        var objects = new List<T>();
        var others = new List<string>();
        var withoutKind = 0;
        JsonItemReader.ReadItems(
            json,
            (item, line) =>
            {
                context.Line = line;
                var kind = item.Text("kind"u8, context.Strings);
                if (kind is null ? item.Object("metadata"u8).ValueKind == JsonValueKind.Undefined : !kinds.Contains(kind))
                {
                    AddOther(others, item, kind);
                    return;
                }
                try
                {
                    if (convert(item, context) is not { } value)
                        return;
                    objects.Add(value);
                    withoutKind += kind is null ? 1 : 0;
                }
                catch (Exception error) when (error is InvalidOperationException or FormatException or ArgumentException or OverflowException)
                {
                    context.Report($"holds an object at line {line} that cannot be read ({SafeText.Clean(error.Message)}): ignored");
                }
            },
            out var listKind,
            out var problem);

        // Items of an API server's own list have no kind: the list tells it, perhaps behind them.
        if (listKind is not (null or "List") && !kinds.Any(k => listKind == k + "List") && withoutKind == objects.Count)
        {
            objects.Clear();
            if (others.Count == 0)
                others.Add($"kind {listKind}");
        }
        if (others.Count > 0)
            problems.Add(new ReadProblem(path, $"{path} holds {string.Join(", ", others)}, not {string.Join(" or ", kinds)}: ignored"));
        context.Flush(problems);
        if (problem is not null)
            problems.Add(new ReadProblem(path, $"{path} {problem}"));
        return objects;
    }

    private static void AddOther(List<string> others, JsonElement item, string? kind)
    {
        var text = kind is null ? "what is no API object" : $"kind {kind}";
        // An API server's refusal, saved as if it were the answer.
        if (kind == "Status" && item.Text("message"u8) is { Length: > 0 } message)
            text += $" ({message})";
        if (others.Count < 5 && !others.Contains(text))
            others.Add(text);
    }

    private static ObjectMeta Meta(JsonElement item, ReadContext context)
    {
        var meta = item.Object("metadata"u8);
        return new ObjectMeta
        {
            Name = meta.Text("name"u8) ?? "",
            Namespace = meta.Text("namespace"u8, context.Strings),
            Uid = meta.Text("uid"u8),
            Created = meta.Time("creationTimestamp"u8),
            Labels = meta.Map("labels"u8, context.Strings),
            Annotations = meta.Map("annotations"u8, context.Strings, LastApplied),
            Source = new Source(context.Path, context.Line),
        };
    }

    internal static Node ToNode(JsonElement item, ReadContext context)
    {
        var spec = item.Object("spec"u8);
        var status = item.Object("status"u8);
        var info = status.Object("nodeInfo"u8);
        var conditions = new List<NodeCondition>();
        foreach (var condition in status.Array("conditions"u8))
        {
            conditions.Add(new NodeCondition(
                condition.Text("type"u8, context.Strings) ?? "",
                condition.Text("status"u8, context.Strings) ?? "",
                condition.Text("reason"u8, context.Strings),
                condition.Text("message"u8, context.Strings),
                condition.Time("lastHeartbeatTime"u8),
                condition.Time("lastTransitionTime"u8)));
        }
        var addresses = new List<NodeAddress>();
        foreach (var address in status.Array("addresses"u8))
            addresses.Add(new NodeAddress(address.Text("type"u8, context.Strings) ?? "", address.Text("address"u8) ?? ""));
        var taints = new List<string>();
        foreach (var taint in spec.Array("taints"u8))
        {
            if (taint.Text("key"u8, context.Strings) is { } key)
                taints.Add(key);
        }
        return new Node
        {
            Meta = Meta(item, context),
            Conditions = [.. conditions],
            Addresses = [.. addresses],
            Taints = [.. taints],
            ProviderId = spec.Text("providerID"u8),
            KubeletVersion = info.Text("kubeletVersion"u8, context.Strings),
            OsImage = info.Text("osImage"u8, context.Strings),
            KubeletPort = status.Object("daemonEndpoints"u8).Object("kubeletEndpoint"u8).Integer("Port"u8),
        };
    }

    internal static ClusterEvent ToEvent(JsonElement item, ReadContext context)
    {
        var series = item.Object("series"u8);
        var about = item.Object("involvedObject"u8) is { ValueKind: JsonValueKind.Object } involved ? involved : item.Object("regarding"u8);
        var meta = Meta(item, context);
        var at = item.Time("eventTime"u8);
        var first = item.Time("firstTimestamp"u8) ?? item.Time("deprecatedFirstTimestamp"u8) ?? at ?? meta.Created;
        var last = item.Time("lastTimestamp"u8) ?? item.Time("deprecatedLastTimestamp"u8) ?? at ?? first;
        if (series.Time("lastObservedTime"u8) is { } observed && !(last > observed))
            last = observed;
        return new ClusterEvent
        {
            Meta = meta,
            Type = item.Text("type"u8, context.Strings),
            Reason = item.Text("reason"u8, context.Strings),
            Message = item.Text("message"u8) ?? item.Text("note"u8),
            ObjectKind = about.Text("kind"u8, context.Strings),
            ObjectName = about.Text("name"u8, context.Strings),
            Component = NotEmpty(item.Object("source"u8).Text("component"u8, context.Strings))
                ?? NotEmpty(item.Text("reportingComponent"u8, context.Strings))
                ?? NotEmpty(item.Text("reportingController"u8, context.Strings))
                ?? NotEmpty(item.Object("deprecatedSource"u8).Text("component"u8, context.Strings)),
            First = first,
            Last = last,
            Count = Math.Max(1, series.Integer("count"u8) ?? item.Integer("count"u8) ?? item.Integer("deprecatedCount"u8) ?? 1),
        };
    }

    internal static Lease ToLease(JsonElement item, ReadContext context)
    {
        var spec = item.Object("spec"u8);
        return new Lease
        {
            Meta = Meta(item, context),
            Holder = NotEmpty(spec.Text("holderIdentity"u8)),
            Renewed = spec.Time("renewTime"u8),
            Acquired = spec.Time("acquireTime"u8),
            DurationSeconds = spec.Integer("leaseDurationSeconds"u8),
        };
    }

    private static ConfigMap ToConfigMap(JsonElement item, ReadContext context)
    {
        const int MaxValue = 1024 * 1024;
        var data = new Dictionary<string, string>(StringComparer.Ordinal);
        var meta = Meta(item, context);
        if (item.Object("data"u8) is { ValueKind: JsonValueKind.Object } entries)
        {
            foreach (var entry in entries.EnumerateObject())
            {
                var key = entry.SafeName();
                var value = entry.Value.ValueKind == JsonValueKind.String ? entry.Value.AsRawString() : entry.Value.AsText();
                if (value is null)
                    continue;
                if (value.Length > MaxValue)
                    context.Report($"holds ConfigMap {meta.Name} with more than 1 MiB at {key}: the value is left out");
                else
                    data[key] = value;
            }
        }
        return new ConfigMap { Meta = meta, Data = data };
    }

    private static WebhookConfiguration ToWebhookConfiguration(JsonElement item, ReadContext context)
    {
        var webhooks = new List<Webhook>();
        foreach (var webhook in item.Array("webhooks"u8))
        {
            var rules = new List<WebhookRule>();
            foreach (var rule in webhook.Array("rules"u8))
                rules.Add(new WebhookRule(rule.Texts("operations"u8), rule.Texts("apiGroups"u8), rule.Texts("resources"u8)));
            var client = webhook.Object("clientConfig"u8);
            var service = client.Object("service"u8);
            var target = service.ValueKind == JsonValueKind.Object
                ? $"{service.Text("namespace"u8)}/{service.Text("name"u8)}"
                : client.Text("url"u8);
            webhooks.Add(new Webhook(webhook.Text("name"u8) ?? "", webhook.Text("failurePolicy"u8), target, rules));
        }
        return new WebhookConfiguration { Meta = Meta(item, context), Webhooks = webhooks };
    }

    private static string? NotEmpty(string? text) => text is { Length: > 0 } ? text : null;
}
