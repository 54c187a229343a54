using System.Diagnostics;
using System.Text;
using Certrot.Evidence;
using FsCheck;
using FsCheck.Fluent;

namespace Certrot.Collect.Tests.Pasted;

public sealed class RobustnessTests
{
    private static readonly string[] Blocks =
    [
        "Mar 04 10:00:05 w1 kubelet[1]: E0304 10:00:05.123456 1 kubelet.go:2183] node \"w1\" not found",
        "$ kubectl get csr\nNAME        AGE   SIGNERNAME                      REQUESTOR        CONDITION\ncsr-2bwsl   16m   kubernetes.io/kubelet-serving   system:node:w1   Pending",
        "$ kubectl get nodes\nNAME   STATUS     ROLES    AGE   VERSION\nw1     NotReady   <none>   10d   v1.28.2",
        "$ openssl x509 -in /var/lib/kubelet/pki/kubelet-client-current.pem -noout -dates\nnotBefore=Mar  4 09:55:00 2020 GMT\nnotAfter=Mar  4 09:55:00 2021 GMT",
        "$ openssl s_client -connect w1:10250 | openssl x509 -noout -subject -enddate\nsubject=CN = w1@1583315700\nnotAfter=Mar  5 09:55:00 2021 GMT",
        "# ls -l /var/lib/kubelet/pki\ntotal 4\nlrwxrwxrwx 1 root root 59 Feb  8  2020 kubelet-client-current.pem -> kubelet-client-2020-02-08-04-56-24.pem",
        "# systemctl status kubelet\n● kubelet.service - kubelet: The Kubernetes Node Agent\n   Active: active (running) since Thu 2021-03-04 10:00:00 UTC; 6s ago",
        "$ df -h /\nFilesystem      Size  Used Avail Use% Mounted on\n/dev/sda1        40G   40G     0 100% /",
        "$ kubectl auth can-i create csr --as=system:node:w1\nno",
        "E0304 10:00:05.123456 1 controllermanager.go:500] Skipping CSR signer controller because no csr cert/key was specified",
        "E0304 10:00:05.123456 1 authentication.go:53] Unable to authenticate the request due to an error: x509: certificate has expired",
        "kubelet_certificate_manager_client_ttl_seconds 3600",
        "$ kubectl get lease -n kube-system\nNAME                      HOLDER   AGE\nkube-controller-manager   cp1_1    90d",
        "Some words about what we tried.",
    ];

    [Fact]
    public void Nothing_that_is_pasted_throws()
    {
        var fragments = Blocks.SelectMany(b => b.Split('\n')).Concat(["```", "-----BEGIN CERTIFICATE-----", "MIIB", "-----END CERTIFICATE-----", "{", "}", "[", "apiVersion: v1", "kind: Node", "items:", "- a", "  b: c", "---", "> ", "\u001b[", "\0", "Name:", "Events:", "Conditions:", "Certificate:", "    Serial Number:", "NAME  STATUS  VERSION", "Filesystem ", ":", "{\"kind\":\"Node\",\"metadata\":{"]).ToArray();
        var line = Gen.OneOf(Gen.Elements(fragments), ArbMap.Default.GeneratorFor<string>().Select(s => s ?? ""), Gen.Elements(fragments).SelectMany(f => Gen.Choose(0, f.Length).Select(n => f[..n])));
        var texts = Arb.From(line.ListOf().Select(l => string.Join('\n', l)));

        Prop.ForAll(texts, text => Paste.Read(text).Fragmentary).QuickCheckThrowOnFailure();
    }

    [Fact]
    public void Any_bytes_can_be_read() =>
        Prop.ForAll(ArbMap.Default.ArbFor<byte[]>(), bytes => Paste.Read(bytes ?? []).Fragmentary).QuickCheckThrowOnFailure();

    [Fact]
    public void Order_of_unrelated_blocks_does_not_matter()
    {
        var expected = Summary(Paste.Read(string.Join("\n\n", Blocks)));
        var orders = Arb.From(Gen.Shuffle(Blocks));

        Prop.ForAll(orders, blocks => Summary(Paste.Read(string.Join("\n\n", blocks))) == expected).QuickCheckThrowOnFailure();
    }

    [Fact]
    [Trait("needs", "minutes")]
    public void A_single_line_of_five_megabytes_is_read()
    {
        var json = "{\"kind\":\"List\",\"items\":[" + string.Concat(Enumerable.Repeat("{\"kind\":\"Secret\"},", 280_000)) + "{}]}";

        Assert.True(Paste.Read(new string('x', 5_000_000)).Fragmentary);
        Assert.True(Paste.Read("{" + new string('"', 5_000_000)).Fragmentary);
        Assert.Null(Paste.Read(json).Cluster.Nodes);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Utf_16_is_read_with_and_without_a_mark(bool mark)
    {
        var encoding = new UnicodeEncoding(bigEndian: false, byteOrderMark: mark);
        var evidence = Paste.Read([.. encoding.GetPreamble(), .. encoding.GetBytes("kubelet: x509: certificate signed by unknown authority\r\nE0304 10:00:05.123456 1 kubelet.go:1] Unauthorized\r\n")]);

        Assert.Equal(["x509@1", "unauthorized@2"], Paste.Hits(evidence.Host.KubeletLog));
    }

    [Fact]
    public void Carriage_returns_do_not_matter()
    {
        var text = string.Join("\n\n", Blocks);

        Assert.Equal(Summary(Paste.Read(text)), Summary(Paste.Read(text.ReplaceLineEndings("\r\n"))));
    }

    [Fact]
    public void Unclosed_pem_is_told_and_what_follows_is_read()
    {
        var evidence = Paste.Read("-----BEGIN CERTIFICATE-----\nMIIBszCCAVmgAwIBAgIUBWlD\n...\nE0304 10:00:05.123456 1 kubelet.go:1] Unauthorized\n");

        Assert.Contains("Line 1:", Assert.Single(evidence.Problems).Message, StringComparison.Ordinal);
        Assert.Equal(["unauthorized@4"], Paste.Hits(evidence.Host.KubeletLog));
        Assert.Null(evidence.Host.Pki);
    }

    [Fact]
    public void Unclosed_json_does_not_swallow_the_log_below()
    {
        var evidence = Paste.Read("{\n  \"kind\": \"Node\",\n  \"metadata\": {\nE0304 10:00:05.123456 1 kubelet.go:1] Unauthorized\n");

        Assert.Equal(["unauthorized@4"], Paste.Hits(evidence.Host.KubeletLog));
    }

    [Fact]
    [Trait("needs", "minutes")]
    public void A_hundred_thousand_lines_take_less_than_a_few_seconds()
    {
        var text = new StringBuilder();
        for (var i = 0; i < 100_000; i++) text.Append("Mar 04 10:00:05 worker-1 kubelet[1234]: E0304 10:00:05.123456    1234 reflector.go:127] k8s.io/client-go/informers/factory.go:134: Failed to watch *v1.Node: line ").Append(i).Append('\n');
        var bytes = Encoding.UTF8.GetBytes(text.ToString());
        Paste.Read(bytes.AsSpan(0, 200_000).ToArray());

        var watch = Stopwatch.StartNew();
        var evidence = Paste.Read(bytes);

        Assert.Equal(100_000, evidence.Host.KubeletLog!.Lines);
        // The target is one second; the bound leaves room for a busy build machine.
        Assert.True(watch.Elapsed < TimeSpan.FromSeconds(5), $"{watch.Elapsed}");
    }

    [Fact]
    public void Secrets_of_key_blocks_are_not_kept()
    {
        var evidence = Paste.Read("-----BEGIN EC PRIVATE KEY-----\nMHcCAQEEIGsecretsecretsecret\n-----END EC PRIVATE KEY-----\n");

        Assert.Null(evidence.Host.Pki);
        Assert.Null(evidence.Host.KubeletLog);
    }

    [Fact]
    public void A_cancelled_reading_stops()
    {
        using var stop = new CancellationTokenSource();
        stop.Cancel();

        Assert.Throws<OperationCanceledException>(() => PastedTextReader.Read(new MemoryStream("x"u8.ToArray()), "stdin", new([]), new FixedClock(Paste.Today), stop.Token));
    }

    private static string Summary(NodeEvidence evidence)
    {
        var parts = new List<string> { evidence.NodeName ?? "", evidence.CollectedAt.ToString("O") };
        parts.AddRange(evidence.Cluster.CertificateSigningRequests!.Select(r => $"csr {r.Meta.Name} {r.Meta.Created:O}"));
        parts.AddRange(evidence.Cluster.Nodes!.Select(n => $"node {n.Meta.Name} {n.Ready!.Status}"));
        parts.AddRange(evidence.Host.Pki!.OrderBy(p => p.Key, StringComparer.Ordinal).Select(p => $"pki {p.Key} {p.Value.Leaf!.NotAfter:O}"));
        parts.AddRange(evidence.Host.Files!.Select(f => $"file {f.Path}"));
        parts.AddRange(evidence.Cluster.AccessAnswers!.Select(a => $"answer {a.Resource} {a.Allowed}"));
        parts.AddRange(evidence.Cluster.Leases!.Select(l => $"lease {l.Meta.Name}"));
        parts.Add($"serving {evidence.Host.Serving!.Leaf!.NotAfter:O}");
        parts.Add($"process {evidence.Host.Process!.Running} disk {evidence.Host.Disk!.AvailableBytes} metrics {evidence.Host.Metrics is not null}");
        foreach (var log in (ReadOnlySpan<Certrot.Logs.LogDigest?>)[evidence.Host.KubeletLog, evidence.Cluster.ControllerManagerLog, evidence.Cluster.ApiServerLog])
        {
            parts.Add(string.Join(',', log!.Matches.Select(m => m.PatternId)));
        }
        return string.Join('\n', parts);
    }
}
