using System.CommandLine;
using Certrot.ApiClient.Config;
using Certrot.Collect;

namespace Certrot.Cli.Commands;

/// <summary>Builds the command line, runs a command, and turns whatever goes wrong into one line on standard error and an exit code.</summary>
internal static class CommandRunner
{
    public static int Run(string[] args)
    {
        var root = new RootCommand("Finds out why a kubelet's certificates stop renewing, and the way out.")
        {
            DiagnoseCommand.Create(), CollectCommand.Create(), CheckCommand.Create(), TriageCommand.Create(), ExplainCommand.Create(), CausesCommand.Create(), EvalCommand.Create(), DemoCommand.Create(), RbacCommand.Create(), CompletionCommand.Create(),
        };
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

            return result.Invoke(new InvocationConfiguration { EnableDefaultExceptionHandler = false });
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

    private static int Fail(string message, int code)
    {
        Console.Error.WriteLine($"certrot: {message}");
        return code;
    }
}
