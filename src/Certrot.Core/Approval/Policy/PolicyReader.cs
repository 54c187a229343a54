using System.Globalization;
using System.Net;
using System.Security.Cryptography;
using System.Text.Json;
using System.Text.Json.Nodes;
using Certrot.Approval.Facts;
using Certrot.Kubernetes;
using Certrot.Text;

namespace Certrot.Approval.Policy;

/// <summary>
/// Reads a policy. A policy that is not understood would approve what it should not: every field must be known and right, and everything that is wrong is told at once, with
/// its line.
/// </summary>
public sealed class PolicyReader
{
    private const string ApiVersion = "certrot/v1", Kind = "ApprovalPolicy";

    private static readonly string[] keyTypes = ["ECDSA P-256", "ECDSA P-384", "ECDSA P-521", "RSA"];

    private readonly string file;
    private readonly Func<string, ReadOnlyMemory<byte>> readOther;
    private readonly YamlLines lines = new();
    private readonly List<PolicyProblem> problems = [];

    private PolicyReader(string file, Func<string, ReadOnlyMemory<byte>> readOther) => (this.file, this.readOther) = (file, readOther);

    /// <summary>Reads it.</summary>
    /// <param name="utf8">The text, YAML or JSON.</param>
    /// <param name="file">The file's name, for problems.</param>
    /// <param name="readOther">Reads a file that the policy names: an inventory or CA certificates. It may throw <see cref="IOException"/> and <see cref="UnauthorizedAccessException"/>.</param>
    /// <param name="problems">What is wrong; empty where all is well.</param>
    /// <returns>The policy; null with problems.</returns>
    public static ApprovalPolicy? Read(ReadOnlyMemory<byte> utf8, string file, Func<string, ReadOnlyMemory<byte>> readOther, out IReadOnlyList<PolicyProblem> problems)
    {
        ArgumentNullException.ThrowIfNull(readOther);
        var reader = new PolicyReader(file, readOther);
        var policy = reader.Document(utf8);
        problems = [.. reader.problems.OrderBy(p => p.File != file).ThenBy(p => p.Line)];
        return problems.Count == 0 ? policy : null;
    }

    private ApprovalPolicy? Document(ReadOnlyMemory<byte> utf8)
    {
        var root = YamlReader.ReadWithLines(utf8, lines, out var problem);
        if (problem is not null)
        {
            var line = problem.StartsWith("cannot be read: line ", StringComparison.Ordinal) && int.TryParse(problem.AsSpan(21, Math.Max(0, problem.IndexOf(':', 21) - 21)), out var number) ? number : 1;
            problems.Add(new PolicyProblem(file, line, "the policy " + problem));
            return null;
        }

        if (root is not JsonObject map)
        {
            problems.Add(new PolicyProblem(file, 1, $"the policy is no mapping: begin with apiVersion: {ApiVersion} and kind: {Kind}"));
            return null;
        }

        Known(map, "", "apiVersion", "kind", "name", "nodes", "client", "bootstrap", "serving", "keys", "lifetime", "reserved", "limits", "inventory", "machines");
        if (Word(map, "apiVersion") is not ApiVersion) Wrong(map, "apiVersion", $"apiVersion must be {ApiVersion}");
        if (Word(map, "kind") is not Kind) Wrong(map, "kind", $"kind must be {Kind}");
        var policy = new ApprovalPolicy();
        if (!map.ContainsKey("name")) Wrong(map, "kind", "name is missing: it stands in conditions and audit lines");
        else if (Word(map, "name") is { Length: <= 63 } name && NodeName.IsValid(name)) policy = policy with { Name = name };
        else Wrong(map, "name", "name must be lower-case letters, digits, - and ., 63 at most");

        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        hash.AppendData(utf8.Span);
        policy = Nodes(policy, map);
        policy = Keys(policy, map);
        policy = Lifetime(policy, map);
        policy = Reserved(policy, map);
        policy = Limits(policy, map);
        policy = policy with { Inventory = Inventory(map, hash), Machines = Machines(map) };
        if (Section(map, "client") is { } client)
        {
            Known(client, "client.", "renewal");
            policy = policy with { RenewsClient = Truth(client, "renewal") ?? policy.RenewsClient };
        }

        policy = policy with { Bootstrap = Bootstrap(policy, map), Serving = Serving(policy, map, hash) };
        if (!policy.RenewsClient && policy.Bootstrap is null && policy.Serving is null) Wrong(map, "kind", "the policy approves nothing: client.renewal and serving.enabled are false, and there is no bootstrap");
        return policy with { Version = Convert.ToHexStringLower(hash.GetCurrentHash())[..12] };
    }

    private ApprovalPolicy Nodes(ApprovalPolicy policy, JsonObject map)
    {
        if (Section(map, "nodes") is not { } nodes) return policy;
        Known(nodes, "nodes.", "names");
        return policy with { NodeNames = Patterns(nodes, "names", "nodes.names") };
    }

    private ApprovalPolicy Keys(ApprovalPolicy policy, JsonObject map)
    {
        if (Section(map, "keys") is not { } keys) return policy;
        Known(keys, "keys.", "types", "minRsaBits");
        if (Texts(keys, "types", "keys.types") is { } types)
        {
            if (types.FirstOrDefault(t => !keyTypes.Contains(t)) is { } odd) Wrong(keys, "types", $"keys.types: {Pki.NameText.Quote(odd)} is none of {string.Join(", ", keyTypes)}");
            policy = policy with { KeyTypes = types };
        }

        if (Number(keys, "minRsaBits", "keys.minRsaBits", 2048, 16384) is { } bits) policy = policy with { MinRsaBits = bits };
        return policy;
    }

    private ApprovalPolicy Lifetime(ApprovalPolicy policy, JsonObject map)
    {
        if (Section(map, "lifetime") is not { } lifetime) return policy;
        Known(lifetime, "lifetime.", "min", "max");
        policy = policy with { MinLifetime = Duration(lifetime, "min", "lifetime.min") ?? policy.MinLifetime, MaxLifetime = Duration(lifetime, "max", "lifetime.max") ?? policy.MaxLifetime };
        if (policy.MinLifetime > policy.MaxLifetime) Wrong(map, "lifetime", "lifetime.min is longer than lifetime.max: nothing could be approved");
        return policy;
    }

    private ApprovalPolicy Reserved(ApprovalPolicy policy, JsonObject map)
    {
        if (Section(map, "reserved") is not { } reserved) return policy;
        Known(reserved, "reserved.", "names", "addresses");
        var names = Texts(reserved, "names", "reserved.names") ?? [];
        foreach (var name in names)
        {
            if (!NodeName.IsValid(name.StartsWith("*.", StringComparison.Ordinal) ? name[2..] : name)) Wrong(reserved, "names", $"reserved.names: {Pki.NameText.Quote(name)} is no DNS name: api.example.com, or *.example.com for all below");
        }

        return policy with { ReservedNames = names, ReservedNetworks = Networks(reserved, "addresses", "reserved.addresses") };
    }

    private ApprovalPolicy Limits(ApprovalPolicy policy, JsonObject map)
    {
        if (Section(map, "limits") is not { } limits) return policy;
        Known(limits, "limits.", "perNode", "perBootstrapUser", "window");
        if (Number(limits, "perNode", "limits.perNode", 1, 10_000) is { } node) policy = policy with { ApprovalsPerNode = node };
        if (Number(limits, "perBootstrapUser", "limits.perBootstrapUser", 1, 100_000) is { } user) policy = policy with { ApprovalsPerBootstrapUser = user };
        if (Duration(limits, "window", "limits.window") is not { } window) return policy;
        if (window > TimeSpan.FromHours(1) || window < TimeSpan.FromMinutes(1)) Wrong(limits, "window", "limits.window must be from 1m to 1h: approved CSRs are deleted after an hour and cannot be counted longer");
        return policy with { LimitWindow = window };
    }

    private NodeInventory? Inventory(JsonObject map, IncrementalHash hash)
    {
        if (!map.ContainsKey("inventory") || Word(map, "inventory", "inventory must be the path of a file") is not { } path || Other(map, "inventory", path) is not { } text) return null;
        if (text.Length > InventoryReader.MaxSize)
        {
            Wrong(map, "inventory", $"inventory {path} is larger than 64 MiB: not read");
            return null;
        }

        hash.AppendData(text.Span);
        return InventoryReader.Read(text.Span, path, problems);
    }

    private MachinePolicy? Machines(JsonObject map)
    {
        if (Section(map, "machines") is not { } machines) return null;
        Known(machines, "machines.", "kubeconfig", "apiVersion", "namespace");
        var version = machines.ContainsKey("apiVersion") ? Word(machines, "apiVersion") ?? "" : "cluster.x-k8s.io/v1beta1";
        if (version.Split('/') is not [var group, var number] || !NodeName.IsValid(group) || !NodeName.IsValid(number)) Wrong(machines, "apiVersion", "machines.apiVersion must be a group and a version, such as cluster.x-k8s.io/v1beta1 or machine.openshift.io/v1beta1");
        var space = machines.ContainsKey("namespace") ? Word(machines, "namespace", "machines.namespace must be a name") : null;
        if (space is not null && !NodeName.IsValid(space)) Wrong(machines, "namespace", "machines.namespace is no name of a namespace");
        return new MachinePolicy(machines.ContainsKey("kubeconfig") ? Word(machines, "kubeconfig", "machines.kubeconfig must be the path of a file") : null, version, space);
    }

    private BootstrapPolicy? Bootstrap(ApprovalPolicy policy, JsonObject map)
    {
        if (Section(map, "bootstrap") is not { } section) return null;
        Known(section, "bootstrap.", "users", "groups", "names", "from", "until", "machineWindow", "notReadyFor");
        var users = section.ContainsKey("users") ? Patterns(section, "users", "bootstrap.users") : PatternSet.Create(["^system:bootstrap:[a-z0-9]{6}$"], out _, out _);
        var names = section.ContainsKey("names") ? Patterns(section, "names", "bootstrap.names") : null;
        var bootstrap = new BootstrapPolicy { Users = users ?? PatternSet.Create([], out _, out _)!, Names = names };
        bootstrap = bootstrap with
        {
            Groups = section.ContainsKey("groups") ? Texts(section, "groups", "bootstrap.groups") ?? [] : bootstrap.Groups,
            From = Moment(section, "from", "bootstrap.from"),
            Until = Moment(section, "until", "bootstrap.until"),
            MachineWindow = Duration(section, "machineWindow", "bootstrap.machineWindow") ?? bootstrap.MachineWindow,
            NotReadyFor = Duration(section, "notReadyFor", "bootstrap.notReadyFor") ?? bootstrap.NotReadyFor,
        };
        if (bootstrap.From >= bootstrap.Until) Wrong(section, "from", "bootstrap.from is not before bootstrap.until: nothing could join");
        if (!section.ContainsKey("names") && !map.ContainsKey("inventory") && !map.ContainsKey("machines"))
            Wrong(map, "bootstrap", "bootstrap expects no node: give bootstrap.names, an inventory or machines, or leave bootstrap out");
        return bootstrap;
    }

    private ServingPolicy? Serving(ApprovalPolicy policy, JsonObject map, IncrementalHash hash)
    {
        var serving = new ServingPolicy();
        if (Section(map, "serving") is not { } section) return serving;
        Known(section, "serving.", "enabled", "sources", "dnsNames", "networks", "maxNames", "caFile");
        if (Truth(section, "enabled") == false)
        {
            if (section.Count > 1) Wrong(section, "enabled", "serving.enabled is false, and other fields of serving are set: leave them out");
            return null;
        }

        if (Texts(section, "sources", "serving.sources") is { } words)
        {
            var sources = new List<NameSource>();
            foreach (var word in words)
            {
                if (!NameSources.ByWord.TryGetValue(word, out var source)) Wrong(section, "sources", $"serving.sources: {Pki.NameText.Quote(word)} is none of {string.Join(", ", NameSources.ByWord.Keys)}");
                else if (sources.Contains(source)) Wrong(section, "sources", $"serving.sources: {word} is there twice");
                else sources.Add(source);
            }

            if (sources.Contains(NameSource.Inventory) && !map.ContainsKey("inventory")) Wrong(section, "sources", "serving.sources has inventory, and there is none: give inventory the path of a file");
            if (sources.Contains(NameSource.Machine) && !map.ContainsKey("machines")) Wrong(section, "sources", "serving.sources has machine, and machines is missing");
            if (map.ContainsKey("inventory") && !sources.Contains(NameSource.Inventory)) Wrong(section, "sources", "serving.sources leaves out inventory, although there is one");
            if (map.ContainsKey("machines") && !sources.Contains(NameSource.Machine)) Wrong(section, "sources", "serving.sources leaves out machine, although machines is set");
            serving = serving with { Sources = sources };
        }

        if (section.ContainsKey("dnsNames")) serving = serving with { DnsNames = Patterns(section, "dnsNames", "serving.dnsNames") };
        if (section.ContainsKey("networks")) serving = serving with { Networks = Networks(section, "networks", "serving.networks") };
        if (Number(section, "maxNames", "serving.maxNames", 1, 1000) is { } most) serving = serving with { MaxNames = most };
        if (section.ContainsKey("caFile") && Word(section, "caFile", "serving.caFile must be the path of a file") is { } path && Other(section, "caFile", path) is { } pem)
        {
            hash.AppendData(pem.Span);
            if (Pki.CertificateFileReader.Read(pem.Span, path).Certificates.Count == 0) Wrong(section, "caFile", $"serving.caFile {path} holds no certificate");
            serving = serving with { Authorities = pem.ToArray() };
        }

        foreach (var network in serving.Networks)
        {
            if (policy.ReservedNetworks.FirstOrDefault(r => r.PrefixLength <= network.PrefixLength && r.Contains(network.BaseAddress)) is { PrefixLength: > 0 } inside)
                Wrong(section, "networks", $"serving.networks allows {network}, which reserved.addresses ({inside}) refuses");
        }

        return serving;
    }

    private ReadOnlyMemory<byte>? Other(JsonObject parent, string key, string path)
    {
        try
        {
            return readOther(path);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            Wrong(parent, key, $"{path} cannot be read: {SafeText.Clean(e.Message)}");
            return null;
        }
    }

    private void Known(JsonObject map, string prefix, params string[] keys)
    {
        foreach (var (key, _) in map)
        {
            if (!keys.Contains(key)) Wrong(map, key, $"{prefix}{SafeText.Clean(key)} is unknown: {string.Join(", ", keys)}");
        }
    }

    private void Wrong(JsonObject map, string key, string text) => problems.Add(new PolicyProblem(file, lines.Of(map, key), text));

    private JsonObject? Section(JsonObject map, string key)
    {
        if (!map.TryGetPropertyValue(key, out var value)) return null;
        if (value is JsonObject { Count: > 0 } section) return section;
        Wrong(map, key, value is null or JsonObject ? $"{key} is empty: leave it out, or give it fields" : $"{key} must be a mapping");
        return null;
    }

    private string? Word(JsonObject map, string key, string? wrong = null)
    {
        if (map.TryGetPropertyValue(key, out var value) && value is JsonValue && value.GetValueKind() == JsonValueKind.String && value.GetValue<string>() is { Length: > 0 } text) return text;
        if (wrong is not null) Wrong(map, key, wrong);
        return null;
    }

    private bool? Truth(JsonObject map, string key)
    {
        if (!map.TryGetPropertyValue(key, out var value)) return null;
        if (value?.AsBoolean() is { } truth) return truth;
        Wrong(map, key, $"{key} must be true or false");
        return null;
    }

    private int? Number(JsonObject map, string key, string path, int least, int most)
    {
        if (!map.TryGetPropertyValue(key, out var value)) return null;
        if (value is JsonValue number && number.GetValueKind() == JsonValueKind.Number && int.TryParse(number.ToJsonString(), NumberStyles.None, CultureInfo.InvariantCulture, out var read) && read >= least && read <= most) return read;
        Wrong(map, key, string.Create(CultureInfo.InvariantCulture, $"{path} must be a whole number from {least} to {most}"));
        return null;
    }

    private TimeSpan? Duration(JsonObject map, string key, string path)
    {
        if (!map.ContainsKey(key)) return null;
        if (GoDuration.Parse(Word(map, key)) is { } time) return time;
        Wrong(map, key, $"{path} must be a duration, such as 90m or 8760h");
        return null;
    }

    private DateTimeOffset? Moment(JsonObject map, string key, string path)
    {
        if (!map.ContainsKey(key)) return null;
        if (Word(map, key) is { } text && InventoryReader.Time(text) is { } time) return time;
        Wrong(map, key, $"{path} must be a time, such as 2027-01-31T08:00:00Z");
        return null;
    }

    private List<string>? Texts(JsonObject map, string key, string path)
    {
        if (!map.TryGetPropertyValue(key, out var value)) return null;
        if (value is not JsonArray { Count: > 0 } list)
        {
            Wrong(map, key, value is JsonArray ? $"{path} is empty, which would allow nothing: leave it out, or name something" : $"{path} must be a list");
            return null;
        }

        var texts = new List<string>();
        for (var i = 0; i < list.Count; i++)
        {
            if (list[i] is JsonValue text && text.GetValueKind() == JsonValueKind.String && text.GetValue<string>() is { Length: > 0 } one) texts.Add(one);
            else problems.Add(new PolicyProblem(file, lines.Of(list, i), $"{path}: entry {i + 1} is no text"));
        }

        // With all of them each stands at its place in the list.
        return texts.Count == list.Count ? texts : null;
    }

    private PatternSet? Patterns(JsonObject map, string key, string path)
    {
        if (Texts(map, key, path) is not { } texts) return null;
        var set = PatternSet.Create(texts, out var problem, out var index);
        if (problem is not null) problems.Add(new PolicyProblem(file, lines.Of((JsonArray)map[key]!, index), $"{path}: {problem}"));
        return set;
    }

    private List<IPNetwork> Networks(JsonObject map, string key, string path)
    {
        var networks = new List<IPNetwork>();
        var texts = Texts(map, key, path) ?? [];
        for (var i = 0; i < texts.Count; i++)
        {
            var (text, line) = (texts[i], lines.Of((JsonArray)map[key]!, i));
            // The framework clears bits behind the prefix: 10.0.0.7/8 would silently be 10.0.0.0/8.
            if (IPNetwork.TryParse(text, out var network) && !network.BaseAddress.IsIPv4MappedToIPv6 && IPAddress.TryParse(text.AsSpan(0, text.IndexOf('/', StringComparison.Ordinal)), out var first) && first.Equals(network.BaseAddress)) networks.Add(network);
            else if (AltName.Parse(text) is { Address: { } address }) networks.Add(new IPNetwork(address, address.GetAddressBytes().Length * 8));
            else problems.Add(new PolicyProblem(file, line, $"{path}: {Pki.NameText.Quote(text)} is neither an address nor a network such as 10.0.0.0/24 (with no bits set behind the prefix)"));
        }

        return networks;
    }
}
