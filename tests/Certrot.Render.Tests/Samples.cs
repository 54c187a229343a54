using System.Text;
using Certrot.Reports;

namespace Certrot.Render.Tests;

/// <summary>Reports of every sort that the outputs have to show.</summary>
internal static class Samples
{
    public static readonly DateTimeOffset Now = new(2026, 11, 22, 5, 34, 17, TimeSpan.Zero);

    public static IReadOnlyDictionary<string, DiagnosisReport> All { get; } = new Dictionary<string, DiagnosisReport>(StringComparer.Ordinal)
    {
        ["pending"] = Pending(),
        ["healthy"] = Healthy(),
        ["undetermined"] = Undetermined(),
        ["both"] = Both(),
        ["hostile"] = Hostile(1),
        ["long"] = Hostile(640),
        ["bare"] = Bare(),
    };

    public static TheoryData<string> Names => [.. All.Keys];

    private static DateTimeOffset Ago(double seconds) => Now.AddSeconds(-seconds);

    private static CertificateReport Read(string stage, string text, DateTimeOffset start, DateTimeOffset end, string source) => new()
    {
        Stage = stage,
        StageText = text,
        NotBefore = start,
        NotAfter = end,
        RotationWindow = [start + (end - start) * 0.7, start + (end - start) * 0.9],
        Expired = end <= Now,
        SecondsLeft = (long)(end - Now).TotalSeconds,
        Subject = "O=system:nodes, CN=system:node:worker-1",
        Issuer = "CN=kubernetes",
        Source = source,
    };

    private static RunbookStep Step(string number, string title, string outcome, string summary, string? note = null, params QuoteReport[] evidence) =>
        new(number, title, outcome, summary, evidence, note);

    private static DiagnosisReport Pending()
    {
        QuoteReport csr = new("cluster/csrs.yaml:41", "name: csr-8xk2p, signerName: kubernetes.io/kube-apiserver-client-kubelet, status: {}", Ago(252));
        QuoteReport binding = new("cluster/clusterrolebindings.yaml", "no binding of system:certificates.k8s.io:certificatesigningrequests:selfnodeclient to group system:nodes");
        QuoteReport log = new("node/kubelet.log:1204", "I1122 05:30:05.118202    1 certificate_manager.go:566] \"Rotating certificates\" logger=\"kubernetes.io/kube-apiserver-client-kubelet\"", Ago(252));
        var client = Read("pending", "CSR csr-8xk2p waits for approval since 4m12s", Now.AddSeconds(-2_190), Now.AddSeconds(210), "node/pki/kubelet-client-current.pem") with
        {
            Csr = new CsrReport("csr-8xk2p", "Pending", Ago(252), "system:node:worker-1"),
            LastRotation = Ago(2_190),
        };
        return new DiagnosisReport
        {
            Node = "worker-1",
            GeneratedAt = Now.AddMinutes(2),
            EvidenceAt = Now,
            Generator = "certrot 0.1.0",
            Verdict = Verdicts.Failing,
            Headline = "Nobody approves the renewal of worker-1's client certificate; the node is lost in 3m30s.",
            RootCause = new CauseReport
            {
                Id = "client-csr-autoapprove-rbac-missing",
                Title = "Nothing may approve the node's own client CSRs",
                Certificate = "client",
                Confidence = "confirmed",
                Severity = "high",
                Summary = "No ClusterRoleBinding gives system:nodes the verb selfnodeclient, so kube-controller-manager leaves csr-8xk2p of system:node:worker-1 pending.",
                Since = Ago(252),
                Change = "ClusterRoleBinding kubeadm:node-autoapprove-certificate-rotation was deleted at 05:12:40 (audit log, user ops@example.com)",
                Evidence = [binding, csr],
            },
            Candidates =
            [
                new CandidateReport("client-csr-autoapprove-rbac-missing", 0.97, "client"),
                new CandidateReport("csr-approver-controller-disabled", 0.31, "client", "client-csr-autoapprove-rbac-missing"),
            ],
            Certificates = new CertificatesReport(client, Read("not-due", "renewal starts in 2026-08", Now.AddDays(-30), Now.AddDays(335), "node/pki/kubelet-server-current.pem")),
            Chain =
            [
                new ChainLink("The binding kubeadm:node-autoapprove-certificate-rotation is missing", "client-csr-autoapprove-rbac-missing", Ago(1_297), Evidence: [binding]),
                new ChainLink("csr-8xk2p stays Pending", null, Ago(252), Evidence: [csr]),
                new ChainLink("The client certificate ends and the API server answers the kubelet with 401", null, Now.AddSeconds(210), Expected: true),
                new ChainLink("worker-1 turns NotReady; its pods are evicted five minutes later", null, Now.AddSeconds(250), Expected: true),
            ],
            Findings =
            [
                new FindingReport("high", "CSR csr-8xk2p is Pending for 4m12s; a kubeadm cluster approves within seconds", [csr, log]),
                new FindingReport("medium", "kube-controller-manager runs with csrapproving on and holds its lease", [new QuoteReport("cluster/leases.yaml:12", "holderIdentity: cp-1_0b6f, renewTime: 2026-11-22T05:34:15Z")]),
            ],
            Scope = new ScopeReport("several-nodes", "worker-1 and worker-2 of 3 nodes wait for the same approval.", ["worker-1", "worker-2"], 3),
            Outlook = new OutlookReport("The kubelet keeps asking until the certificate ends; after that only a new bootstrap or a new kubeconfig helps.", Now.AddSeconds(210), 210, Now.AddSeconds(38)),
            Playbook =
            [
                Step("P1", "Describe the node: conditions, events, system info", "ok", "Ready is True since 31d; no condition speaks of certificates"),
                Step("P2", "Node events by time", "ok", "No event of the last hour concerns certificates", "Kubernetes itself never emits CertificateRotationFailed or TLSHandshakeError: their absence proves nothing."),
                Step("P3", "Kubelet certificate expiry on the node", "problem", "The client certificate ends 2026-11-22 05:37:47 UTC (in 3m30s), past its rotation window", null, new QuoteReport("node/pki/kubelet-client-current.pem", "notAfter 2026-11-22T05:37:47Z")),
                Step("P4", "Kubelet logs: rotation errors, expiry, CSR failures", "problem", "Rotation started 4m12s ago and has not finished", null, log),
                Step("P5", "CSRs: is one of the kubelet pending?", "problem", "csr-8xk2p is Pending for 4m12s", null, csr),
                Step("P6", "Certificate authority: available and able to sign?", "ok", "kube-controller-manager signs: csr-2mmq9 of worker-3 was issued 9d ago"),
                Step("P7", "RBAC: may the kubelet create and get its CSRs approved?", "problem", "system:nodes has no selfnodeclient", null, binding),
            ],
            Diagnosis =
            [
                Step("D1", "Node events name certificate trouble", "not-applicable", "No such events"),
                Step("D2", "Events point to expiry: compare with the certificate", "ok", "Not expired yet"),
                Step("D3", "CSR errors in the log: look for pending CSRs", "problem", "One pending CSR of this node"),
                Step("D4", "CSRs pending: is the CA up?", "ok", "The signer works"),
                Step("D5", "Permission denied: check RBAC", "problem", "The approval permission is missing, not the kubelet's own"),
                Step("D6", "Connectivity errors: check the network", "ok", "No connection error in the log"),
                Step("D7", "Worked before: upgrades, CA rotation, policy changes", "problem", "A binding was deleted 21m37s ago"),
                Step("fallback", "Nothing found: review the kubelet's rotation settings", "not-applicable", "A cause was found"),
            ],
            Timeline =
            [
                new TimelineEntry(Now.AddDays(-31), "node", "worker-1 joins"),
                new TimelineEntry(Ago(2_190), "certificate", "client certificate issued", "node/pki/kubelet-client-current.pem"),
                new TimelineEntry(Ago(1_297), "control-plane", "ClusterRoleBinding kubeadm:node-autoapprove-certificate-rotation deleted", "control-plane/audit.log:88", true),
                new TimelineEntry(Ago(510), "certificate", "rotation window opens (70 %)"),
                new TimelineEntry(Ago(252), "log", "kubelet: Rotating certificates", "node/kubelet.log:1204"),
                new TimelineEntry(Ago(252), "csr", "csr-8xk2p created", "cluster/csrs.yaml:41", true),
                new TimelineEntry(Ago(30), "event", "rotation window closes (90 %) and the CSR is still pending", null, true),
                new TimelineEntry(Now, "now", "evidence collected"),
                new TimelineEntry(Now.AddSeconds(38), "future", "the kubelet asks again"),
                new TimelineEntry(Now.AddSeconds(210), "future", "client certificate ends", null, true),
            ],
            RuledOut =
            [
                new RuledOutReport("kcm-down", "Its lease was renewed 2s ago.", [new QuoteReport("cluster/leases.yaml:12", "renewTime: 2026-11-22T05:34:15Z")]),
                new RuledOutReport("clock-skew-node", "Node and API server differ by less than 1s.", []),
                new RuledOutReport("signer-ca-expired", "The CA is valid until 2036-10-20.", []),
            ],
            Missing = [new MissingReport("control-plane/kube-controller-manager.log", "not in the bundle")],
            NextChecks = [new NextCheck("kubectl auth can-i create certificatesigningrequests.certificates.k8s.io --subresource=selfnodeclient --as=system:node:worker-1 --as-group=system:nodes", "workstation", "Whether the permission is missing right now")],
            Fix =
            [
                new FixStep("Approve the pending CSR, before it is too late", "workstation", ["kubectl certificate approve csr-8xk2p"], "This saves the node now; the next renewal fails again without step 2.", "kubectl get csr csr-8xk2p"),
                new FixStep("Give nodes the right to renew their own certificate", "workstation", ["kubectl create clusterrolebinding kubeadm:node-autoapprove-certificate-rotation --clusterrole=system:certificates.k8s.io:certificatesigningrequests:selfnodeclient --group=system:nodes"], null, "kubectl get csr --field-selector spec.signerName=kubernetes.io/kube-apiserver-client-kubelet"),
            ],
        };
    }

    private static DiagnosisReport Healthy() => new()
    {
        Node = "worker-3",
        GeneratedAt = Now,
        EvidenceAt = Now,
        Generator = "certrot 0.1.0",
        Verdict = Verdicts.Healthy,
        Headline = "Both certificates of worker-3 are in date and renew themselves.",
        RootCause = new CauseReport
        {
            Id = "rotation-not-due",
            Title = "The certificates are before their rotation window",
            Confidence = "confirmed",
            Severity = "info",
            Summary = "The client certificate was renewed 9d ago and is next due in 238d.",
        },
        Certificates = new CertificatesReport(
            Read("in-use", "renewed and used", Now.AddDays(-9), Now.AddDays(356), "node/pki/kubelet-client-current.pem") with { LastRotation = Now.AddDays(-9), Csr = new CsrReport("csr-2mmq9", "Approved,Issued", Now.AddDays(-9), "system:node:worker-3") },
            Read("not-due", "renewal is not due", Now.AddDays(-40), Now.AddDays(325), "node/pki/kubelet-server-current.pem")),
        Scope = new ScopeReport("unknown", "Only this node was collected.", [], null),
        Outlook = new OutlookReport("Nothing happens before 2027-07-19."),
        Playbook = [Step("P1", "Describe the node", "ok", "Ready")],
        Timeline = [new TimelineEntry(Now.AddDays(-9), "certificate", "client certificate renewed"), new TimelineEntry(Now, "now", "evidence collected")],
    };

    private static DiagnosisReport Undetermined() => new()
    {
        GeneratedAt = Now,
        EvidenceAt = Now,
        Generator = "certrot 0.1.0",
        Verdict = Verdicts.Undetermined,
        Headline = "The log line alone does not tell why the node cannot reach the API server.",
        RootCause = new CauseReport
        {
            Id = "insufficient-evidence",
            Title = "The evidence does not allow an answer",
            Confidence = "possible",
            Severity = "info",
            Summary = "One log line was given. It fits an expired certificate, a wrong clock and a replaced CA.",
        },
        Candidates = [new CandidateReport("client-expired-no-bootstrap", 0.4, "client"), new CandidateReport("clock-skew-node", 0.3, null)],
        Certificates = new CertificatesReport(Unknown(), Unknown()),
        Findings = [new FindingReport("low", "x509: certificate has expired or is not yet valid", [new QuoteReport("stdin:1", "Unable to register node \"worker-9\" with API server: x509: certificate has expired or is not yet valid")])],
        Scope = new ScopeReport("unknown", "Nothing tells about other nodes.", [], null),
        Outlook = new OutlookReport("Not known."),
        Missing = [new MissingReport("node/pki", "not collected"), new MissingReport("cluster/csrs.yaml", "kubectl: connection refused")],
        NextChecks =
        [
            new NextCheck("sudo openssl x509 -noout -enddate -in /var/lib/kubelet/pki/kubelet-client-current.pem", "node", "Whether the client certificate is expired"),
            new NextCheck("date -u; curl -sk -D- -o /dev/null https://10.0.0.10:6443/healthz | grep -i '^date'", "node", "Whether the node's clock is right"),
            new NextCheck("kubectl get csr --sort-by=.metadata.creationTimestamp", "workstation", "Whether the node asks for a certificate at all"),
        ],
    };

    private static CertificateReport Unknown() => new() { Stage = "unknown", StageText = "no certificate was read" };

    private static DiagnosisReport Both()
    {
        var client = Read("failed", "the signer refused the request", Now.AddDays(-366), Now.AddDays(-1), "node/pki/kubelet-client-current.pem") with
        {
            Csr = new CsrReport("csr-aaaaa", "Approved,Failed", Ago(7_200), "system:node:db-2"),
        };
        var serving = Read("pending", "csr-bbbbb waits for an approver", Now.AddDays(-300), Now.AddDays(20), "tls://10.0.0.7:10250") with
        {
            Csr = new CsrReport("csr-bbbbb", "Pending", Ago(86_400 * 2), "system:node:db-2"),
        };
        var fix = new List<FixStep>();
        for (var i = 1; i <= 7; i++)
            fix.Add(new FixStep($"Step {i} of the way out", "control-plane", [$"kubectl -n kube-system get pod step-{i}", $"kubeadm certs renew step-{i}"], "Take a backup of /etc/kubernetes/pki before."));
        fix.Add(new FixStep("Ask the network team to open port 6443", "infrastructure", []));
        fix.Add(new FixStep("Write the corrected object", "node", ["cat <<'EOF' | kubectl apply -f -\napiVersion: v1\nkind: ConfigMap\nEOF"]));
        return new DiagnosisReport
        {
            Node = "db-2.eu-west-1.compute.internal",
            GeneratedAt = Now,
            EvidenceAt = Now,
            Generator = "certrot 0.1.0",
            Verdict = Verdicts.Failing,
            Headline = "db-2 is lost since yesterday because the signing CA ended, and nothing approves its serving certificate, which is a separate trouble that will stay when the first one is solved.",
            RootCause = new CauseReport
            {
                Id = "signer-ca-expired",
                Title = "The CA that signs node certificates has ended",
                Confidence = "likely",
                Severity = "critical",
                Summary = "kube-controller-manager's --cluster-signing-cert-file ended 2026-11-20 04:00:00 UTC; every request since then fails with \"the signing CA is expired\". This concerns every node whose certificate has to be renewed, and every node that is new; it does not concern service account tokens, which have a key of their own and no certificate.",
                Since = Now.AddDays(-2),
                Change = "none seen in the evidence of the last ten days, which holds the audit log of two of the three control planes only",
            },
            OtherCauses =
            [
                new CauseReport { Id = "serving-csr-no-approver", Title = "Nothing approves kubelet-serving CSRs", Certificate = "serving", Confidence = "confirmed", Severity = "medium", Summary = "Kubernetes has no approver of kubernetes.io/kubelet-serving; none is installed.", Since = Now.AddDays(-2) },
                new CauseReport { Id = "csr-flood", Title = "Thousands of CSRs", Confidence = "possible", Severity = "low", Summary = "5,120 CSRs are pending." },
            ],
            Certificates = new CertificatesReport(client, serving),
            Chain = [new ChainLink("The CA ended", "signer-ca-expired", Now.AddDays(-2)), new ChainLink("The client certificate ended", null, Now.AddDays(-1))],
            Scope = new ScopeReport("cluster", "All 12 nodes are concerned.", ["db-1", "db-2"], 12),
            Outlook = new OutlookReport("The node is lost already.", Now.AddDays(-1), -86_400),
            Timeline = ManyEntries(),
            Fix = fix,
        };
    }

    private static List<TimelineEntry> ManyEntries()
    {
        string[] kinds = ["certificate", "csr", "log", "event", "node", "control-plane"];
        var entries = new List<TimelineEntry> { new(Now.AddDays(-3_650), "control-plane", "CA created") };
        for (var i = 40; i > 0; i--)
            entries.Add(new TimelineEntry(Ago(i * i * 120), kinds[i % kinds.Length], $"entry {i} says that something happened on db-2.eu-west-1.compute.internal and that it went on for a while before it stopped", $"node/kubelet.log:{i}", i % 5 == 0));
        entries.Add(new TimelineEntry(Now, "now", "evidence collected"));
        entries.Add(new TimelineEntry(Now.AddDays(20), "future", "serving certificate ends"));
        return entries;
    }

    /// <summary>Texts that try to break out, as names, as evidence and as commands; with 640 repeats, 10 KB each.</summary>
    private static DiagnosisReport Hostile(int repeats)
    {
        const string evil = "<script>alert(1)</script> | `x` ``` \u001b[31mred\u001b[0m \u001b]0;title\u0007 \u202Egnp.exe\u202C line1\nline2\r\n## head\t*b* _i_ [a](javascript:x) @team $x$ & \" ' --> ]]> \\| \u0000\u0007\u009b2J";
        const string cjk = "节点的证书已过期，请尽快更新节点证书以恢复服务。ノードの証明書の有効期限が切れています。인증서가만료되었습니다 👩‍💻 e\u0301";
        var longWord = string.Concat(Enumerable.Repeat("0123456789abcdef", 4 + repeats));
        var longText = string.Concat(Enumerable.Repeat("lorem ipsum dolor ", 4 + repeats));
        QuoteReport[] quotes = [new(evil, evil, Now), new("cjk", cjk), new("long", longWord), new("text", longText), new("half", "a\ud800b\udc00c\uffff")];
        return new DiagnosisReport
        {
            Node = evil,
            GeneratedAt = Now,
            EvidenceAt = Now,
            Generator = evil,
            Verdict = Verdicts.AtRisk,
            Headline = cjk + cjk,
            RootCause = new CauseReport { Id = "auth-anonymous", Title = evil, Certificate = "client", Confidence = "likely", Severity = "high", Summary = longWord, Since = DateTimeOffset.MinValue, Change = evil, Evidence = quotes },
            OtherCauses = [new CauseReport { Id = "csr-flood", Title = cjk, Confidence = "possible", Severity = "low", Summary = evil, Evidence = quotes }],
            Candidates = [new CandidateReport("auth-anonymous", double.NaN, "client", evil)],
            Certificates = new CertificatesReport(
                Read("due", evil, Now.AddYears(-900), Now.AddYears(900), evil) with { Subject = longWord, Issuer = cjk, Csr = new CsrReport(evil, evil, DateTimeOffset.MaxValue, cjk) },
                Read("unknown", cjk, Now.AddSeconds(5), Now.AddSeconds(6), longWord) with { RotationWindow = [] }),
            Chain = [new ChainLink(evil, evil, Now, false, quotes), new ChainLink(cjk, null, DateTimeOffset.MaxValue, true)],
            Findings = [new FindingReport("high", longText, quotes), new FindingReport("info", cjk, quotes)],
            Scope = new ScopeReport("node", evil, [evil, cjk], 1),
            Outlook = new OutlookReport(cjk, DateTimeOffset.MaxValue, long.MaxValue, DateTimeOffset.MinValue),
            Playbook = [Step("P1", evil, "ok", evil, cjk, quotes), Step("P2", cjk, "problem", longText)],
            Diagnosis = [Step("fallback", longWord, "not-collected", longWord)],
            Timeline = [new TimelineEntry(DateTimeOffset.MinValue, "log", evil, evil, true), new TimelineEntry(Now, "csr", cjk, cjk), new TimelineEntry(DateTimeOffset.MaxValue, "future", longWord, longWord)],
            RuledOut = [new RuledOutReport("kcm-down", evil, quotes)],
            Missing = [new MissingReport(evil, cjk), new MissingReport(longWord, longText)],
            NextChecks = [new NextCheck("echo '" + evil + "'", "node", cjk)],
            Fix = [new FixStep(evil, "node", ["echo '`" + cjk + "```'", longText], longText, "echo " + longWord), new FixStep("nothing to type", "workstation", [""])],
        };
    }

    private static DiagnosisReport Bare() => new()
    {
        GeneratedAt = Now,
        EvidenceAt = Now,
        Generator = "",
        Verdict = Verdicts.NotCertificateRelated,
        Headline = "",
        RootCause = new CauseReport { Id = "apiserver-unreachable", Title = "", Confidence = "possible", Severity = "info", Summary = "" },
        Certificates = new CertificatesReport(Unknown() with { StageText = "" }, Unknown()),
        Scope = new ScopeReport("unknown", "", [], null),
        Outlook = new OutlookReport(""),
    };

    public static string Text(DiagnosisReport report, int width, bool verbose = true, bool color = false)
    {
        using var writer = new StringWriter();
        TextReport.Write(writer, report, new RenderOptions { Width = width, Verbose = verbose, Color = color });
        return writer.ToString();
    }

    public static string Markdown(DiagnosisReport report)
    {
        using var writer = new StringWriter();
        MarkdownReport.Write(writer, report);
        return writer.ToString();
    }

    public static string Html(DiagnosisReport report)
    {
        using var writer = new StringWriter();
        HtmlReport.Write(writer, report);
        return writer.ToString();
    }

    public static string Yaml(DiagnosisReport report)
    {
        using var writer = new StringWriter();
        YamlReport.Write(writer, report);
        return writer.ToString();
    }

    public static string Json(DiagnosisReport report)
    {
        using var stream = new MemoryStream();
        JsonReport.Write(stream, report);
        return Encoding.UTF8.GetString(stream.ToArray());
    }
}
