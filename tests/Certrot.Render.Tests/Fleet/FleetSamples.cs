using System.Text;
using Certrot.Render.Fleet;
using Certrot.Reports;

namespace Certrot.Render.Tests.Fleet;

/// <summary>Scans of every sort that the outputs have to show, and each output as text.</summary>
internal static class FleetSamples
{
    public static readonly DateTimeOffset Now = new(2026, 11, 22, 5, 34, 17, TimeSpan.Zero);

    public static IReadOnlyDictionary<string, FleetReport> All { get; } = new Dictionary<string, FleetReport>(StringComparer.Ordinal)
    {
        ["trouble"] = Report(Trouble("prod-eu")),
        ["healthy"] = Report(new ClusterReport { Context = "prod-eu", ScannedAt = Now, Verdict = Verdicts.Healthy, Counts = new Dictionary<string, int> { ["healthy"] = 2 }, Nodes = [Healthy("node-1"), Healthy("node-2")], Items = [Item("ca-horizon", "pass", "The CA lasts until 2036-01-01.")] }),
        ["one-unreachable"] = Report(Trouble("prod-eu"), new ClusterReport { Context = "prod-us", ScannedAt = Now, Verdict = Verdicts.Undetermined, Error = "the nodes cannot be listed: dial tcp 203.0.113.7:6443: i/o timeout", Missing = [new MissingReport("cluster/nodes.json", "dial tcp 203.0.113.7:6443: i/o timeout")] }),
        ["hostile"] = Report(Trouble("<b>&\"';\u001b[31m=cmd|'/c calc'!A1") with { Nodes = [Healthy("=HYPERLINK(\"x\")\n") with { Zone = "<script>alert(1)</script>", Summary = "a,b\"c\r\n\u001b]0;x\u0007", Verdict = Verdicts.Undetermined }] }),
    };

    public static TheoryData<string> Names => [.. All.Keys];

    public static string Text(FleetReport report, int width, bool verbose) => Written(w => FleetText.Write(w, report, new RenderOptions { Width = width, Verbose = verbose }));

    public static string Csv(FleetReport report) => Written(w => FleetCsv.Write(w, report));

    public static string Html(FleetReport report) => Written(w => FleetHtml.Write(w, report));

    public static string Yaml(FleetReport report) => Written(w => FleetJson.WriteYaml(w, report));

    public static string Junit(FleetReport report) => Written(w => FleetJunit.Write(w, report, v => v is Verdicts.Failing or Verdicts.AtRisk));

    public static string Prometheus(FleetReport report) => Streamed(s => FleetPrometheus.Write(s, report));

    public static string Json(FleetReport report) => Streamed(s => FleetJson.Write(s, report));

    public static FleetNodeReport Healthy(string name) => new()
    {
        Name = name,
        Verdict = Verdicts.Healthy,
        Cause = "healthy",
        Confidence = "confirmed",
        Summary = $"The certificates of {name} are in date and nothing stands in the way of the next rotation.",
        Ready = "True",
        LastHeartbeat = Now.AddSeconds(-7),
        Zone = "eu-1a",
        Pool = "general",
        Pods = 12,
        Client = new FleetCertificateReport { Stage = "in-use", NotBefore = Now.AddDays(-20), NotAfter = Now.AddDays(345), Known = "csr", RotationWindow = [Now.AddDays(235), Now.AddDays(308)], LastRotation = Now.AddDays(-20), Csr = new CsrReport("csr-abcde", "Approved,Issued", Now.AddDays(-20), $"system:node:{name}") },
        Serving = new FleetCertificateReport { Stage = "not-due", NotBefore = Now.AddDays(-100), NotAfter = Now.AddDays(265), Known = "handshake", RotationWindow = [Now.AddDays(155), Now.AddDays(228)] },
        Preflight = "pass",
        Probes = [new ProbeReport("handshake", true), new ProbeReport("metrics", true)],
    };

    private static FleetReport Report(params ClusterReport[] clusters) => new() { GeneratedAt = Now, Generator = "certrot test", Clusters = clusters };

    private static ClusterItemReport Item(string id, string outcome, string text) => new(id, outcome, text, outcome == "pass" ? null : Now.AddDays(40), [new QuoteReport("cluster/configmaps-kube-system.json", "ca.crt notAfter=2036-01-01 00:00:00 UTC", null)]);

    private static ClusterReport Trouble(string context)
    {
        var cause = new CauseReport
        {
            Id = "csr-denied-by-approver",
            Title = "CSR denied by an approver",
            Certificate = "client",
            Confidence = "confirmed",
            Severity = "high",
            Summary = "The client CSR csr-xyz42 of node-3 was denied: PolicyDenied: the node's pool may not renew.",
            Since = Now.AddHours(-5),
            Evidence = [new QuoteReport("cluster/certificatesigningrequests.json", "csr-xyz42 Denied PolicyDenied", Now.AddHours(-5))],
        };
        FleetNodeReport Denied(string name, double hours, string zone) => Healthy(name) with
        {
            Verdict = Verdicts.Failing,
            Cause = cause.Id,
            Summary = cause.Summary,
            Incident = 0,
            Zone = zone,
            Client = new FleetCertificateReport { Stage = "denied", NotAfter = Now.AddHours(hours), Known = "metrics", Late = "The client certificate has 2 % of its life left and was not renewed; it ends soon.", Csr = new CsrReport("csr-xyz42", "Denied", Now.AddHours(-5), $"system:node:{name}") },
            LostAt = Now.AddHours(hours).AddSeconds(50),
            Preflight = "fail",
            PreflightProblems = ["Approval of the client CSR: an approver denies it."],
            Closely = true,
        };
        return new ClusterReport
        {
            Context = context,
            ScannedAt = Now,
            Verdict = Verdicts.Failing,
            Counts = new Dictionary<string, int> { ["failing"] = 2, ["healthy"] = 1, ["undetermined"] = 1, ["excluded"] = 1, ["at-risk"] = 1 },
            Incidents =
            [
                new IncidentReport
                {
                    Cause = cause, Verdict = Verdicts.Failing, ControlPlane = false, Nodes = ["node-3", "node-4"], Pods = 24, Zones = ["eu-1a", "eu-1b"], Pools = ["general"], FirstLostAt = Now.AddHours(3).AddSeconds(50), Example = "node-3",
                    Fix =
                    [
                        new FixStep("Find who denied it", "workstation", ["kubectl get csr csr-xyz42 -o jsonpath='{.status.conditions}'"]),
                        new FixStep("Allow the renewal in that approver's policy", "infrastructure", [], "The kubelet asks again by itself."),
                        new FixStep("See that the next CSR is issued", "workstation", ["kubectl get csr --sort-by=.metadata.creationTimestamp | tail -5"], Verify: "Approved,Issued"),
                    ],
                },
            ],
            Items =
            [
                Item("ca-horizon", "warn", "The CA ends at 2027-01-01: every certificate issued from now on is cut to that."),
                new ClusterItemReport("csr-pile-up", "unknown", "How many CSRs there are is not known: they were not listed.", null, []),
            ],
            Nodes =
            [
                Denied("node-3", 3, "eu-1a"),
                Denied("node-4", 30, "eu-1b"),
                Healthy("node-5") with { Verdict = Verdicts.AtRisk, Cause = "insufficient-evidence", Confidence = "possible", Summary = "The serving certificate has 4 % of its life left and was not renewed; it ends at 2026-11-25 00:00:00 UTC.", Serving = new FleetCertificateReport { Stage = "due", NotAfter = Now.AddDays(3), Known = "handshake", Late = "The serving certificate has 4 % of its life left and was not renewed." } },
                Healthy("node-6") with { Verdict = Verdicts.Undetermined, Cause = "insufficient-evidence", Confidence = "possible", Summary = "Silent since 2026-11-22 04:00:00 UTC; its kubelet does not answer on its port either.", Ready = "Unknown", Client = new FleetCertificateReport { Stage = "unknown", Known = "unknown" }, Serving = new FleetCertificateReport { Stage = "unknown", Known = "unknown" }, Preflight = "unknown", Probes = [new ProbeReport("handshake", false)], Missing = [new MissingReport("node/serving.pem", "dial tcp 10.0.0.6:10250: i/o timeout")] },
                Healthy("a-node-with-a-rather-long-name.of.some.cloud.provider.internal"),
                Healthy("node-8") with { Verdict = Verdicts.Failing, Cause = "serving-static-cert-expired", Excluded = "replaced in spring (until 2027-03-01)" },
            ],
            PendingCsrs = [new PendingCsrsReport("kubernetes.io/kube-apiserver-client-kubelet", 0, null), new PendingCsrsReport("kubernetes.io/kubelet-serving", 2, Now.AddMinutes(-17))],
            Missing = [new MissingReport("cluster/certificatesigningrequests.json", "needs `list certificatesigningrequests`: forbidden")],
        };
    }

    private static string Streamed(Action<Stream> write)
    {
        using var stream = new MemoryStream();
        write(stream);
        return Encoding.UTF8.GetString(stream.ToArray());
    }

    private static string Written(Action<TextWriter> write)
    {
        using var writer = new StringWriter { NewLine = "\n" };
        write(writer);
        return writer.ToString();
    }
}
