using System.Net;
using System.Text.RegularExpressions;
using Certrot.Kubernetes;
using Certrot.Pki;

namespace Certrot.Collect.Pasted;

/// <summary>Reads <c>kubectl describe node</c> and <c>kubectl describe csr</c>, whole or in part.</summary>
internal static partial class DescribeText
{
    private static readonly string[] Keys =
    [
        "Name", "Role", "Roles", "Labels", "Annotations", "CreationTimestamp", "Taints", "Unschedulable", "Lease", "Conditions", "Addresses", "Capacity", "Allocatable", "System Info",
        "PodCIDR", "PodCIDRs", "ProviderID", "ExternalID", "Non-terminated Pods", "Allocated resources", "Events", "Phase", "Requesting User", "Signer", "Status", "Subject",
        "Subject Alternative Names", "Requested Duration", "Namespace", "Unsched", "Conditions (continued)", "Volumes",
    ];

    /// <summary>Reads the description that begins at a line; the number of lines that it takes, or 0.</summary>
    public static int Read(PasteState state, int i)
    {
        var first = state.Lines[i].Text;
        if (ConditionHeader().IsMatch(first)) return ReadNode(state, i, i, EndOf(state, i));
        // The one row that matters, without its heading.
        if (first.AsSpan().TrimStart().StartsWith("Ready ", StringComparison.Ordinal) && ConditionRow().IsMatch(first)) return ReadNode(state, i, i, i + 1);
        if (!first.StartsWith("Name:", StringComparison.Ordinal) && !first.StartsWith("Conditions:", StringComparison.Ordinal) && !(first.StartsWith("Events:", StringComparison.Ordinal) && EventsFollow(state, i))) return 0;

        var end = EndOf(state, i);
        var isRequest = false;
        var isNode = false;
        for (var j = i; j < end; j++)
        {
            var text = state.Lines[j].Text;
            if (text.StartsWith("Requesting User:", StringComparison.Ordinal)) isRequest = true;
            else if (text.StartsWith("Taints:", StringComparison.Ordinal) || text.StartsWith("System Info:", StringComparison.Ordinal) || ConditionHeader().IsMatch(text) || text.StartsWith("Events:", StringComparison.Ordinal)) isNode = true;
            else if (text.StartsWith("Namespace:", StringComparison.Ordinal)) return end - i;
        }
        if (isRequest) return ReadRequest(state, i, end);
        return isNode ? ReadNode(state, i, i, end) : 0;
    }

    private static bool EventsFollow(PasteState state, int i) => state.TextAt(i + 1) is { } next && EventHeader().IsMatch(next);

    private static int EndOf(PasteState state, int i)
    {
        var j = i + 1;
        while (j < state.Lines.Count)
        {
            var line = state.Lines[j];
            if (line.Kind == PastedLineKind.Blank && j + 1 < state.Lines.Count && state.TextAt(j + 1) is { } next && Belongs(next) && !next.StartsWith("Name:", StringComparison.Ordinal))
            {
                j++;
                continue;
            }
            if (line.Kind != PastedLineKind.Text || !Belongs(line.Text) || line.Text.StartsWith("Name:", StringComparison.Ordinal)) break;
            j++;
        }
        return j;
    }

    private static bool Belongs(string text)
    {
        if (text[0] is ' ' or '\t') return true;
        var colon = text.IndexOf(':');
        if (colon <= 0 || colon > 30) return false;
        var key = text.AsSpan(0, colon);
        foreach (var known in Keys)
        {
            if (key.SequenceEqual(known)) return true;
        }
        return false;
    }

    private static int ReadNode(PasteState state, int start, int from, int end)
    {
        var draft = state.Draft;
        var name = "";
        var section = "";
        DateTimeOffset? created = null;
        string? version = null, image = null, provider = null;
        var conditions = new List<NodeCondition>();
        var addresses = new List<NodeAddress>();
        var taints = new List<string>();
        var events = (ColumnTable?)null;
        var lease = new LeaseLines();
        state.Use();

        for (var j = from; j < end; j++)
        {
            var line = state.Lines[j];
            if (line.Kind != PastedLineKind.Text) continue;
            var text = line.Text;
            var value = Split(text, out var key);
            if (text[0] is not (' ' or '\t'))
            {
                section = key;
                if (key == "Name") name = value;
                else if (key == "CreationTimestamp") created = TimeText.Parse(value);
                else if (key == "ProviderID" && value.Length > 0) provider = value;
                else if (key == "Addresses" && value.Length > 0) addresses.AddRange(value.Split(',').Where(a => IPAddress.TryParse(a, out _)).Select(a => new NodeAddress("InternalIP", a)));
            }
            switch (section)
            {
                case "Taints" when value.Length > 0 || key.Length > 0:
                    AddTaint(taints, section == key && text[0] is not (' ' or '\t') ? value : text.Trim());
                    break;
                case "Lease":
                    lease.Take(key, value, line.Number);
                    break;
                case "Addresses" when text[0] is ' ' or '\t' && key.Length > 0:
                    addresses.Add(new(key, value));
                    break;
                case "System Info" when key == "Kubelet Version":
                    version = value;
                    break;
                case "System Info" when key == "OS Image":
                    image = value;
                    break;
                case "Events" when EventHeader().IsMatch(text):
                    events = ColumnTable.FromHeader(text);
                    break;
                case "Events" when events?.Row(text) is { } cells:
                    AddEvent(state, events, cells, name, line.Number);
                    break;
                default:
                    if (ConditionRow().Match(text) is { Success: true } row) conditions.Add(ToCondition(draft, row));
                    break;
            }
        }
        if (name.Length > 0)
        {
            draft.Names.Add(name, NodeNames.Described);
            draft.Names.Listed(name);
        }
        if (created is { } birth) draft.Present.Past(birth);
        if (lease.Build(draft, name) is { } built) draft.Leases.Put(built.Meta.Name, built, 1);
        if (conditions.Count > 0 || name.Length > 0)
        {
            draft.Nodes.Put(name, new()
            {
                Meta = new() { Name = name, Created = created, Source = draft.At(state.Lines[start].Number) },
                Conditions = conditions,
                Addresses = addresses,
                Taints = taints,
                ProviderId = provider,
                KubeletVersion = version,
                OsImage = image,
            }, 1);
        }
        return end - start;
    }

    private static void AddTaint(List<string> taints, string text)
    {
        if (text.Length == 0 || text[0] == '<') return;
        var end = text.AsSpan().IndexOfAny('=', ':');
        taints.Add(end < 0 ? text : text[..end]);
    }

    private static NodeCondition ToCondition(EvidenceDraft draft, Match row)
    {
        var heartbeat = TimeText.Parse(row.Groups["beat"].ValueSpan);
        var transition = TimeText.Parse(row.Groups["turn"].ValueSpan);
        if (heartbeat is { } beat) draft.Present.Seen(beat);
        if (transition is { } turn) draft.Present.Seen(turn);
        return new(row.Groups["type"].Value, row.Groups["status"].Value, row.Groups["reason"].Value, row.Groups["message"].Value.Trim(), heartbeat, transition);
    }

    private static void AddEvent(PasteState state, ColumnTable table, string[] cells, string node, int line)
    {
        string? Cell(string name) => table.Find(name) is var at and >= 0 && cells[at].Length > 0 ? cells[at] : null;
        var age = Cell("Age") ?? Cell("LastSeen");
        if (age is null || !ClusterTables.SplitAge(age, out var last, out var count, out var first)) return;
        if (Cell("FirstSeen") is { } seen) first = TimeText.ParseAge(seen);
        if (int.TryParse(Cell("Count"), out var counted)) count = counted;
        ClusterTables.AddEvent(state.Draft, line, Cell("Type"), Cell("Reason"), Cell("Message"), "Node", node, Cell("From"), last, first, count);
    }

    private static int ReadRequest(PasteState state, int i, int end)
    {
        var draft = state.Draft;
        string name = "", user = "", signer = "", status = "", section = "", commonName = "";
        DateTimeOffset? created = null;
        var organizations = new List<string>();
        var dnsNames = new List<string>();
        var addresses = new List<IPAddress>();
        state.Use();
        for (var j = i; j < end; j++)
        {
            var text = state.Lines[j].Text;
            if (text.Length == 0) continue;
            var value = Split(text, out var key);
            if (text[0] is not (' ' or '\t')) section = key;
            switch (key)
            {
                case "Name":
                    name = value;
                    break;
                case "CreationTimestamp":
                    created = TimeText.Parse(value);
                    break;
                case "Requesting User":
                    user = value;
                    break;
                case "Signer":
                    signer = value;
                    break;
                case "Status":
                    status = value;
                    break;
                case "Common Name" when section == "Subject":
                    commonName = value;
                    break;
                case "Organization" when section == "Subject" && value.Length > 0:
                    organizations.Add(value);
                    break;
                case "DNS Names" when value.Length > 0:
                    dnsNames.Add(value);
                    break;
                case "IP Addresses" when IPAddress.TryParse(value, out var address):
                    addresses.Add(address);
                    break;
                case "" when section == "Subject Alternative Names":
                    var word = text.Trim();
                    if (IPAddress.TryParse(word, out var more)) addresses.Add(more);
                    else dnsNames.Add(word);
                    break;
            }
        }
        if (name.Length == 0) return end - i;
        if (created is { } birth) draft.Present.Past(birth);
        if (!status.Contains("Issued", StringComparison.Ordinal)) draft.Names.FromUser(user, NodeNames.Requestor);
        var subject = string.Join(", ", organizations.Select(o => $"O={o}").Append($"CN={commonName}"));
        draft.Requests.Put(name, new()
        {
            Meta = new() { Name = name, Created = created, Source = draft.At(state.Lines[i].Number) },
            SignerName = signer,
            Username = user,
            Conditions = [.. Types.Where(t => status.Contains(t, StringComparison.Ordinal)).Select(t => new CsrCondition(t, null, null, null))],
            HasCertificate = status.Contains("Issued", StringComparison.Ordinal),
            Request = commonName.Length == 0 ? null : new()
            {
                Subject = new DistinguishedName(commonName, organizations, subject),
                DnsNames = dnsNames,
                IpAddresses = addresses,
                KeyDescription = "",
                PublicKeyInfo = [],
                SignatureAlgorithm = "",
                Der = [],
            },
        }, 1);
        return end - i;
    }

    private static readonly string[] Types = ["Approved", "Denied", "Failed"];

    private static string Split(string text, out string key)
    {
        var colon = text.IndexOf(':');
        if (colon < 0)
        {
            key = "";
            return text.Trim();
        }
        key = text[..colon].Trim();
        return text[(colon + 1)..].Trim();
    }

    [GeneratedRegex(@"^\s*Type\s+Status\s+LastHeartbeatTime\s", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, RegexTime.Limit)]
    private static partial Regex ConditionHeader();

    [GeneratedRegex(@"^\s*(Type\s+Reason\s+Age\s+From\s+Message|FirstSeen\s+LastSeen\s)", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, RegexTime.Limit)]
    private static partial Regex EventHeader();

    [GeneratedRegex(@"^\s*(?<type>[A-Z]\w+)\s+(?<status>True|False|Unknown)\s+(?<beat>\w{3}, \d{1,2} \w{3} \d{4} \d\d:\d\d:\d\d \S+)\s+(?<turn>\w{3}, \d{1,2} \w{3} \d{4} \d\d:\d\d:\d\d \S+)\s+(?<reason>\S+)(?<message>.*)$", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, RegexTime.Limit)]
    private static partial Regex ConditionRow();
}
