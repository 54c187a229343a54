using Certrot.Causes;
using Certrot.Diagnosis;
using Certrot.Evidence;
using Certrot.Preflight;
using Certrot.Reports;

namespace Certrot.Fleet;

/// <summary>
/// Judges what a scan saw: every node by the same causes as a diagnosis, then what nodes have in common and what concerns the cluster. Pure: the same evidence gets
/// the same report. Safe for concurrent use.
/// </summary>
/// <param name="options">How.</param>
public sealed class FleetJudge(FleetOptions options)
{
    /// <summary>The controller marks a node Unknown this long after its last heartbeat (nodeMonitorGracePeriod).</summary>
    private static readonly TimeSpan Grace = TimeSpan.FromSeconds(50);

    private static readonly string[] outcomes = ["unknown", "pass", "warn", "fail"];

    /// <summary>Items of the preflight that say whether the next renewal of the client certificate is granted; the others are told by a look at the node.</summary>
    private static readonly HashSet<string> decisive = new(StringComparer.Ordinal) { "client-rotation", "create-csr", "admission", "client-approval", "signer", "ca-lifetime" };

    /// <summary>Judges a cluster. Never throws on evidence.</summary>
    public ClusterReport Judge(FleetEvidence evidence)
    {
        ArgumentNullException.ThrowIfNull(evidence);
        if (evidence.Nodes is not { } nodes)
        {
            var why = evidence.Errors.FirstOrDefault(e => e.Path == "cluster/nodes.json")?.Error ?? "no reason is known";
            return new ClusterReport { Context = evidence.Context, ScannedAt = evidence.CollectedAt, Verdict = Verdicts.Undetermined, Error = $"the nodes cannot be listed: {why}", Missing = Missing(evidence.Errors) };
        }

        var assessed = new AssessedNode[nodes.Count];
        Parallel.For(0, nodes.Count, i => assessed[i] = Assess(evidence, nodes[i]));
        return Report(evidence, assessed);
    }

    /// <summary>The nodes that a closer look would tell more of: those that fail or that nothing is known of, of each cause some.</summary>
    /// <param name="report">What a scan from afar gave.</param>
    /// <param name="most">Most nodes of all.</param>
    public static IReadOnlyList<string> WorthALook(ClusterReport report, int most)
    {
        ArgumentNullException.ThrowIfNull(report);
        const int ofEach = 3;
        return [.. report.Nodes.Where(IsWorthALook).GroupBy(n => (n.Verdict, n.Cause)).SelectMany(g => g.Take(ofEach)).Take(most).Select(n => n.Name)];
    }

    /// <summary>Whether a closer look at a node would tell more of it.</summary>
    public static bool IsWorthALook(FleetNodeReport node)
    {
        ArgumentNullException.ThrowIfNull(node);
        return node.Excluded is null && (node.Verdict is Verdicts.Failing or Verdicts.Undetermined || (node.Verdict == Verdicts.NotCertificateRelated && node.Ready != "True"));
    }

    internal AssessedNode Assess(FleetEvidence evidence, ObservedNode node)
    {
        var whole = evidence.Of(node);
        var assessment = Diagnostician.Assess(whole);
        var s = assessment.Situation;
        var preflight = PreflightChecker.Items(s).Where(i => decisive.Contains(i.Id)).ToList();
        var client = Certificate(s, s.Client);
        var serving = Certificate(s, s.Serving);
        var answer = Answer(whole, assessment, client, serving);
        return new AssessedNode(node, new FleetNodeReport
        {
            Name = node.Node.Meta.Name,
            Verdict = answer.Verdict,
            Cause = answer.Cause.Id,
            Confidence = answer.Cause.Confidence,
            Summary = answer.Cause.Summary,
            Ready = s.Node?.Ready?.Status,
            LastHeartbeat = s.LastHeartbeat,
            Zone = NodePlaces.Zone(node.Node),
            Pool = NodePlaces.Pool(node.Node, options.PoolLabel),
            Pods = evidence.Pods is { } pods ? pods.GetValueOrDefault(node.Node.Meta.Name) : null,
            Client = client,
            Serving = serving,
            LostAt = answer.LostAt,
            Preflight = preflight.Select(i => i.Outcome).DefaultIfEmpty("unknown").MaxBy(o => Array.IndexOf(outcomes, o))!,
            PreflightProblems = [.. preflight.Where(i => i.Outcome is "fail" or "warn").Select(i => $"{i.Title}: {i.Text}")],
            Excluded = options.Exclusions.FirstOrDefault(e => e.Holds(evidence.CollectedAt) && (e.Fits(node.Node.Meta.Name, node.Node.Meta.Labels, answer.Cause.Id) || e.Fits(node.Node.Meta.Name, node.Node.Meta.Labels, assessment.Root.Id))) is { } known
                ? $"{known.Reason} (until {known.Until:yyyy-MM-dd})"
                : null,
            Closely = node.Closely is not null,
            Probes = [.. Probe("handshake", whole.Host.Serving is not null, "node/serving.pem", whole), .. Probe("metrics", whole.Host.Metrics is not null, "node/metrics.prom", whole)],
            Missing = Missing(node.Closely?.Errors ?? node.Errors),
        }, assessment.Cause, assessment.Verdict, assessment.Root.Certificate);
    }

    /// <summary>What was not tried, and what may not be, tells nothing of the kubelet.</summary>
    private static IEnumerable<ProbeReport> Probe(string name, bool answered, string path, NodeEvidence evidence) => evidence.Errors.FirstOrDefault(e => e.Path == path)?.Error switch
    {
        null => answered ? [new ProbeReport(name, true)] : [],
        { } error when error.StartsWith("not tried", StringComparison.Ordinal) || error.StartsWith("needs `", StringComparison.Ordinal) => [],
        _ => [new ProbeReport(name, false)],
    };

    /// <summary>The engine's answer; where it finds nothing or cannot tell, what a fleet's owner has to know all the same.</summary>
    private static (string Verdict, CauseReport Cause, DateTimeOffset? LostAt) Answer(NodeEvidence evidence, Assessment assessment, FleetCertificateReport client, FleetCertificateReport serving)
    {
        var (s, verdict, root, lost) = (assessment.Situation, assessment.Verdict, assessment.Root, assessment.Outlook.LostAt);
        if (verdict is Verdicts.Failing or Verdicts.AtRisk) return (verdict, root, lost);
        if (verdict == Verdicts.Undetermined && s.Certificates.FirstOrDefault(c => c.RenewalFails && c.Expired != true && c.Newest is not null) is { } stuck)
            return (Verdicts.AtRisk, NoCause($"The renewal of the {stuck.Name} certificate is stuck, and why is not in the evidence: {CertificateWriter.Text(stuck.Stage)} ({stuck.Newest!.Meta.Name})."), lost);
        if (s.Posts == false && s.Client is { Expired: true, NotAfter: { } ended } && verdict == Verdicts.Undetermined)
            return (Verdicts.Failing, NoCause($"Silent since {s.LastHeartbeat:yyyy-MM-dd HH:mm:ss} UTC, and its client certificate ended at {ended:yyyy-MM-dd HH:mm:ss} UTC: it does not come back by itself. What kept the certificate from being renewed is told by the node: certrot diagnose {s.Names.Node} with access to it."), ended + Grace);
        if (client.Late is { } late) return (Verdicts.AtRisk, NoCause(late), lost ?? client.NotAfter + Grace);
        if (serving.Late is { } servingLate && verdict != Verdicts.NotCertificateRelated) return (Verdicts.AtRisk, NoCause(servingLate), lost);
        if (verdict == Verdicts.NotCertificateRelated) return (verdict, root, lost);
        if (s.Posts == false && verdict == Verdicts.Undetermined)
            return (verdict, NoCause($"Silent since {s.LastHeartbeat:yyyy-MM-dd HH:mm:ss} UTC{Port(evidence)}. {Itself(s)}"), lost);
        if (evidence.Errors.Any(e => e.Error == FleetErrors.KubeletRefuses))
            return (Verdicts.Undetermined, NoCause($"Its kubelet refuses the API server's credentials (401), so logs, exec and metrics fail. Why is told by the node itself: certrot diagnose {s.Names.Node} with access to it."), lost);
        if (evidence.Errors.Any(e => e.Error == FleetErrors.KubeletCannotAsk))
            return (Verdicts.Undetermined, NoCause($"Its kubelet cannot ask the API server who may see its metrics: its client certificate does not work any more, or it does not reach the API server, and no heartbeat is missed yet. Why is told by the node itself: certrot diagnose {s.Names.Node} with access to it."), lost);
        return Unreachable(evidence) is { } error
            ? (Verdicts.Undetermined, NoCause($"Neither this machine nor the API server reaches its kubelet, so logs and exec fail, and its serving certificate is not known: {error}"), lost)
            : (verdict, root, lost);
    }

    /// <summary>What its port shows, where it was tried.</summary>
    private static string Port(NodeEvidence evidence)
    {
        if (evidence.Host.Serving is not null) return "; its kubelet still answers on its port";
        return evidence.Errors.Any(e => e.Path == "node/serving.pem" && !e.Error.StartsWith("not tried", StringComparison.Ordinal)) ? "; its kubelet does not answer on its port either" : "";
    }

    /// <summary>Where to go on with a node that is silent without a reason in the evidence.</summary>
    private static string Itself(Situation s) => s.Evidence.Host switch
    {
        { Process: null, Pki: null, KubeletLog: null } => $"Why is told by the node itself: certrot diagnose {s.Names.Node} with access to it.",
        _ => $"The node itself was read and does not tell why{(s.Evidence.Host.Process?.Running == true ? ": its kubelet's process is there" : "")}{(s.Client is { Expired: false, NotAfter: { } end } ? $", and its client certificate is in date until {end:yyyy-MM-dd}" : "")}. What was read: certrot diagnose {s.Names.Node}.",
    };

    private static CauseReport NoCause(string summary) => new() { Id = "insufficient-evidence", Title = CauseCatalogue.Find("insufficient-evidence")!.Title, Confidence = "possible", Severity = "info", Summary = summary };

    /// <summary>Why neither way to a kubelet's port works; null where one does, was not tried, or is not allowed.</summary>
    private static string? Unreachable(NodeEvidence evidence) =>
        evidence.Host is { Serving: null, Metrics: null } && evidence.Errors.Any(e => e.Path == "node/serving.pem")
            ? evidence.Errors.FirstOrDefault(e => e.Path == "node/metrics.prom" && !e.Error.StartsWith("needs `", StringComparison.Ordinal))?.Error
            : null;

    internal static ClusterReport Report(FleetEvidence evidence, IReadOnlyList<AssessedNode> assessed)
    {
        var sorted = assessed.OrderBy(a => a.Row.Excluded is not null).ThenByDescending(a => Verdicts.Weight(a.Row.Verdict)).ThenBy(a => a.Row.LostAt ?? DateTimeOffset.MaxValue).ThenBy(a => End(a.Row) ?? DateTimeOffset.MaxValue).ThenBy(a => a.Row.Name, StringComparer.Ordinal).ToList();
        var incidents = IncidentGrouper.Group(evidence, sorted);
        var places = new Dictionary<string, int>(StringComparer.Ordinal);
        for (var i = 0; i < incidents.Count; i++)
        {
            foreach (var node in incidents[i].Nodes) places[node] = i;
        }

        var rows = sorted.ConvertAll(a => places.TryGetValue(a.Row.Name, out var place) ? a.Row with { Incident = place } : a.Row);
        var items = ClusterItems.Of(evidence, rows);
        var verdicts = rows.Where(r => r.Excluded is null).Select(r => r.Verdict).Concat(items.Select(i => i.Outcome switch { "fail" => Verdicts.Failing, "warn" => Verdicts.AtRisk, _ => Verdicts.Healthy }));
        return new ClusterReport
        {
            Context = evidence.Context,
            ScannedAt = evidence.CollectedAt,
            Verdict = Verdicts.Worst(verdicts),
            Counts = rows.CountBy(r => r.Excluded is null ? r.Verdict : "excluded", StringComparer.Ordinal).ToDictionary(StringComparer.Ordinal),
            Incidents = incidents,
            Items = items,
            Nodes = rows,
            PendingCsrs = evidence.Csrs?.Pending ?? [],
            Missing = Missing(evidence.Errors),
        };
    }

    private FleetCertificateReport Certificate(Situation s, CertificateState state) => new()
    {
        Stage = CertificateWriter.Name(state.Stage),
        NotBefore = state.NotBefore,
        NotAfter = state.NotAfter,
        Known = Known(s, state),
        RotationWindow = state is { WindowStart: { } start, WindowEnd: { } end } ? [start, end] : [],
        LastRotation = state.LastRotation,
        Csr = state.Newest is { } csr ? new CsrReport(csr.Meta.Name, csr.StatusColumn, csr.Meta.Created, csr.Username) : null,
        Late = state.Expired == true && state.Kind == CertificateKind.Serving && state.RotationEnabled == false ? null : options.Thresholds.Late(state, s.ControlPlane.SigningDuration, s.Now),
    };

    /// <summary>How the end of a certificate is known, by what told it.</summary>
    private static string Known(Situation s, CertificateState state) => (state.CertificateSource ?? state.ExpiryQuote?.Source)?.Path switch
    {
        null => state.Kind == CertificateKind.Client && s.Posts == true ? "heartbeat" : "unknown",
        "node/serving.pem" => "handshake",
        "cluster/certificatesigningrequests.json" => "csr",
        "node/metrics.prom" => "metrics",
        "node/kubelet.log" => "log",
        _ => "file",
    };

    private static DateTimeOffset? End(FleetNodeReport row) => (row.Client.NotAfter, row.Serving.NotAfter) switch
    {
        ({ } a, { } b) => a < b ? a : b,
        (var a, var b) => a ?? b,
    };

    private static IReadOnlyList<MissingReport> Missing(IReadOnlyList<CollectionError> errors) => [.. errors.Select(e => new MissingReport(e.Path, e.Error))];
}
