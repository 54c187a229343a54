using System.Text;
using System.Text.RegularExpressions;
using Certrot.Evidence;
using Certrot.Kubernetes;

namespace Certrot.Collect.Pasted;

/// <summary>Finds YAML and JSON documents and hands them to the readers of their kinds.</summary>
internal static partial class DocumentText
{
    /// <summary>Reads the document that begins at a line; the number of lines that it takes, or 0.</summary>
    public static int Read(PasteState state, int i)
    {
        var text = state.Lines[i].Text;
        var lead = text.AsSpan().TrimStart();
        if (lead.Length == 0) return 0;
        int end;
        if (lead[0] == '{' || (lead[0] == '[' && (lead.Length == 1 || lead[1] == '{')))
        {
            end = JsonEnd(state, i);
        }
        else if (text == "---")
        {
            return state.TextAt(i + 1) is { } next && DocumentStart().IsMatch(next) ? 1 : 0;
        }
        else if (text.Length < 400 && DocumentStart().IsMatch(text))
        {
            end = YamlEnd(state, i, text.Length - lead.Length);
            if (end == i + 1 && !text.Contains("apiVersion", StringComparison.Ordinal)) return 0;
        }
        else
        {
            return 0;
        }
        state.Use();
        Dispatch(state, Content(state, i, end, text.Length - lead.Length), i);
        return end - i;
    }

    private static string Content(PasteState state, int start, int end, int indent)
    {
        if (end == start + 1) return state.Lines[start].Text;
        var content = new StringBuilder();
        for (var j = start; j < end; j++)
        {
            var text = state.Lines[j].Text.AsSpan();
            var cut = 0;
            while (cut < indent && cut < text.Length && text[cut] == ' ') cut++;
            content.Append(text[cut..]).Append('\n');
        }
        return content.ToString();
    }

    /// <summary>Behind the line with the closing bracket; of an unclosed text, behind what can belong to it.</summary>
    private static int JsonEnd(PasteState state, int i)
    {
        var depth = 0;
        var inString = false;
        for (var j = i; j < state.Lines.Count; j++)
        {
            var line = state.Lines[j];
            if (line.Kind is PastedLineKind.Fence or PastedLineKind.Command) return j;
            if (j > i && line.Kind == PastedLineKind.Text && line.Text[0] is not ('{' or ' ' or '}' or ']' or '"') && LogLineReader.TryRead(line.Text, out _)) return j;
            for (var k = 0; k < line.Text.Length; k++)
            {
                var c = line.Text[k];
                if (inString)
                {
                    if (c == '\\') k++;
                    else if (c == '"') inString = false;
                }
                else if (c == '"')
                {
                    inString = true;
                }
                else if (c is '{' or '[')
                {
                    depth++;
                }
                else if (c is '}' or ']' && --depth <= 0)
                {
                    return j + 1;
                }
            }
        }
        return state.Lines.Count;
    }

    private static int YamlEnd(PasteState state, int i, int indent)
    {
        var end = i + 1;
        for (var j = i + 1; j < state.Lines.Count; j++)
        {
            var line = state.Lines[j];
            if (line.Kind == PastedLineKind.Blank) continue;
            if (line.Kind != PastedLineKind.Text) break;
            var text = line.Text;
            var lead = text.AsSpan().TrimStart(' ');
            var depth = text.Length - lead.Length;
            if (text == "---" || depth < indent) break;
            if (depth == indent && !lead.StartsWith("- ", StringComparison.Ordinal) && lead[0] is not ('#' or '-') && !(YamlKey().IsMatch(text) && (j == end || DocumentKey(lead)))) break;
            if (depth == indent && LogLineReader.TryRead(text, out _)) break;
            end = j + 1;
        }
        return end;
    }

    /// <summary>After an empty line, only keys of API objects and configuration files go on: prose has words before colons too.</summary>
    private static bool DocumentKey(ReadOnlySpan<char> text) => char.IsAsciiLetterLower(text[0]);

    private static void Dispatch(PasteState state, string content, int i)
    {
        var draft = state.Draft;
        var kinds = new HashSet<string>(StringComparer.Ordinal);
        foreach (var match in Kind().EnumerateMatches(content))
        {
            var kind = content.AsSpan(match.Index, match.Length);
            kind = kind[(kind.LastIndexOfAny(" \":\t") is var at && kind[^1] == '"' ? kind[..^1].LastIndexOf('"') : at)..].Trim(" \":\t");
            kinds.Add(kind.ToString());
            if (kinds.Count > 50) break;
        }
        var bytes = Encoding.UTF8.GetBytes(content);
        var name = draft.Name;
        var problems = new List<ReadProblem>();
        var first = state.Lines[i].Number;
        ObjectMeta Move(ObjectMeta meta) => meta with { Source = meta.Source with { Path = name, Line = Math.Max(meta.Source.Line, 1) + first - 1 } };
        void Each<T>(string kind, Func<Stream, List<T>> read, Action<T> keep)
        {
            if (!kinds.Contains(kind) && !kinds.Contains(kind + "List")) return;
            using var stream = new MemoryStream(bytes, writable: false);
            foreach (var item in read(stream)) keep(item);
        }

        Each("Node", s => ApiObjectReader.Nodes(s, name, problems), o => Keep(draft, o with { Meta = Move(o.Meta) }));
        Each("Event", s => ApiObjectReader.Events(s, name, problems), o =>
        {
            if (o.Last is { } last) draft.Present.Seen(last);
            draft.Events.Put(o.Meta.Uid ?? $"{o.Meta.Namespace}/{o.Meta.Name}", o with { Meta = Move(o.Meta) }, 2);
        });
        Each("CertificateSigningRequest", s => ApiObjectReader.CertificateSigningRequests(s, name, problems, null), o => Keep(draft, o with { Meta = Move(o.Meta) }));
        Each("ClusterRole", s => ApiObjectReader.ClusterRoles(s, name, problems), o => draft.Roles.Put(o.Meta.Name, o with { Meta = Move(o.Meta) }, 2));
        Each("ClusterRoleBinding", s => ApiObjectReader.ClusterRoleBindings(s, name, problems), o => draft.Bindings.Put(o.Meta.Name, o with { Meta = Move(o.Meta) }, 2));
        Each("Lease", s => ApiObjectReader.Leases(s, name, problems), o =>
        {
            if (o.Renewed is { } renewed) draft.Present.Seen(renewed);
            draft.Leases.Put(o.Meta.Name, o with { Meta = Move(o.Meta) }, 2);
        });
        Each("Pod", s => ApiObjectReader.Pods(s, name, problems), o => draft.Pods.Put(o.Meta.Name, o with { Meta = Move(o.Meta) }, 2));
        Each("ConfigMap", s => ApiObjectReader.ConfigMaps(s, name, problems), o => draft.ConfigMaps.Put($"{o.Meta.Namespace}/{o.Meta.Name}", o with { Meta = Move(o.Meta) }, 2));
        Each("ValidatingWebhookConfiguration", s => ApiObjectReader.Webhooks(s, name, problems), o => KeepWebhook(draft.ValidatingWebhooks, o, kinds, "Mutating", Move(o.Meta)));
        Each("MutatingWebhookConfiguration", s => ApiObjectReader.Webhooks(s, name, problems), o => KeepWebhook(draft.MutatingWebhooks, o, kinds, "Validating", Move(o.Meta)));

        if (kinds.Contains("KubeletConfiguration") || (kinds.Count == 0 && KubeletField().IsMatch(content)))
        {
            if (KubeletConfigurationReader.Read(bytes, name, problems) is { } configuration) draft.Configuration = configuration with { Source = draft.At(first) };
        }
        else if (kinds.Contains("Config") || (kinds.Count == 0 && content.Contains("\nusers:", StringComparison.Ordinal)))
        {
            if (KubeconfigReader.Read(bytes, name, problems) is { } kubeconfig) Keep(state, kubeconfig with { Source = draft.At(first) }, content);
        }
        // A list of several kinds goes to the reader of each, which says that it ignored the others.
        foreach (var problem in problems)
        {
            if (!problem.Message.EndsWith(": ignored", StringComparison.Ordinal) && !draft.Problems.Contains(problem)) draft.Problems.Add(problem);
        }
    }

    private static void KeepWebhook(ObjectSet<WebhookConfiguration> set, WebhookConfiguration value, HashSet<string> kinds, string other, ObjectMeta meta)
    {
        // One document with both kinds is rare, and the record does not tell them apart: such a one counts as validating.
        if (other == "Validating" && kinds.Contains("ValidatingWebhookConfiguration")) return;
        set.Put(value.Meta.Name, value with { Meta = meta }, 2);
    }

    private static void Keep(EvidenceDraft draft, Node node)
    {
        draft.Names.Listed(node.Meta.Name);
        if (node.Ready is { Status: not "True" }) draft.Names.Add(node.Meta.Name, NodeNames.NotReady);
        if (node.Meta.Created is { } created) draft.Present.Past(created);
        foreach (var condition in node.Conditions)
        {
            if (condition.LastHeartbeat is { } beat) draft.Present.Seen(beat);
            if (condition.LastTransition is { } turn) draft.Present.Seen(turn);
        }
        draft.Nodes.Put(node.Meta.Name, node, 2);
    }

    private static void Keep(EvidenceDraft draft, CertificateSigningRequest request)
    {
        if (request.Meta.Created is { } created) draft.Present.Seen(created);
        foreach (var condition in request.Conditions)
        {
            if (condition.LastUpdate is { } update) draft.Present.Seen(update);
        }
        if (!request.HasCertificate) draft.Names.FromUser(request.Username, NodeNames.Requestor);
        draft.Requests.Put(request.Meta.Name, request, 2);
    }

    private static void Keep(PasteState state, Kubeconfig kubeconfig, string content)
    {
        var draft = state.Draft;
        var path = state.Path ?? "";
        if (path.Contains("bootstrap", StringComparison.Ordinal) || (path.Length == 0 && kubeconfig.TokenId is not null))
        {
            draft.BootstrapKubeconfig = kubeconfig;
            return;
        }
        var isKubelets = path.Contains("kubelet", StringComparison.Ordinal) || content.Contains("kubelet-client", StringComparison.Ordinal) || content.Contains("system:node:", StringComparison.Ordinal)
            || content.Contains("default-auth", StringComparison.Ordinal);
        if (isKubelets) draft.Kubeconfig = kubeconfig;
    }

    [GeneratedRegex(@"^\s*(- )?(apiVersion|kind|items|clusters|kubeletconfig):(\s|$)", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, RegexTime.Limit)]
    private static partial Regex DocumentStart();

    [GeneratedRegex(@"^\s*""?[\w./-]+""?:(\s|$)", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, RegexTime.Limit)]
    private static partial Regex YamlKey();

    [GeneratedRegex(@"(""kind""\s{0,8}:\s{0,8}""\w{1,80}""|^[ -]{0,200}kind:[ ]{0,8}""?\w{1,80})", RegexOptions.CultureInvariant | RegexOptions.Multiline | RegexOptions.ExplicitCapture, RegexTime.Limit)]
    private static partial Regex Kind();

    [GeneratedRegex(@"^""?\s{0,8}""?(rotateCertificates|serverTLSBootstrap|cgroupDriver|kubeletconfig)""?:", RegexOptions.CultureInvariant | RegexOptions.Multiline | RegexOptions.ExplicitCapture | RegexOptions.IgnoreCase, RegexTime.Limit)]
    private static partial Regex KubeletField();
}
