using System.Formats.Tar;
using System.IO.Compression;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;

namespace Certrot.Collect.Tests.Bundle;

/// <summary>A bundle's files, and the directory and archives that hold them.</summary>
internal sealed class SampleBundle : IDisposable
{
    public const string Header =
        """{"apiVersion":"certrot/v1","kind":"EvidenceBundle","node":"worker-1","collectedAt":"2026-11-22T05:41:10Z","errors":[{"path":"node/metrics.prom","error":"timed out"}]}""";

    public const string Process = """{"running":true,"exitCode":null,"commandLine":["/usr/bin/kubelet","--hostname-override=worker-1"]}""";

    private static readonly string certificate = MakeCertificate();

    public SampleBundle()
    {
        Directory.CreateDirectory(Folder);
        Files = new SortedDictionary<string, byte[]>(StringComparer.Ordinal);
    }

    /// <summary>The temporary folder that holds all that the test makes.</summary>
    public string Folder { get; } = Path.Combine(Path.GetTempPath(), "certrot-" + Guid.NewGuid().ToString("N"));

    public SortedDictionary<string, byte[]> Files { get; }

    /// <summary>A small bundle with every file.</summary>
    public static SampleBundle Complete()
    {
        const string EmptyList = """{"apiVersion":"v1","kind":"List","items":[]}""";
        var bundle = new SampleBundle();
        bundle.Add("bundle.json", Header);
        bundle.Add("cluster/version.json", """{"major":"1","minor":"36","gitVersion":"v1.36.2"}""");
        bundle.Add("cluster/nodes.json", """{"apiVersion":"v1","kind":"List","items":[{"metadata":{"name":"worker-1"},"status":{"conditions":[]}}]}""");
        foreach (var name in (string[])
            ["events", "certificatesigningrequests", "clusterroles", "clusterrolebindings", "leases", "pods-kube-system", "configmaps-kube-system",
                "validatingwebhookconfigurations", "mutatingwebhookconfigurations"])
        {
            bundle.Add($"cluster/{name}.json", EmptyList);
        }
        bundle.Add("cluster/logs/kube-apiserver.log", Line(1, "apiserver up"));
        bundle.Add("cluster/logs/kube-controller-manager.log", Line(2, "controller manager up"));
        bundle.Add("node/kubelet.log", Line(1, "kubelet up") + Line(2, "Certificate rotation is enabled"));
        bundle.Add("node/config.yaml", "apiVersion: kubelet.config.k8s.io/v1beta1\nkind: KubeletConfiguration\nrotateCertificates: true\n");
        bundle.Add("node/kubelet.conf", Kubeconfig);
        bundle.Add("node/bootstrap-kubelet.conf", Kubeconfig);
        bundle.Add("node/ca.crt", certificate);
        bundle.Add("node/serving.pem", certificate);
        bundle.Add("node/pki/kubelet-client-2026-11-22-05-40-59.pem", certificate);
        bundle.Add("node/pki/kubelet-client-current.pem", certificate);
        bundle.Add("node/files.json", """[{"path":"/var/lib/kubelet/pki/kubelet.crt","mode":"-rw-------","uid":0,"gid":0,"size":850,"modified":"2026-11-22T05:40:59Z"}]""");
        bundle.Add("node/process.json", Process);
        bundle.Add("node/disk.json", """{"path":"/var/lib/kubelet/pki","totalBytes":1000,"availableBytes":500,"readOnly":false}""");
        bundle.Add("node/clock.json", """{"nodeTime":"2026-11-22T05:41:10Z","referenceTime":"2026-11-22T05:41:12Z","ntpSynchronized":true}""");
        bundle.Add("node/metrics.prom", "certificate_manager_client_ttl_seconds 3600\n");
        bundle.Add("expected.json", "{}");
        return bundle;
    }

    /// <summary>A header and a log: the least that is a bundle.</summary>
    public static SampleBundle Small()
    {
        var bundle = new SampleBundle();
        bundle.Add("bundle.json", Header);
        bundle.Add("node/kubelet.log", Line(1, "kubelet up"));
        bundle.Add("node/process.json", Process);
        return bundle;
    }

    public static string Certificate => certificate;

    public static string Line(int second, string message) => $"I1122 05:40:{second:00}.000000    1207 server.go:1] \"{message}\"\n";

    public void Add(string path, string content) => Files[path] = Encoding.UTF8.GetBytes(content);

    public string PathOf(string name) => Path.Combine(Folder, name);

    public string WriteDirectory(string name = "bundle", string under = "")
    {
        var root = PathOf(name);
        foreach (var (path, content) in Files)
        {
            var file = Path.Combine(root, under, path);
            Directory.CreateDirectory(Path.GetDirectoryName(file)!);
            File.WriteAllBytes(file, content);
        }
        return root;
    }

    public string WriteTar(string name, TarEntryFormat format = TarEntryFormat.Pax, string under = "", Action<TarWriter>? more = null, bool reverse = false)
    {
        var file = PathOf(name);
        using var stream = File.Create(file);
        if (name.EndsWith("gz", StringComparison.Ordinal))
        {
            using var gzip = new GZipStream(stream, CompressionLevel.Optimal);
            WriteTar(gzip, format, under, more, reverse);
        }
        else
        {
            WriteTar(stream, format, under, more, reverse);
        }
        return file;
    }

    public string WriteZip(string name, string under = "", Action<ZipArchive>? more = null)
    {
        var file = PathOf(name);
        using var zip = ZipFile.Open(file, ZipArchiveMode.Create);
        foreach (var (path, content) in Files)
        {
            using var entry = zip.CreateEntry(under + path).Open();
            entry.Write(content);
        }
        more?.Invoke(zip);
        return file;
    }

    public static TarEntry TarFile(string path, string content, TarEntryFormat format = TarEntryFormat.Pax) =>
        TarFile(path, Encoding.UTF8.GetBytes(content), format);

    public static TarEntry TarFile(string path, byte[] content, TarEntryFormat format = TarEntryFormat.Pax)
    {
        TarEntry entry = format switch
        {
            TarEntryFormat.V7 => new V7TarEntry(TarEntryType.V7RegularFile, path),
            TarEntryFormat.Ustar => new UstarTarEntry(TarEntryType.RegularFile, path),
            TarEntryFormat.Gnu => new GnuTarEntry(TarEntryType.RegularFile, path),
            _ => new PaxTarEntry(TarEntryType.RegularFile, path),
        };
        entry.DataStream = new MemoryStream(content);
        return entry;
    }

    public void Dispose() => Directory.Delete(Folder, recursive: true);

    private void WriteTar(Stream stream, TarEntryFormat format, string under, Action<TarWriter>? more, bool reverse)
    {
        using var tar = new TarWriter(stream, format);
        foreach (var (path, content) in reverse ? Files.Reverse() : Files) tar.WriteEntry(TarFile(under + path, content, format));
        more?.Invoke(tar);
    }

    private const string Kubeconfig =
        """
        apiVersion: v1
        kind: Config
        clusters:
        - name: kubernetes
          cluster:
            server: https://192.0.2.10:6443
        contexts:
        - name: default
          context:
            cluster: kubernetes
            user: kubelet
        current-context: default
        users:
        - name: kubelet
          user:
            client-certificate: /var/lib/kubelet/pki/kubelet-client-current.pem
            client-key: /var/lib/kubelet/pki/kubelet-client-current.pem

        """;

    private static string MakeCertificate()
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest("CN=system:node:worker-1, O=system:nodes", key, HashAlgorithmName.SHA256);
        var start = new DateTimeOffset(2026, 11, 22, 5, 40, 0, TimeSpan.Zero);
        using var made = request.CreateSelfSigned(start, start.AddHours(1));
        return made.ExportCertificatePem() + "\n";
    }
}
