using System.Globalization;
using System.Text.RegularExpressions;
using Certrot.Evidence;
using Certrot.Kubernetes;

namespace Certrot.Collect.Pasted;

/// <summary>Reads the tables of <c>kubectl get</c>, <c>kubeadm certs check-expiration</c> and <c>df</c>.</summary>
internal static partial class ClusterTables
{
    /// <summary>kubeadm's lifetimes (cmd/kubeadm/app/constants: CertificateValidityPeriod, CACertificateValidityPeriod).</summary>
    private static readonly TimeSpan LeafLifetime = TimeSpan.FromDays(365);

    private static readonly TimeSpan AuthorityLifetime = TimeSpan.FromDays(3650);

    private delegate bool RowReader(PasteState state, ColumnTable table, string[] cells, int line);

    /// <summary>Reads a table that begins at a line; the number of lines that it takes, or 0.</summary>
    public static int Read(PasteState state, int i)
    {
        var header = state.Lines[i].Text;
        if (header.Length > 1_000) return 0;
        var start = header.AsSpan().TrimStart();
        if (start.StartsWith("Filesystem ", StringComparison.Ordinal)) return ReadDisks(state, header, i);
        if (start.Length < 8 || !(start.StartsWith("NAME", StringComparison.Ordinal) || start.StartsWith("LAST", StringComparison.Ordinal)
            || start.StartsWith("CERTIFICATE", StringComparison.Ordinal) || start.StartsWith("FIRST", StringComparison.Ordinal)))
        {
            return ReadBareRow(state, header, state.Lines[i].Number) ? 1 : 0;
        }
        if (ColumnTable.FromHeader(header) is not { } table || ReaderOf(table) is not { } reader) return 0;
        state.Use();
        var j = i + 1;
        while (state.TextAt(j) is { } row && row.Length < 4_000 && table.Row(row) is { } cells && reader(state, table, cells, state.Lines[j].Number)) j++;
        return j - i;
    }

    private static RowReader? ReaderOf(ColumnTable table)
    {
        if (table.Find("REQUESTOR") > 0 && table.Find("CONDITION") > 0) return ReadRequest;
        if (table.Find("REASON") >= 0 && table.Find("MESSAGE") >= 0) return ReadEvent;
        if (table.Find("STATUS") > 0 && table.Find("VERSION") > 0 && table.Find("NAME") >= 0) return ReadNode;
        if (table.Find("READY") > 0 && table.Find("STATUS") > 0 && table.Find("RESTARTS") > 0) return ReadPod;
        if (table.Find("HOLDER") > 0) return ReadLease;
        return table.Find("EXPIRES") > 0 && table.Names[0].StartsWith("CERTIFICATE", StringComparison.Ordinal) ? ReadExpiration : null;
    }

    /// <summary>Rows without their header: what is left of a table after grep.</summary>
    private static bool ReadBareRow(PasteState state, string row, int line)
    {
        if (row.Length > 600) return false;
        if (row.Contains("csr-", StringComparison.Ordinal) && BareRequest().Match(row) is { Success: true } request)
        {
            AddRequest(state, request.Groups["name"].Value, request.Groups["age"].Value, request.Groups["signer"].Value, request.Groups["who"].Value, request.Groups["condition"].Value, line);
            return true;
        }
        if (row.Contains("Ready", StringComparison.Ordinal) && BareNode().Match(row) is { Success: true } node)
        {
            AddNode(state, node.Groups["name"].Value, node.Groups["status"].Value, node.Groups["version"].Value, null, null, null, node.Groups["age"].Value, line);
            return true;
        }
        if (row.Contains("kube-", StringComparison.Ordinal) && BarePod().Match(row) is { Success: true } pod)
        {
            AddPod(state, pod.Groups["name"].Value, "kube-system", pod.Groups["ready"].Value, pod.Groups["status"].Value, pod.Groups["restarts"].Value, pod.Groups["age"].Value, null, line);
            return true;
        }
        return false;
    }

    private static bool ReadRequest(PasteState state, ColumnTable table, string[] cells, int line)
    {
        var condition = cells[table.Find("CONDITION")];
        if (!Condition().IsMatch(condition)) return false;
        var signer = table.Find("SIGNERNAME");
        var age = table.Find("AGE");
        AddRequest(state, cells[Math.Max(table.Find("NAME"), 0)], age < 0 ? "" : cells[age], signer < 0 ? "" : cells[signer], cells[table.Find("REQUESTOR")], condition, line);
        return true;
    }

    private static void AddRequest(PasteState state, string name, string age, string signer, string requestor, string condition, int line)
    {
        var draft = state.Draft;
        // Tables of releases before 1.19 have no signer: who asks with a bootstrap identity asks for its first client certificate.
        if (signer.Length == 0 && (requestor.StartsWith("system:bootstrap", StringComparison.Ordinal) || requestor.EndsWith(":node-bootstrapper", StringComparison.Ordinal) || requestor is "kubelet-bootstrap"))
        {
            signer = SignerNames.KubeletClient;
        }
        if (!condition.Contains("Issued", StringComparison.Ordinal)) draft.Names.FromUser(requestor, NodeNames.Requestor);
        var conditions = new List<CsrCondition>(2);
        foreach (var type in (ReadOnlySpan<string>)["Approved", "Denied", "Failed"])
        {
            if (condition.Contains(type, StringComparison.Ordinal)) conditions.Add(new(type, null, null, null));
        }
        draft.Later(now => draft.Requests.Put(name, new()
        {
            Meta = new() { Name = name, Created = TimeText.ParseAge(age) is { } old ? now - old : null, Source = draft.At(line) },
            SignerName = signer,
            Username = requestor,
            Conditions = conditions,
            HasCertificate = condition.Contains("Issued", StringComparison.Ordinal),
        }, 0));
    }

    private static bool ReadNode(PasteState state, ColumnTable table, string[] cells, int line)
    {
        string? Cell(string name) => table.Find(name) is var at and >= 0 && cells[at] is not ("<none>" or "<unknown>" or "") ? cells[at] : null;
        var status = Cell("STATUS");
        if (status is null || !NodeStatus().IsMatch(status)) return false;
        AddNode(state, cells[table.Find("NAME")], status, Cell("VERSION"), Cell("INTERNAL-IP"), Cell("EXTERNAL-IP"), Cell("OS-IMAGE"), Cell("AGE") ?? "", line);
        return true;
    }

    private static void AddNode(PasteState state, string name, string status, string? version, string? internalAddress, string? externalAddress, string? image, string age, int line)
    {
        var draft = state.Draft;
        var ready = status.Split(',')[0];
        draft.Names.Listed(name);
        if (ready != "Ready") draft.Names.Add(name, NodeNames.NotReady);
        var addresses = new List<NodeAddress>(2);
        if (internalAddress is not null) addresses.Add(new("InternalIP", internalAddress));
        if (externalAddress is not null) addresses.Add(new("ExternalIP", externalAddress));
        draft.Later(now => draft.Nodes.Put(name, new()
        {
            Meta = new() { Name = name, Created = TimeText.ParseAge(age) is { } old ? now - old : null, Source = draft.At(line) },
            // The column does not tell False from Unknown (pkg/printers/internalversion/printers.go printNode).
            Conditions = [new("Ready", ready == "Ready" ? "True" : "Unknown", null, null, null, null)],
            Addresses = addresses,
            KubeletVersion = version,
            OsImage = image,
        }, 0));
    }

    private static bool ReadPod(PasteState state, ColumnTable table, string[] cells, int line)
    {
        var space = table.Find("NAMESPACE");
        var node = table.Find("NODE");
        var ready = cells[table.Find("READY")];
        if (!ready.Contains('/')) return false;
        var age = table.Find("AGE");
        AddPod(state, cells[table.Find("NAME")], space < 0 ? "kube-system" : cells[space], ready, cells[table.Find("STATUS")], cells[table.Find("RESTARTS")], age < 0 ? "" : cells[age], node < 0 ? null : cells[node], line);
        return true;
    }

    private static void AddPod(PasteState state, string name, string space, string ready, string status, string restarts, string age, string? node, int line)
    {
        if (space != "kube-system") return;
        var draft = state.Draft;
        var parts = ready.Split('/');
        var number = restarts.Split(' ')[0];
        var count = int.TryParse(number, NumberStyles.None, CultureInfo.InvariantCulture, out var restarted) ? restarted : 0;
        var waits = status is not ("Running" or "Completed" or "Succeeded" or "Pending" or "Terminating" or "Unknown");
        draft.Later(now => draft.Pods.Put(name, new()
        {
            Meta = new() { Name = name, Namespace = space, Created = TimeText.ParseAge(age) is { } old ? now - old : null, Source = draft.At(line) },
            NodeName = node is null or "<none>" ? null : node,
            Phase = waits ? null : status,
            Containers = [new() { Name = Component(name, node), Ready = parts.Length == 2 && parts[0] == parts[1], RestartCount = count, WaitingReason = waits ? status : null }],
        }, 0));
    }

    /// <summary>A static pod's container is named as its pod without the node's name.</summary>
    private static string Component(string pod, string? node)
    {
        if (node is not null && pod.EndsWith("-" + node, StringComparison.Ordinal)) return pod[..^(node.Length + 1)];
        foreach (var known in (ReadOnlySpan<string>)["kube-controller-manager", "kube-apiserver", "kube-scheduler", "etcd"])
        {
            if (pod.StartsWith(known, StringComparison.Ordinal)) return known;
        }
        return pod;
    }

    private static bool ReadLease(PasteState state, ColumnTable table, string[] cells, int line)
    {
        var draft = state.Draft;
        var space = table.Find("NAMESPACE");
        var age = table.Find("AGE");
        var name = cells[Math.Max(table.Find("NAME"), 0)];
        var holder = cells[table.Find("HOLDER")];
        if (age >= 0 && TimeText.ParseAge(cells[age]) is null) return false;
        draft.Later(now => draft.Leases.Put(name, new()
        {
            Meta = new()
            {
                Name = name,
                Namespace = space >= 0 ? cells[space] : state.Command.Contains("kube-node-lease", StringComparison.Ordinal) ? "kube-node-lease" : "kube-system",
                Created = age >= 0 && TimeText.ParseAge(cells[age]) is { } old ? now - old : null,
                Source = draft.At(line),
            },
            Holder = holder is "" or "<none>" ? null : holder,
        }, 0));
        return true;
    }

    private static bool ReadEvent(PasteState state, ColumnTable table, string[] cells, int line)
    {
        string? Cell(string name) => table.Find(name) is var at and >= 0 && cells[at].Length > 0 ? cells[at] : null;
        var last = Cell("LAST SEEN") ?? Cell("LASTSEEN");
        if (last is null || !SplitAge(last, out var lastAge, out var count, out var firstAge)) return false;
        var target = Cell("OBJECT")?.Split('/');
        var kind = target is { Length: 2 } ? target[0] : Cell("KIND");
        if (Cell("FIRST SEEN") is { } first) firstAge = TimeText.ParseAge(first) ?? firstAge;
        if (int.TryParse(Cell("COUNT"), NumberStyles.None, CultureInfo.InvariantCulture, out var counted)) count = counted;
        AddEvent(state.Draft, line, Cell("TYPE"), Cell("REASON"), Cell("MESSAGE"), kind, target is { Length: 2 } ? target[1] : Cell("NAME"), Cell("SOURCE"), lastAge, firstAge, count);
        return true;
    }

    /// <summary>Adds an event whose times are ages.</summary>
    public static void AddEvent(
        EvidenceDraft draft, int line, string? type, string? reason, string? message, string? kind, string? name, string? component, TimeSpan lastAge, TimeSpan? firstAge, int count)
    {
        draft.Later(now => draft.Events.Put($"{line:D9}", new()
        {
            Meta = new() { Name = $"{name}.{line}", Source = draft.At(line, now - lastAge) },
            Type = type,
            Reason = reason,
            Message = message,
            ObjectKind = kind is null || kind.Length == 0 ? null : char.ToUpperInvariant(kind[0]) + kind[1..],
            ObjectName = name,
            Component = component?.Split(',')[0],
            First = now - (firstAge ?? lastAge),
            Last = now - lastAge,
            Count = count,
        }, 1));
    }

    /// <summary><c>5m</c>, <c>7s (x6 over 2m)</c>.</summary>
    public static bool SplitAge(string text, out TimeSpan last, out int count, out TimeSpan? first)
    {
        count = 1;
        first = null;
        last = default;
        var match = SeenAge().Match(text);
        if (!match.Success || TimeText.ParseAge(match.Groups["last"].ValueSpan) is not { } age) return false;
        last = age;
        if (match.Groups["count"].Success)
        {
            count = int.Parse(match.Groups["count"].ValueSpan, NumberStyles.None, CultureInfo.InvariantCulture);
            first = TimeText.ParseAge(match.Groups["first"].ValueSpan);
        }
        return true;
    }

    private static bool ReadExpiration(PasteState state, ColumnTable table, string[] cells, int line)
    {
        var expires = cells[table.Find("EXPIRES")];
        var name = cells[0];
        if (name.StartsWith('!')) name = name[1..].Trim();
        if (TimeText.Parse(expires) is not { } notAfter) return expires.Length == 0 || cells[0].StartsWith('!');
        var authority = table.Names[0] == "CERTIFICATE AUTHORITY";
        var printed = new PrintedCertificate();
        printed.Expires(notAfter, line);
        if (printed.Build(authority ? AuthorityLifetime : LeafLifetime) is not { } certificate) return false;
        var key = name.Contains(".conf", StringComparison.Ordinal) ? name : name switch
        {
            "etcd-ca" => "etcd/ca.crt",
            "etcd-server" => "etcd/server.crt",
            "etcd-peer" => "etcd/peer.crt",
            "etcd-healthcheck-client" => "etcd/healthcheck-client.crt",
            _ => name + ".crt",
        };
        var file = new CertificateFile { Source = state.Draft.At(line), Size = 0, Certificates = [certificate with { IsCa = authority }] };
        // The table is read before the PEM or the text of the same file, which tell more.
        state.Draft.Pki.TryAdd(key, file);
        return true;
    }

    private static int ReadDisks(PasteState state, string header, int i)
    {
        state.Use();
        var j = i + 1;
        while (state.TextAt(j) is { } row && state.Draft.Disks.TryTake(header, row, state.Lines[j].Number)) j++;
        return j - i;
    }

    [GeneratedRegex(@"^(Pending|(Approved|Denied)(,(Approved|Denied))?(,Failed)?(,Issued)?|Failed)$", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, RegexTime.Limit)]
    private static partial Regex Condition();

    [GeneratedRegex(@"^(Ready|NotReady|Unknown)(,[A-Za-z]+)*$", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, RegexTime.Limit)]
    private static partial Regex NodeStatus();

    [GeneratedRegex(@"^(?<last>\S+)( \(x(?<count>\d{1,9}) over (?<first>\S+)\))?$", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, RegexTime.Limit)]
    private static partial Regex SeenAge();

    [GeneratedRegex(@"^\s*(?<name>(node-)?csr-[\w-]{3,60})\s+(?<age>(\d+[ywdhms])+)\s+((?<signer>[\w.-]+/[\w./-]+)\s+)?(?<who>\S+)\s+((<none>|(\d+[ywdhms])+)\s+)?(?<condition>Pending|(Approved|Denied)(,\w+)*)$", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, RegexTime.Limit)]
    private static partial Regex BareRequest();

    [GeneratedRegex(@"^\s*(?<name>[a-z0-9][\w.-]*)\s+(?<status>(NotReady|Ready|Unknown)(,\w+)*)\s+([\w,<>-]+\s+)?(?<age>(\d+[ywdhms])+)\s+(?<version>v1\.\S+)(\s|$)", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, RegexTime.Limit)]
    private static partial Regex BareNode();

    [GeneratedRegex(@"^(kube-system\s+)?(?<name>kube-(controller-manager|apiserver)[\w.-]*)\s+(?<ready>\d+/\d+)\s+(?<status>[A-Z]\w+)\s+(?<restarts>\d+)( \([^)]*\))?\s+(?<age>(\d+[ywdhms])+)", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, RegexTime.Limit)]
    private static partial Regex BarePod();
}
