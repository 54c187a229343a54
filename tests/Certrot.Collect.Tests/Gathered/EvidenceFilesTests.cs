using System.Security.Cryptography;
using System.Text;
using Certrot.Causes;
using Certrot.Collect.Gathered;
using Certrot.Logs;

namespace Certrot.Collect.Tests.Gathered;

public sealed class EvidenceFilesTests
{
    private static readonly DateTimeOffset Now = new(2026, 6, 15, 12, 0, 0, TimeSpan.Zero);

    [Fact]
    public void The_same_evidence_gives_the_same_bundle_in_whatever_order_it_came()
    {
        var one = Files();
        var other = new EvidenceFiles("worker-1", Now);
        other.Fail("node/serving.pem", "dial tcp 10.0.0.11:10250: i/o timeout");
        other.Fail("cluster/events.json", "needs `list events`");
        foreach (var path in one.Paths.Reverse())
        {
            using var content = one.Open(path);
            var copy = new MemoryStream();
            content.CopyTo(copy);
            other.Add(path, copy.ToArray());
        }

        Assert.Equal(Packed(one), Packed(other));
    }

    [Fact]
    public void What_is_judged_at_once_is_what_the_written_bundle_holds()
    {
        var files = Files();
        var path = Path.Combine(Directory.CreateTempSubdirectory("certrot-gathered-").FullName, "x.tgz");
        File.WriteAllBytes(path, Packed(files));
        var scanner = new LogScanner(CauseCatalogue.LogPatterns);

        var live = BundleReader.Read(files, scanner, TimeProvider.System, TestContext.Current.CancellationToken);
        var read = BundleReader.Read(path, scanner, TimeProvider.System, ct: TestContext.Current.CancellationToken);

        Assert.Equal("worker-1", read.NodeName);
        Assert.Equal(live.NodeName, read.NodeName);
        Assert.Equal(Now, read.CollectedAt);
        Assert.Equal(live.Errors, read.Errors);
        Assert.Equal(live.Host.KubeletLog!.Lines, read.Host.KubeletLog!.Lines);
        Assert.Equal(100_000, read.Host.KubeletLog.Lines);
        Assert.Empty(read.Problems);
        Directory.Delete(Path.GetDirectoryName(path)!, recursive: true);
    }

    [Fact]
    public void The_first_of_a_path_counts_and_its_error_is_forgotten()
    {
        var files = new EvidenceFiles("n", Now);
        files.Fail("node/serving.pem", "refused");
        files.Fail("node/serving.pem", "refused");

        Assert.Single(files.Errors);
        Assert.True(files.Add("node/serving.pem", "a"));
        Assert.False(files.Add("node/serving.pem", "b"));
        Assert.Empty(files.Errors);
        Assert.Equal(1, files.Length("node/serving.pem"));
    }

    [Fact]
    public void Large_files_are_kept_small_and_read_whole()
    {
        var files = Files();
        using var content = files.Open("node/kubelet.log");
        var hash = SHA256.HashData(content);

        Assert.Equal(SHA256.HashData(Encoding.UTF8.GetBytes(Log())), hash);
        Assert.Equal(Encoding.UTF8.GetByteCount(Log()), files.Length("node/kubelet.log"));
    }

    private static EvidenceFiles Files()
    {
        var files = new EvidenceFiles("worker-1", Now);
        files.Add("node/kubelet.log", Log());
        files.Add("cluster/version.json", "{\"gitVersion\":\"v1.36.0\"}");
        files.Fail("cluster/events.json", "needs `list events`");
        files.Fail("node/serving.pem", "dial tcp 10.0.0.11:10250: i/o timeout");
        return files;
    }

    private static string Log() => string.Concat(Enumerable.Range(0, 100_000).Select(i => $"I0615 11:00:00.000000    1234 kubelet.go:1] line {i}\n"));

    private static byte[] Packed(EvidenceFiles files)
    {
        var packed = new MemoryStream();
        BundleWriter.Write(files, packed);
        return packed.ToArray();
    }
}
