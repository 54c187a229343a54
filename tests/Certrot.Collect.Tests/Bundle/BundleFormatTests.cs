using System.Formats.Tar;
using System.IO.Compression;
using System.Text;
using Certrot.Evidence;

namespace Certrot.Collect.Tests.Bundle;

public sealed class BundleFormatTests : BundleTestBase
{
    [Fact]
    public void A_directory_gives_all_evidence_without_problems()
    {
        using var bundle = SampleBundle.Complete();
        var evidence = Read(bundle.WriteDirectory());

        Assert.Empty(evidence.Problems);
        Assert.Equal("worker-1", evidence.NodeName);
        Assert.Equal(new DateTimeOffset(2026, 11, 22, 5, 41, 10, TimeSpan.Zero), evidence.CollectedAt);
        Assert.True(evidence.CollectedAtKnown);
        Assert.Equal([new CollectionError("node/metrics.prom", "timed out")], evidence.Errors);
        Assert.NotNull(evidence.Cluster.Nodes);
        Assert.NotNull(evidence.Cluster.CertificateSigningRequests);
        Assert.NotNull(evidence.Cluster.MutatingWebhooks);
        Assert.Equal(2, evidence.Host.KubeletLog?.Lines);
        Assert.Equal(1, evidence.Cluster.ApiServerLog?.Lines);
        Assert.Equal(["kubelet-client-2026-11-22-05-40-59.pem", "kubelet-client-current.pem"], evidence.Host.Pki?.Keys);
        Assert.Equal(new Source("node/pki/kubelet-client-current.pem"), evidence.Host.Pki?["kubelet-client-current.pem"].Source);
        Assert.Equal("/var/lib/kubelet/pki/kubelet.crt", Assert.Single(evidence.Host.Files!).Path);
        Assert.Equal(["/usr/bin/kubelet", "--hostname-override=worker-1"], evidence.Host.Process?.CommandLine);
        Assert.Equal(500, evidence.Host.Disk?.AvailableBytes);
        Assert.Equal(TimeSpan.FromSeconds(-2), evidence.Host.Clock?.Offset);
        Assert.NotNull(evidence.Host.Kubeconfig);
        Assert.NotNull(evidence.Host.BootstrapKubeconfig);
        Assert.NotNull(evidence.Host.ClientCa);
        Assert.NotNull(evidence.Host.Serving);
        Assert.NotNull(evidence.Host.Metrics);
    }

    [Theory]
    [InlineData("b.tar", TarEntryFormat.V7, "")]
    [InlineData("b.tar", TarEntryFormat.Ustar, "")]
    [InlineData("b.tar", TarEntryFormat.Gnu, "")]
    [InlineData("b.tar", TarEntryFormat.Pax, "")]
    [InlineData("b.tar.gz", TarEntryFormat.Pax, "")]
    [InlineData("b.tgz", TarEntryFormat.Gnu, "./")]
    [InlineData("b.tgz", TarEntryFormat.Ustar, "case/")]
    [InlineData("b.tgz", TarEntryFormat.Gnu, "a-folder-name-that-is-far-longer-than-the-hundred-characters-which-a-plain-tar-header-has-room-for-in-its-name-field/")]
    [InlineData("b.tgz", TarEntryFormat.Pax, "a-folder-name-that-is-far-longer-than-the-hundred-characters-which-a-plain-tar-header-has-room-for-in-its-name-field/")]
    public void A_tar_archive_gives_the_same_evidence_as_the_directory(string name, TarEntryFormat format, string under)
    {
        using var bundle = SampleBundle.Complete();
        var expected = EvidenceText.Of(Read(bundle.WriteDirectory()));

        Assert.Equal(expected, EvidenceText.Of(Read(bundle.WriteTar(name, format, under))));
        Assert.Equal(expected, EvidenceText.Of(Read(bundle.WriteTar("reverse-" + name, format, under, reverse: true))));
    }

    [Theory]
    [InlineData("")]
    [InlineData("case/")]
    [InlineData("a/b/")]
    public void A_zip_archive_gives_the_same_evidence_as_the_directory(string under)
    {
        using var bundle = SampleBundle.Complete();
        Assert.Equal(EvidenceText.Of(Read(bundle.WriteDirectory())), EvidenceText.Of(Read(bundle.WriteZip("b.zip", under))));
    }

    [Fact]
    public void A_zip_archive_written_as_a_stream_gives_the_same_evidence()
    {
        using var bundle = SampleBundle.Complete();
        var file = bundle.PathOf("stream.zip");
        using (var gate = new ForwardOnlyStream(File.Create(file)))
        using (var zip = new ZipArchive(gate, ZipArchiveMode.Create))
        {
            foreach (var (path, content) in bundle.Files)
            {
                using var entry = zip.CreateEntry(path).Open();
                entry.Write(content);
            }
        }
        Assert.Equal(EvidenceText.Of(Read(bundle.WriteDirectory())), EvidenceText.Of(Read(file)));
    }

    [Fact]
    public void A_directory_with_the_bundle_one_folder_down_is_read()
    {
        using var bundle = SampleBundle.Complete();
        var expected = EvidenceText.Of(Read(bundle.WriteDirectory()));
        Assert.Equal(expected, EvidenceText.Of(Read(bundle.WriteDirectory("outer", "case"))));
    }

    [Theory]
    [InlineData("zip-by-content.tgz")]
    [InlineData("zip-by-content")]
    public void The_content_tells_the_format_and_not_the_name(string name)
    {
        using var bundle = SampleBundle.Small();
        File.Move(bundle.WriteZip("b.zip"), bundle.PathOf(name));
        File.Move(bundle.WriteTar("b.tgz"), bundle.PathOf("gzip.zip"));
        File.Move(bundle.WriteTar("b.tar"), bundle.PathOf("tar.tgz"));

        foreach (var file in (string[])[name, "gzip.zip", "tar.tgz"])
        {
            var evidence = Read(bundle.PathOf(file));
            Assert.Empty(evidence.Problems);
            Assert.Equal(1, evidence.Host.KubeletLog?.Lines);
        }
    }

    [Theory]
    [InlineData("b")]
    [InlineData("b.tgz")]
    [InlineData("b.zip")]
    public void A_rotated_log_is_scanned_oldest_part_first(string name)
    {
        using var bundle = SampleBundle.Small();
        bundle.Files["node/kubelet.log.2.gz"] = Gzip(SampleBundle.Line(1, "MARKER oldest"));
        bundle.Add("node/kubelet.log.1", SampleBundle.Line(2, "MARKER middle").TrimEnd('\n'));
        bundle.Add("node/kubelet.log", SampleBundle.Line(3, "MARKER newest"));

        var evidence = Read(Write(bundle, name));

        Assert.Empty(evidence.Problems);
        Assert.Equal(3, evidence.Host.KubeletLog?.Lines);
        Assert.Collection(
            evidence.Host.KubeletLog!.Matches.Where(m => m.PatternId == "marker"),
            m => Assert.Contains("oldest", m.Text, StringComparison.Ordinal),
            m => Assert.Contains("middle", m.Text, StringComparison.Ordinal),
            m => Assert.Contains("newest", m.Text, StringComparison.Ordinal));
        Assert.Equal("node/kubelet.log.2.gz+kubelet.log.1+kubelet.log", evidence.Host.KubeletLog.Source.Path);
    }

    [Theory]
    [InlineData("node/kubelet.log.gz")]
    [InlineData("node/kubelet.log")]
    public void A_gzipped_log_is_read_whatever_its_name(string path)
    {
        using var bundle = SampleBundle.Small();
        bundle.Files.Remove("node/kubelet.log");
        bundle.Files[path] = Gzip(SampleBundle.Line(1, "kubelet up") + SampleBundle.Line(2, "MARKER"));

        var evidence = Read(bundle.WriteTar("b.tgz"));

        Assert.Empty(evidence.Problems);
        Assert.Equal(2, evidence.Host.KubeletLog?.Lines);
        Assert.Equal(path, evidence.Host.KubeletLog?.Source.Path);
    }

    [Fact]
    public void A_gzipped_log_that_is_cut_short_is_used_as_far_as_it_goes_and_told()
    {
        using var bundle = SampleBundle.Small();
        var random = new Random(1);
        var lines = string.Concat(Enumerable.Range(0, 5_000).Select(i => SampleBundle.Line(i % 60, $"line {random.NextInt64():x}")));
        var whole = Gzip(lines);
        bundle.Files.Remove("node/kubelet.log");
        bundle.Files["node/kubelet.log.gz"] = whole[..(whole.Length / 2)];

        var evidence = Read(bundle.WriteDirectory());

        Assert.InRange(evidence.Host.KubeletLog!.Lines, 1_000, 4_000);
        Assert.Contains("incomplete", Problem(evidence, "node/kubelet.log.gz").Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("utf-16", true)]
    [InlineData("utf-16BE", true)]
    [InlineData("utf-8", true)]
    public void Files_that_PowerShell_wrote_are_read(string encoding, bool mark)
    {
        using var bundle = SampleBundle.Small();
        var chosen = Encoding.GetEncoding(encoding);
        foreach (var path in bundle.Files.Keys.ToList())
        {
            byte[] head = mark ? chosen.GetPreamble() : [];
            bundle.Files[path] = [.. head, .. chosen.GetBytes(Encoding.UTF8.GetString(bundle.Files[path]))];
        }

        var evidence = Read(bundle.WriteTar("b.tgz"));

        Assert.Empty(evidence.Problems);
        Assert.Equal("worker-1", evidence.NodeName);
        Assert.True(evidence.Host.Process?.Running);
        Assert.Contains(evidence.Host.KubeletLog!.Matches, m => m.PatternId == "up");
    }

    [Fact]
    public void Without_a_header_what_is_there_is_read_and_the_rest_inferred()
    {
        using var bundle = SampleBundle.Complete();
        bundle.Files.Remove("bundle.json");
        foreach (var path in (string[])[bundle.WriteDirectory(), bundle.WriteTar("b.tgz", under: "case/"), bundle.WriteZip("b.zip")])
        {
            var evidence = Read(path);

            Assert.Equal("worker-1", evidence.NodeName);
            Assert.False(evidence.CollectedAtKnown);
            Assert.Equal(new DateTimeOffset(2026, 11, 22, 5, 41, 12, TimeSpan.Zero), evidence.CollectedAt);
            Assert.NotNull(evidence.Cluster.CertificateSigningRequests);
            Assert.Contains("missing", Assert.Single(evidence.Problems).Message, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void Without_any_time_in_the_evidence_the_file_times_tell_the_time_of_collection()
    {
        using var bundle = new SampleBundle();
        bundle.Add("node/process.json", SampleBundle.Process);
        var folder = bundle.WriteDirectory();
        var written = new DateTime(2026, 11, 20, 1, 2, 3, DateTimeKind.Utc);
        File.SetLastWriteTimeUtc(Path.Combine(folder, "node/process.json"), written);

        Assert.Equal(new DateTimeOffset(written), Read(folder).CollectedAt);
    }

    [Fact]
    public void A_bundle_far_behind_other_entries_of_an_archive_is_found()
    {
        using var bundle = SampleBundle.Small();
        bundle.Add("aaa/notes.txt", "x");
        bundle.Add("README.md", "x");
        var evidence = Read(bundle.WriteTar("b.tgz", reverse: true));
        Assert.Empty(evidence.Problems);
        Assert.Equal("worker-1", evidence.NodeName);
    }

    private static string Write(SampleBundle bundle, string name) =>
        name.EndsWith(".zip", StringComparison.Ordinal) ? bundle.WriteZip(name)
        : name.EndsWith("gz", StringComparison.Ordinal) ? bundle.WriteTar(name)
        : bundle.WriteDirectory(name);

    private static byte[] Gzip(string text)
    {
        var packed = new MemoryStream();
        using (var gzip = new GZipStream(packed, CompressionLevel.Fastest)) gzip.Write(Encoding.UTF8.GetBytes(text));
        return packed.ToArray();
    }
}
