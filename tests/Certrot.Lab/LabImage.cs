using System.Formats.Tar;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;

namespace Certrot.Lab;

/// <summary>A container image made of this machine's busybox, so that pods run without a registry.</summary>
public static class LabImage
{
    /// <summary>Its name. Sandboxes run it too: what it does on its own is sleep.</summary>
    public const string Name = "certrot.example/busybox:1";

    private const string Busybox = "/bin/busybox";

    private static readonly string[] applets = ["sh", "sleep", "chroot", "cat", "ls"];

    /// <summary>Why it cannot be made here; null where it can.</summary>
    public static string? WhyNot() => File.Exists(Busybox) ? null : "busybox-static is not installed";

    /// <summary>Writes an archive that <c>ctr images import</c> takes, in the form of <c>docker save</c>.</summary>
    /// <param name="path">Where to.</param>
    public static async Task WriteAsync(string path)
    {
        var layer = new MemoryStream();
        await using (var tar = new TarWriter(layer, TarEntryFormat.Ustar, leaveOpen: true))
        {
            foreach (var folder in new[] { "bin", "dev", "etc", "host", "proc", "sys", "tmp" }) await tar.WriteEntryAsync(new UstarTarEntry(TarEntryType.Directory, folder) { Mode = (UnixFileMode)0b111_101_101 });
            await using var busybox = File.OpenRead(Busybox);
            await tar.WriteEntryAsync(new UstarTarEntry(TarEntryType.RegularFile, "bin/busybox") { Mode = (UnixFileMode)0b111_101_101, DataStream = busybox });
            foreach (var applet in applets) await tar.WriteEntryAsync(new UstarTarEntry(TarEntryType.SymbolicLink, $"bin/{applet}") { LinkName = "busybox" });
        }

        var digest = Convert.ToHexStringLower(SHA256.HashData(layer.ToArray()));
        var configuration = Encoding.UTF8.GetBytes(new JsonObject
        {
            ["architecture"] = System.Runtime.InteropServices.RuntimeInformation.OSArchitecture == System.Runtime.InteropServices.Architecture.Arm64 ? "arm64" : "amd64",
            ["os"] = "linux",
            ["config"] = new JsonObject { ["Entrypoint"] = new JsonArray("/bin/sleep", "86400"), ["Env"] = new JsonArray("PATH=/bin") },
            ["rootfs"] = new JsonObject { ["type"] = "layers", ["diff_ids"] = new JsonArray($"sha256:{digest}") },
            ["history"] = new JsonArray(new JsonObject()),
        }.ToJsonString());
        var name = Convert.ToHexStringLower(SHA256.HashData(configuration)) + ".json";
        var manifest = Encoding.UTF8.GetBytes(new JsonArray(new JsonObject { ["Config"] = name, ["RepoTags"] = new JsonArray(Name), ["Layers"] = new JsonArray($"{digest}/layer.tar") }).ToJsonString());

        await using var archive = new TarWriter(File.Create(path), TarEntryFormat.Ustar);
        foreach (var (file, content) in new[] { (name, configuration), ($"{digest}/layer.tar", layer.ToArray()), ("manifest.json", manifest) })
            await archive.WriteEntryAsync(new UstarTarEntry(TarEntryType.RegularFile, file) { DataStream = new MemoryStream(content) });
    }
}
