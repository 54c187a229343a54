using System.CommandLine;
using Certrot.Collect.Gathered;

namespace Certrot.Cli.Commands;

/// <summary><c>certrot collect NODE</c> and <c>collect --all</c>: evidence as bundles.</summary>
internal static class CollectCommand
{
    private const string Folder = "certrot-bundles";

    public static Command Create()
    {
        var node = NodeArgument.Create();
        var local = new Option<bool>("--local") { Description = "This machine is the node; the API server is not needed" };
        var all = new Option<bool>("--all") { Description = "Every node of the cluster: a bundle for each, in the folder that --output names" };
        var parallel = new Option<int>("--parallel") { Description = "Nodes at once, with --all", HelpName = "N", DefaultValueFactory = _ => 8 };
        var output = new Option<string?>("--output", "-o") { Description = $"File to write, - for standard output; certrot-NODE.tgz where not given. With --all a folder; {Folder} where not given", HelpName = "PATH" };
        var connection = new ConnectionOptions();
        var access = new NodeOptions();
        var command = new Command("collect", "Write the evidence of a node, or of all nodes, to bundles, without secrets") { node, local, all, parallel, output };
        access.AddTo(command);
        connection.AddTo(command);
        command.SetAction(async (parsed, cancellation) =>
        {
            var (name, here, every) = (parsed.GetValue(node), parsed.GetValue(local), parsed.GetValue(all));
            if (new[] { name is not null, here, every }.Count(given => given) != 1) throw new UsageException("name a node, or --local on the node itself, or --all.");
            var live = new LiveEvidence(connection, access);
            if (every) return await AllAsync(live, parsed.GetRequiredValue(parallel), parsed.GetValue(output) ?? Folder, parsed, cancellation).ConfigureAwait(false);
            var files = await live.CollectAsync(name, parsed, cancellation).ConfigureAwait(false);
            if (files is not null) await WriteAsync(files, parsed.GetValue(output) ?? $"certrot-{files.Node}.tgz").ConfigureAwait(false);
            return ExitCodes.Healthy;
        });
        return command;
    }

    private static async Task<int> AllAsync(LiveEvidence live, int parallel, string folder, ParseResult parsed, CancellationToken cancellation)
    {
        if (parallel is < 1 or > 256) throw new UsageException("--parallel is a number from 1 to 256.");
        if (folder == "-") throw new UsageException("--all writes many files: name a folder with --output.");
        Directory.CreateDirectory(folder);
        var written = 0;
        var count = await live.CollectAllAsync(parallel, files =>
        {
            if (!IsFileName(files.Node)) return $"{files.Node}: not written, its name is no DNS name";
            Write(files, Path.Combine(folder, $"{files.Node}.tgz"));
            Interlocked.Increment(ref written);
            return $"{files.Node}: {files.Paths.Count} files, {files.Errors.Count} not collected; {string.Join("; ", files.Notes)}";
        }, parsed, cancellation).ConfigureAwait(false);
        await Console.Error.WriteLineAsync($"certrot: wrote {written} of {count} bundles to {folder}").ConfigureAwait(false);
        return written == count ? ExitCodes.Healthy : ExitCodes.UnreadableInput;
    }

    /// <summary>The API server takes DNS names only for nodes (k8s.io/apimachinery/pkg/util/validation, IsDNS1123Subdomain); what comes from elsewhere must not name other folders.</summary>
    private static bool IsFileName(string node) => node.Length is > 0 and <= 253 && node.All(c => char.IsAsciiLetterLower(c) || char.IsAsciiDigit(c) || c is '-' or '.') && node[0] is not ('-' or '.');

    private static async Task WriteAsync(EvidenceFiles files, string path)
    {
        if (path == "-")
        {
            await using var output = Console.OpenStandardOutput();
            BundleWriter.Write(files, output);
            return;
        }

        Write(files, path);
        await Console.Error.WriteLineAsync($"certrot: wrote {path}: {files.Paths.Count} files, {files.Errors.Count} not collected").ConfigureAwait(false);
    }

    /// <summary>A name that appears only when the bundle is whole: nobody sends half of one.</summary>
    private static void Write(EvidenceFiles files, string path)
    {
        var part = path + ".part";
        try
        {
            using (var file = new FileStream(part, FileMode.Create, FileAccess.Write)) BundleWriter.Write(files, file);
            File.Move(part, path, overwrite: true);
        }
        catch (IOException)
        {
            File.Delete(part);
            throw;
        }
    }
}
