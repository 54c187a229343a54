using System.CommandLine;
using System.Runtime.InteropServices;
using Certrot.ApiClient.Config;
using Certrot.ApiClient.Http;
using Certrot.Collect;

namespace Certrot.Cli.Commands;

/// <summary>Builds the command line, runs a command, and turns whatever goes wrong into one line on standard error and an exit code.</summary>
internal static class CommandRunner
{
    /// <summary>Commands by their names, in the order of the help. Only the one that is called is built: the options of all would cost a tenth of the time that a bundle takes.</summary>
    private static readonly Dictionary<string, Func<Command>> commands = new(StringComparer.Ordinal)
    {
        ["diagnose"] = DiagnoseCommand.Create,
        ["check"] = CheckCommand.Create,
        ["scan"] = ScanCommand.Create,
        ["serve"] = ServeCommand.Create,
        ["collect"] = CollectCommand.Create,
        ["fix"] = FixCommand.Create,
        ["csr"] = CsrCommand.Create,
        ["approver"] = ApproverCommand.Create,
        ["policy"] = PolicyCommand.Create,
        ["triage"] = TriageCommand.Create,
        ["explain"] = ExplainCommand.Create,
        ["causes"] = CausesCommand.Create,
        ["rbac"] = RbacCommand.Create,
        ["alerts"] = AlertsCommand.Create,
        ["dashboard"] = DashboardCommand.Create,
        ["simulate"] = SimulateCommand.Create,
        ["eval"] = EvalCommand.Create,
        ["demo"] = DemoCommand.Create,
        ["completion"] = CompletionCommand.Create,
        ["man"] = ManCommand.Create,
    };

    /// <summary>Commands that call an API server unless they are given a bundle.</summary>
    private static readonly HashSet<string> connecting = new(["diagnose", "check", "scan", "serve", "collect", "fix", "csr", "approver"], StringComparer.Ordinal);

    private static readonly TimeSpan EndPatience = TimeSpan.FromSeconds(20);

    /// <summary>A repair that is cancelled is taken back on the node first.</summary>
    private static readonly TimeSpan RepairEndPatience = TimeSpan.FromMinutes(5);

    public static int Run(string[] args)
    {
        if (args.Length > 0 && connecting.Contains(args[0]) && !Array.Exists(args, a => a.StartsWith("--bundle", StringComparison.Ordinal) || a is "--help" or "-h" or "-?")) SystemRoots.Preload();
        var root = Root(args.Length > 0 && commands.TryGetValue(args[0], out var named) ? [named] : commands.Values);
        ExamplesHelp.AddTo(root);
        try
        {
            // Response files would let an argument that begins with @ read any file.
            var result = root.Parse(args, new ParserConfiguration { ResponseFileTokenReplacer = null });
            if (result.Errors.Count > 0 && result.Action is not ExamplesHelp)
            {
                foreach (var error in result.Errors) Console.Error.WriteLine($"certrot: {error.Message}");
                Console.Error.WriteLine("certrot: see 'certrot --help'");
                return ExitCodes.Usage;
            }

            // A closed terminal ends the program as Ctrl-C does, and both leave time to delete what was created.
            using var closed = new CancellationTokenSource();
            using var hangUp = PosixSignalRegistration.Create(PosixSignal.SIGHUP, signal =>
            {
                signal.Cancel = true;
                closed.Cancel();
            });
            return result.InvokeAsync(new InvocationConfiguration { EnableDefaultExceptionHandler = false, ProcessTerminationTimeout = args is ["fix", ..] ? RepairEndPatience : EndPatience }, closed.Token).GetAwaiter().GetResult();
        }
        catch (UsageException e)
        {
            return Fail(e.Message, ExitCodes.Usage);
        }
        catch (ClientConfigException e)
        {
            return Fail(e.Message, ExitCodes.UnreadableInput);
        }
        catch (UnreadableBundleException e)
        {
            return Fail(e.Message, ExitCodes.UnreadableInput);
        }
        catch (OperationCanceledException)
        {
            return Fail("cancelled", ExitCodes.Cancelled);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return Fail(e.Message, ExitCodes.UnreadableInput);
        }
#pragma warning disable CA1031 // The last door: whatever comes here is a defect, told in one line.
        catch (Exception e)
#pragma warning restore CA1031
        {
            return Fail($"internal error: {e.GetType().Name}: {e.Message} (please report it with the evidence that you can share)", ExitCodes.Internal);
        }
    }

    /// <summary>The whole command line.</summary>
    public static RootCommand Root() => Root(commands.Values);

    private static RootCommand Root(IEnumerable<Func<Command>> creates)
    {
        var root = new RootCommand("Finds out why a kubelet's certificates stop renewing, and the way out.");
        foreach (var create in creates) root.Add(create());
        return root;
    }

    private static int Fail(string message, int code)
    {
        Console.Error.WriteLine($"certrot: {message}");
        return code;
    }
}
