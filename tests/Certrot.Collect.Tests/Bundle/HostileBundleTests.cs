using System.Formats.Tar;
using System.IO.Compression;
using System.Runtime.Versioning;
using System.Text;

namespace Certrot.Collect.Tests.Bundle;

[Collection(RunsAlone.Name)]
public sealed class HostileBundleTests : BundleTestBase
{
    [Theory(Timeout = Timeout)]
    [InlineData("../node/disk.json", "..")]
    [InlineData("node/../../disk.json", "..")]
    [InlineData("/node/disk.json", "absolute")]
    [InlineData("C:/node/disk.json", "drive")]
    [InlineData("node\\disk.json", "backslash")]
    [InlineData("node/di\u0007sk.json", "control")]
    public async Task A_path_that_could_leave_the_bundle_is_skipped_and_told(string path, string told)
    {
        using var bundle = SampleBundle.Small();
        var tar = bundle.WriteTar("b.tgz", more: t => t.WriteEntry(SampleBundle.TarFile(path, "{}")));
        var zip = bundle.WriteZip("b.zip", more: z => Put(z, path, "{}"));
        foreach (var file in (string[])[tar, zip])
        {
            var evidence = await Start(file);
            Assert.Contains(told, Assert.Single(evidence.Problems).Message, StringComparison.Ordinal);
            Assert.Equal(1, evidence.Host.KubeletLog?.Lines);
        }
    }

    [Fact(Timeout = Timeout)]
    public async Task A_path_without_end_is_skipped_and_shown_short()
    {
        using var bundle = SampleBundle.Small();
        var problem = Assert.Single((await Start(bundle.WriteTar("b.tgz", more: t => t.WriteEntry(SampleBundle.TarFile(new string('a', 5_000), "x"))))).Problems);
        Assert.InRange(problem.Path.Length, 1, 200);
    }

    [Fact(Timeout = Timeout)]
    public async Task Links_inside_a_directory_are_followed_and_those_out_of_it_are_not()
    {
        using var bundle = SampleBundle.Small();
        bundle.Add("node/pki/kubelet-client-1.pem", SampleBundle.Certificate);
        var folder = bundle.WriteDirectory();
        var secret = bundle.PathOf("outside.json");
        File.WriteAllText(secret, """{"totalBytes":1,"availableBytes":1}""");
        File.CreateSymbolicLink(Path.Combine(folder, "node/disk.json"), secret);
        File.CreateSymbolicLink(Path.Combine(folder, "node/clock.json"), "../../outside.json");
        File.CreateSymbolicLink(Path.Combine(folder, "node/pki/kubelet-client-current.pem"), "kubelet-client-1.pem");
        File.CreateSymbolicLink(Path.Combine(folder, "node/pki/kubelet-server-current.pem"), "/var/lib/kubelet/pki/kubelet-client-1.pem");
        Directory.CreateSymbolicLink(Path.Combine(folder, "cluster"), bundle.Folder);

        var evidence = await Start(folder);

        Assert.Null(evidence.Host.Disk);
        Assert.Null(evidence.Host.Clock);
        Assert.Contains("outside the bundle", Problem(evidence, "node/disk.json").Message, StringComparison.Ordinal);
        Assert.Contains("outside the bundle", Problem(evidence, "node/clock.json").Message, StringComparison.Ordinal);
        Assert.Equal(2, evidence.Problems.Count);
        Assert.Equal(3, evidence.Host.Pki?.Count);
        Assert.Equal("node/pki/kubelet-server-current.pem", evidence.Host.Pki?["kubelet-server-current.pem"].Source.Path);
    }

    [Fact(Timeout = Timeout)]
    public async Task A_link_through_a_folder_that_leads_out_is_not_followed()
    {
        using var bundle = SampleBundle.Small();
        var folder = bundle.WriteDirectory();
        File.WriteAllText(bundle.PathOf("disk.json"), """{"totalBytes":1,"availableBytes":1}""");
        Directory.CreateSymbolicLink(Path.Combine(folder, "out"), bundle.Folder);
        File.CreateSymbolicLink(Path.Combine(folder, "node/disk.json"), "../out/disk.json");

        var evidence = await Start(folder);

        Assert.Null(evidence.Host.Disk);
        Problem(evidence, "node/disk.json");
    }

    [Fact(Timeout = Timeout)]
    public async Task Links_that_run_in_a_circle_end()
    {
        using var bundle = SampleBundle.Small();
        var folder = bundle.WriteDirectory();
        File.CreateSymbolicLink(Path.Combine(folder, "node/disk.json"), "clock.json");
        File.CreateSymbolicLink(Path.Combine(folder, "node/clock.json"), "disk.json");
        Directory.CreateSymbolicLink(Path.Combine(folder, "node/again"), folder);
        Directory.CreateSymbolicLink(Path.Combine(folder, "cluster"), "node");

        var evidence = await Start(folder);

        Assert.Contains("circle", Problem(evidence, "node/disk.json").Message, StringComparison.Ordinal);
        Assert.Contains("circle", Problem(evidence, "node/clock.json").Message, StringComparison.Ordinal);
        Assert.Equal(1, evidence.Host.KubeletLog?.Lines);
    }

    [Theory(Timeout = Timeout)]
    [InlineData(TarEntryType.SymbolicLink)]
    [InlineData(TarEntryType.HardLink)]
    public async Task Links_in_a_tar_archive_are_followed_inside_it_only(TarEntryType type)
    {
        using var bundle = SampleBundle.Small();
        bundle.Add("node/pki/client.pem", SampleBundle.Certificate);
        bundle.Add("elsewhere/disk.json", """{"totalBytes":1000,"availableBytes":500}""");
        var hard = type == TarEntryType.HardLink;
        var file = bundle.WriteTar("b.tgz", more: t =>
        {
            Link(t, type, "node/disk.json", hard ? "elsewhere/disk.json" : "../elsewhere/disk.json");
            Link(t, type, "node/pki/current.pem", hard ? "node/pki/client.pem" : "client.pem");
            Link(t, type, "node/ca.crt", hard ? "../outside.pem" : "../../outside.pem");
            Link(t, type, "node/files.json", "/etc/hosts");
            Link(t, type, "node/clock.json", "nothing.json");
        });

        var evidence = await Start(file);

        Assert.Equal(500, evidence.Host.Disk?.AvailableBytes);
        Assert.Equal(["client.pem", "current.pem"], evidence.Host.Pki?.Keys);
        Assert.Equal("node/pki/current.pem", evidence.Host.Pki?["current.pem"].Source.Path);
        Assert.Contains("outside the bundle", Problem(evidence, "node/ca.crt").Message, StringComparison.Ordinal);
        Assert.Contains("outside the bundle", Problem(evidence, "node/files.json").Message, StringComparison.Ordinal);
        Assert.Contains("not in the bundle", Problem(evidence, "node/clock.json").Message, StringComparison.Ordinal);
    }

    [Fact(Timeout = Timeout)]
    public async Task Devices_and_pipes_in_a_tar_archive_are_skipped()
    {
        using var bundle = SampleBundle.Small();
        var file = bundle.WriteTar("b.tgz", more: t =>
        {
            t.WriteEntry(new PaxTarEntry(TarEntryType.Fifo, "node/disk.json"));
            t.WriteEntry(new PaxTarEntry(TarEntryType.CharacterDevice, "node/clock.json"));
        });

        var evidence = await Start(file);

        Assert.Equal(["node/disk.json", "node/clock.json"], evidence.Problems.Select(p => p.Path));
    }

    [Fact(Timeout = Timeout)]
    public async Task A_pipe_in_a_directory_does_not_stop_the_reading()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Windows has no pipes in folders.");
        using var bundle = SampleBundle.Small();
        var folder = bundle.WriteDirectory();
        Directory.CreateDirectory(Path.Combine(folder, "node/pki"));
        MakePipe(Path.Combine(folder, "node/disk.json"));
        MakePipe(Path.Combine(folder, "node/pki/kubelet-client-current.pem"));

        var evidence = await Start(folder);

        Assert.Contains("pipe", Problem(evidence, "node/disk.json").Message, StringComparison.Ordinal);
        Assert.Empty(evidence.Host.Pki!);
        Assert.Equal(1, evidence.Host.KubeletLog?.Lines);

        var pipe = bundle.PathOf("pipe.tgz");
        MakePipe(pipe);
        Assert.Contains("no regular file", (await Assert.ThrowsAsync<UnreadableBundleException>(() => Start(pipe))).Message, StringComparison.Ordinal);
    }

    [UnsupportedOSPlatform("windows")]
    private static void SetMode(string file) => File.SetUnixFileMode(file, UnixFileMode.None);

    private static void Forbid(string file)
    {
        if (!OperatingSystem.IsWindows()) SetMode(file);
    }

    [Fact(Timeout = Timeout)]
    public async Task A_file_without_permission_is_told_and_the_rest_is_read()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows() || Environment.IsPrivilegedProcess, "Permissions do not bind this user.");
        using var bundle = SampleBundle.Complete();
        var folder = bundle.WriteDirectory();
        foreach (var name in (string[])["node/kubelet.log", "node/disk.json", "cluster/nodes.json"])
            Forbid(Path.Combine(folder, name));

        var evidence = await Start(folder);

        Assert.Equal(3, evidence.Problems.Count);
        Assert.All(evidence.Problems, p => Assert.Contains("permission denied", p.Message, StringComparison.Ordinal));
        Assert.Null(evidence.Host.KubeletLog);
        Assert.NotNull(evidence.Host.Clock);
    }

    [Fact(Timeout = Timeout)]
    public async Task Of_duplicate_entries_the_first_is_used()
    {
        using var bundle = SampleBundle.Small();
        bundle.Add("node/disk.json", """{"totalBytes":1000,"availableBytes":500}""");
        const string Second = """{"totalBytes":1000,"availableBytes":7}""";
        var tar = bundle.WriteTar("b.tgz", more: t => t.WriteEntry(SampleBundle.TarFile("./node/disk.json", Second)));
        var zip = bundle.WriteZip("b.zip", more: z => Put(z, "node/disk.json", Second));
        foreach (var file in (string[])[tar, zip])
        {
            var evidence = await Start(file);
            Assert.Equal(500, evidence.Host.Disk?.AvailableBytes);
            Assert.Contains("more than once", Problem(evidence, "node/disk.json").Message, StringComparison.Ordinal);
        }
    }

    [Fact(Timeout = Timeout)]
    public async Task A_name_in_another_case_is_told()
    {
        using var bundle = SampleBundle.Small();
        var evidence = await Start(bundle.WriteTar("b.tgz", more: t => t.WriteEntry(SampleBundle.TarFile("Node/Disk.JSON", "{}"))));
        Assert.Contains("node/disk.json", Problem(evidence, "Node/Disk.JSON").Message, StringComparison.Ordinal);
    }

    [Theory(Timeout = Timeout)]
    [InlineData("b.tgz")]
    [InlineData("b.zip")]
    [InlineData("kubelet.log.gz")]
    public async Task A_bomb_is_stopped_by_its_ratio_and_what_came_before_is_used(string name)
    {
        using var bundle = SampleBundle.Small();
        var bomb = new byte[8 << 20];
        Array.Fill(bomb, (byte)'\n');
        var limits = new BundleLimits { ExpansionGraceBytes = 1 << 20 };
        bundle.Files.Remove("node/kubelet.log");
        if (name == "kubelet.log.gz") bundle.Files["node/kubelet.log.gz"] = Gzip(bomb);
        else bundle.Files["node/kubelet.log"] = bomb;
        var file = name == "b.zip" ? bundle.WriteZip(name) : name == "b.tgz" ? bundle.WriteTar(name) : bundle.WriteDirectory();

        var evidence = await Start(file, limits);

        Assert.Equal("worker-1", evidence.NodeName);
        Assert.Contains(evidence.Problems, p => p.Message.Contains("250 times", StringComparison.Ordinal));
        Assert.InRange(evidence.Host.KubeletLog!.Lines, 1 << 19, 2 << 20);
    }

    [Fact(Timeout = Timeout)]
    public async Task Files_past_the_limits_are_told()
    {
        using var bundle = SampleBundle.Complete();
        var folder = bundle.WriteDirectory();
        var limits = new BundleLimits { MaxSmallFileBytes = 300, MaxListBytes = 20, MaxLogBytes = 70 };

        var evidence = await Start(folder, limits);

        Assert.Contains("more than 300 bytes", Problem(evidence, "node/kubelet.conf").Message, StringComparison.Ordinal);
        Assert.Null(evidence.Host.Kubeconfig);
        Assert.Contains(evidence.Problems, p => p.Path == "cluster/nodes.json" && p.Message.Contains("more than 20 bytes", StringComparison.Ordinal));
        Assert.Contains("more than 70 bytes", Problem(evidence, "node/kubelet.log").Message, StringComparison.Ordinal);
        Assert.NotNull(evidence.Host.KubeletLog);
    }

    [Fact(Timeout = Timeout)]
    public async Task The_total_is_limited()
    {
        using var bundle = SampleBundle.Complete();
        var limits = new BundleLimits { MaxTotalBytes = 2_000 };
        foreach (var file in (string[])[bundle.WriteDirectory(), bundle.WriteTar("b.tgz"), bundle.WriteZip("b.zip")])
            Assert.Contains((await Start(file, limits)).Problems, p => p.Message.Contains("more than 2000 bytes", StringComparison.Ordinal));
    }

    [Fact(Timeout = Timeout)]
    public async Task The_number_of_entries_is_limited()
    {
        using var bundle = SampleBundle.Small();
        for (var i = 0; i < 3_000; i++) bundle.Add($"x/{i}", "");
        var limits = new BundleLimits { MaxFiles = 1_000 };
        foreach (var file in (string[])[bundle.WriteDirectory(), bundle.WriteTar("b.tgz"), bundle.WriteZip("b.zip")])
            Assert.Contains((await Start(file, limits)).Problems, p => p.Message.Contains("more than 1000 entries", StringComparison.Ordinal));
    }

    [Fact(Timeout = Timeout)]
    public async Task Thousands_of_bad_entries_give_a_readable_number_of_problems()
    {
        using var bundle = SampleBundle.Small();
        var file = bundle.WriteTar("b.tgz", more: t =>
        {
            for (var i = 0; i < 2_000; i++) t.WriteEntry(SampleBundle.TarFile($"../{i}", ""));
        });
        Assert.InRange((await Start(file)).Problems.Count, 100, 300);
    }

    [Fact(Timeout = Timeout)]
    public async Task Empty_files_are_told()
    {
        using var bundle = SampleBundle.Complete();
        foreach (var path in bundle.Files.Keys.Where(p => p is not ("bundle.json" or "expected.json")).ToList()) bundle.Files[path] = [];
        var expected = bundle.Files.Keys.Where(p => p is not ("bundle.json" or "expected.json"));
        foreach (var file in (string[])[bundle.WriteDirectory(), bundle.WriteTar("b.tgz"), bundle.WriteZip("b.zip")])
        {
            var evidence = await Start(file);
            Assert.Equal(expected, evidence.Problems.Where(p => p.Message == "is empty.").Select(p => p.Path).Order(StringComparer.Ordinal));
            Assert.Null(evidence.Cluster.Nodes);
            Assert.Null(evidence.Host.KubeletLog);
            Assert.Null(evidence.Host.Kubeconfig);
            Assert.Equal(0, evidence.Host.Pki?["kubelet-client-current.pem"].Size);
        }
    }

    [Theory(Timeout = Timeout)]
    [InlineData("b.tar")]
    [InlineData("b.tgz")]
    [InlineData("b.zip")]
    public async Task An_archive_cut_anywhere_gives_what_came_before_or_one_clear_refusal(string name)
    {
        using var bundle = SampleBundle.Complete();
        bundle.Add("node/kubelet.log", string.Concat(Enumerable.Range(0, 200).Select(i => SampleBundle.Line(i % 60, $"line {i * 7919 % 10007:x}"))));
        var whole = File.ReadAllBytes(name == "b.zip" ? bundle.WriteZip(name) : bundle.WriteTar(name));
        var cut = bundle.PathOf("cut");
        var used = 0;
        for (var length = 0; length < whole.Length - 1_100; length += Math.Max(1, whole.Length / 60))
        {
            File.WriteAllBytes(cut, whole[..length]);
            try
            {
                var evidence = await Start(cut);
                used++;
                Assert.NotEmpty(evidence.Problems);
                Assert.Contains(evidence.Problems, p => p.Path == "cut");
            }
            catch (UnreadableBundleException e)
            {
                Assert.Contains("cut", e.Message, StringComparison.Ordinal);
            }
        }
        Assert.InRange(used, 40, 60);
    }

    [Theory(Timeout = Timeout)]
    [InlineData("b.tar")]
    [InlineData("b.tgz")]
    [InlineData("b.zip")]
    public async Task An_archive_with_any_byte_changed_never_breaks_the_reader(string name)
    {
        using var bundle = SampleBundle.Complete();
        var whole = File.ReadAllBytes(name == "b.zip" ? bundle.WriteZip(name) : bundle.WriteTar(name));
        var random = new Random(20261122);
        var changed = bundle.PathOf("changed");
        var used = 0;
        for (var round = 0; round < 300; round++)
        {
            var bytes = (byte[])whole.Clone();
            for (var i = 0; i < 1 + (round % 5); i++) bytes[random.Next(bytes.Length)] = (byte)random.Next(256);
            File.WriteAllBytes(changed, bytes);
            try
            {
                Assert.NotNull(await Start(changed));
                used++;
            }
            catch (UnreadableBundleException e)
            {
                Assert.Contains("changed", e.Message, StringComparison.Ordinal);
            }
        }
        Assert.InRange(used, 1, 300);
    }

    [Theory(Timeout = Timeout)]
    [InlineData("b.tar")]
    [InlineData("b.zip")]
    public async Task Data_behind_the_end_of_an_archive_is_told(string name)
    {
        using var bundle = SampleBundle.Small();
        var file = name == "b.zip" ? bundle.WriteZip(name) : bundle.WriteTar(name);
        File.AppendAllText(file, "garbage behind the end");

        var evidence = await Start(file);

        Assert.Contains("after its end", Problem(evidence, name).Message, StringComparison.Ordinal);
        Assert.Equal(1, evidence.Host.KubeletLog?.Lines);
    }

    [Fact(Timeout = Timeout)]
    public async Task A_zip_archive_with_other_sizes_than_it_announces_is_told()
    {
        using var bundle = SampleBundle.Small();
        var file = bundle.WriteZip("b.zip");
        var bytes = File.ReadAllBytes(file);
        var central = Central(bytes, "node/kubelet.log");
        bytes[central + 24] += 5;
        File.WriteAllBytes(file, bytes);

        var evidence = await Start(file);

        Assert.Contains("announces", Problem(evidence, "node/kubelet.log").Message, StringComparison.Ordinal);
        Assert.Equal(1, evidence.Host.KubeletLog?.Lines);
    }

    [Theory(Timeout = Timeout)]
    [InlineData(8, 1, "encrypted")]
    [InlineData(10, 99, "method 99")]
    public async Task A_zip_entry_that_cannot_be_decoded_is_told(int field, byte value, string told)
    {
        using var bundle = SampleBundle.Small();
        var file = bundle.WriteZip("b.zip");
        var bytes = File.ReadAllBytes(file);
        bytes[Central(bytes, "node/process.json") + field] = value;
        File.WriteAllBytes(file, bytes);

        var evidence = await Start(file);

        Assert.Contains(told, Problem(evidence, "node/process.json").Message, StringComparison.Ordinal);
        Assert.Equal(1, evidence.Host.KubeletLog?.Lines);
    }

    [Fact(Timeout = Timeout)]
    public async Task A_tar_header_that_asks_for_gigabytes_of_memory_gets_none()
    {
        using var bundle = SampleBundle.Small();
        var file = bundle.WriteTar("b.tar", TarEntryFormat.Ustar);
        var bytes = File.ReadAllBytes(file);
        var header = bytes.AsSpan(0, 512);
        header[156] = (byte)'x';
        Encoding.ASCII.GetBytes("17777777777\0").CopyTo(header[124..]);
        Encoding.ASCII.GetBytes("        ").CopyTo(header[148..]);
        var sum = 0;
        foreach (var b in header) sum += b;
        Encoding.ASCII.GetBytes(Convert.ToString(sum, 8).PadLeft(6, '0') + "\0 ").CopyTo(header[148..]);
        File.WriteAllBytes(file, bytes);
        var before = GC.GetTotalAllocatedBytes();

        await Assert.ThrowsAsync<UnreadableBundleException>(() => Start(file));

        Assert.InRange(GC.GetTotalAllocatedBytes() - before, 0, 50 << 20);
    }

    [Theory(Timeout = Timeout)]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Reading_is_cancelled(bool atOnce)
    {
        using var bundle = SampleBundle.Small();
        var lines = new byte[64 << 20];
        Array.Fill(lines, (byte)'\n');
        bundle.Files["node/kubelet.log"] = lines;
        var file = bundle.WriteTar("b.tar");
        using var cancel = new CancellationTokenSource();
        if (atOnce) await cancel.CancelAsync();
        else cancel.CancelAfter(TimeSpan.FromMilliseconds(20));
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => Start(file, ct: cancel.Token));
    }

    [Fact(Timeout = Timeout)]
    public async Task A_log_larger_than_memory_allows_is_scanned_from_an_archive_in_constant_memory()
    {
        const int Megabytes = 96;
        using var bundle = SampleBundle.Small();
        bundle.Files.Remove("node/kubelet.log");
        var line = Encoding.UTF8.GetBytes(SampleBundle.Line(1, "a line that says nothing of interest to anyone who reads it"));
        var log = bundle.PathOf("kubelet.log");
        using (var stream = File.Create(log))
        {
            for (long i = 0; i < (Megabytes << 20) / line.Length; i++) stream.Write(line);
        }
        var file = bundle.WriteTar("b.tgz", more: t => t.WriteEntry(log, "node/kubelet.log"));
        var limits = new BundleLimits { MaxExpansionRatio = 2_000 };
        GC.Collect();
        var peak = 0L;
        var held = GC.GetTotalMemory(forceFullCollection: true);
        using var timer = new Timer(_ => peak = Math.Max(peak, GC.GetTotalMemory(forceFullCollection: true)), null, 50, 100);

        var evidence = await Start(file, limits);

        Assert.Empty(evidence.Problems);
        Assert.Equal((Megabytes << 20) / line.Length, evidence.Host.KubeletLog?.Lines);
        Assert.InRange(peak - held, long.MinValue, 24 << 20);
    }

    [Fact]
    public void Nothing_usable_is_refused_with_what_to_do()
    {
        using var bundle = new SampleBundle();
        bundle.Add("notes.txt", "hello");
        File.WriteAllBytes(bundle.PathOf("empty.tgz"), []);
        File.WriteAllBytes(bundle.PathOf("b.tar.xz"), [0xfd, (byte)'7', (byte)'z', (byte)'X', (byte)'Z', 0]);
        File.WriteAllText(bundle.PathOf("text.tgz"), "this is no archive");
        Refused(bundle.PathOf("nowhere"), "no file or directory");
        Refused(bundle.PathOf("empty.tgz"), "is empty");
        Refused(bundle.PathOf("b.tar.xz"), "xz");
        Refused(bundle.PathOf("text.tgz"), "neither");
        Refused(bundle.WriteDirectory(), "no file of an evidence bundle");
        Refused(bundle.WriteTar("b.tgz"), "no file of an evidence bundle");
        Refused(bundle.WriteZip("b.zip"), "no file of an evidence bundle");
    }

    [Fact]
    public void Of_several_bundles_the_first_is_read_and_the_others_are_told()
    {
        using var bundle = SampleBundle.Small();
        bundle.WriteDirectory("many", "case-a");
        var evidence = Read(bundle.WriteDirectory("many", "case-b"));
        Assert.Contains("another bundle", Problem(evidence, "case-b/bundle.json").Message, StringComparison.Ordinal);
        Assert.Equal("node/kubelet.log", evidence.Host.KubeletLog?.Source.Path);
    }

    private static void Refused(string path, string told) =>
        Assert.Contains(told, Assert.Throws<UnreadableBundleException>(() => Read(path)).Message, StringComparison.Ordinal);

    private static Task<Certrot.Evidence.NodeEvidence> Start(string path, BundleLimits? limits = null, CancellationToken ct = default) =>
        Task.Run(() => Read(path, limits, ct));

    private static void MakePipe(string path)
    {
        using var made = System.Diagnostics.Process.Start("mkfifo", [path]);
        made.WaitForExit();
        Assert.Equal(0, made.ExitCode);
    }

    private static void Link(TarWriter tar, TarEntryType type, string path, string target) =>
        tar.WriteEntry(new PaxTarEntry(type, path) { LinkName = target });

    private static void Put(ZipArchive zip, string path, string content)
    {
        using var entry = zip.CreateEntry(path).Open();
        entry.Write(Encoding.UTF8.GetBytes(content));
    }

    private static int Central(ReadOnlySpan<byte> zip, string name)
    {
        var at = zip.LastIndexOf(Encoding.UTF8.GetBytes(name)) - 46;
        Assert.True(zip[at..].StartsWith("PK\u0001\u0002"u8));
        return at;
    }

    private static byte[] Gzip(byte[] content)
    {
        var packed = new MemoryStream();
        using (var gzip = new GZipStream(packed, CompressionLevel.Optimal)) gzip.Write(content);
        return packed.ToArray();
    }
}
