using System.CommandLine;
using Certrot.Collect.Gathered;

namespace Certrot.Cli.Commands;

/// <summary><c>certrot collect NODE</c>: the evidence of a node as a bundle.</summary>
internal static class CollectCommand
{
    public static Command Create()
    {
        var node = NodeArgument.Create();
        var local = new Option<bool>("--local") { Description = "This machine is the node; the API server is not needed" };
        var output = new Option<string?>("--output", "-o") { Description = "File to write, - for standard output; certrot-NODE.tgz where not given", HelpName = "PATH" };
        var connection = new ConnectionOptions();
        var access = new NodeOptions();
        var command = new Command("collect", "Write the evidence of a node to a bundle, without secrets") { node, local, output };
        access.AddTo(command);
        connection.AddTo(command);
        command.SetAction(async (parsed, cancellation) =>
        {
            if (parsed.GetValue(node) is null != parsed.GetValue(local)) throw new UsageException("name a node, or --local on the node itself.");
            var files = await new LiveEvidence(connection, access).CollectAsync(parsed.GetValue(node), parsed, cancellation).ConfigureAwait(false);
            if (files is not null) await WriteAsync(files, parsed.GetValue(output) ?? $"certrot-{files.Node}.tgz").ConfigureAwait(false);
            return ExitCodes.Healthy;
        });
        return command;
    }

    private static async Task WriteAsync(EvidenceFiles files, string path)
    {
        if (path == "-")
        {
            await using var output = Console.OpenStandardOutput();
            BundleWriter.Write(files, output);
            return;
        }

        // A name that appears only when the bundle is whole: nobody sends half of one.
        var part = path + ".part";
        await using (var file = new FileStream(part, FileMode.Create, FileAccess.Write)) BundleWriter.Write(files, file);
        File.Move(part, path, overwrite: true);
        await Console.Error.WriteLineAsync($"certrot: wrote {path}: {files.Paths.Count} files, {files.Errors.Count} not collected").ConfigureAwait(false);
    }
}
