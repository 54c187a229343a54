using System.CommandLine;
using Certrot.Act.Approval;
using Certrot.Act.Leadership;

namespace Certrot.Cli.Commands;

/// <summary><c>certrot approver</c>: decides CSRs by a policy as they come, day and night.</summary>
internal sealed class ApproverCommand
{
    private readonly ConnectionOptions connection = new();
    private readonly PolicyOption policy = new(required: true);
    private readonly Option<bool> deny = new("--deny") { Description = "Deny what the policy refuses for good; else it is left pending" };
    private readonly Option<bool> dryRun = new("--dry-run") { Description = "Write nothing to the cluster: only tell what would be decided" };
    private readonly Option<string?> audit = new("--audit-log") { Description = "File to append a JSON line to for each decision; else standard output", HelpName = "PATH" };
    private readonly Option<string> listen = new("--listen") { Description = "Address and port of /metrics, /healthz and /readyz; off for none", HelpName = "ADDRESS", DefaultValueFactory = _ => "127.0.0.1:8751" };
    private readonly Option<bool> elect = new("--leader-elect") { Description = "Take turns with other replicas by a Lease", DefaultValueFactory = _ => true };
    private readonly Option<string> lease = new("--lease") { Description = "Namespace and name of the Lease", HelpName = "NAMESPACE/NAME", DefaultValueFactory = _ => "kube-system/certrot-approver" };

    public static Command Create()
    {
        var own = new ApproverCommand();
        var command = new Command("approver", "Decide CSRs of kubelets by a policy as they come; changes the cluster") { own.deny, own.dryRun, own.audit, own.listen, own.elect, own.lease };
        own.policy.AddTo(command);
        own.connection.AddTo(command);
        command.SetAction(own.RunAsync);
        return command;
    }

    private async Task<int> RunAsync(ParseResult parsed, CancellationToken cancellation)
    {
        var read = policy.Read(parsed);
        var (space, name) = Lease(parsed.GetRequiredValue(lease));
        var identity = $"{Environment.MachineName}_{Guid.NewGuid():N}";
        using var api = connection.Connect(parsed);
        using var machines = policy.Machines(read, parsed);
        using var log = AuditLog.Open(parsed.GetValue(audit), identity);
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        using var terminated = Daemon.EndsOnTermination(stop);
        var election = parsed.GetValue(elect) && !parsed.GetValue(dryRun) ? new LeaderElection(api, TimeProvider.System, space, name, identity) : null;
        var metrics = new ApproverMetrics();
        var options = new ApproverOptions { Deny = parsed.GetValue(deny), DryRun = parsed.GetValue(dryRun), Identity = identity, Say = Daemon.Say };
        using var approver = new Approver(api, machines, policy.Path(parsed)!, read, options, log, metrics, TimeProvider.System, () => election?.IsLeader != false);
        await using var server = ListenAddress.Read("--listen", parsed.GetRequiredValue(listen)) is { } endpoint ? await ApproverServer.StartAsync(endpoint, approver, metrics).ConfigureAwait(false) : null;
        Daemon.Say($"policy {read.Title}{(options.DryRun ? ", dry run: nothing is written to the cluster" : options.Deny ? ", denies what it refuses for good" : "")}{(server is null ? "" : $", metrics at {server.Address}metrics")}");
        using var working = CancellationTokenSource.CreateLinkedTokenSource(stop.Token);
        using var leading = new CancellationTokenSource();
        // The Lease is given back last: nobody else decides before what was begun here has ended.
        var electing = election?.RunAsync(isLeader => Daemon.Say(isLeader ? $"leader of {space}/{name}" : $"leader of {space}/{name} no longer"), leading.Token) ?? Task.Delay(Timeout.Infinite, leading.Token);
        var deciding = approver.RunAsync(working.Token);
        try
        {
            await (await Task.WhenAny(deciding, electing).ConfigureAwait(false)).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            // The way that it ends.
        }
        finally
        {
            await working.CancelAsync().ConfigureAwait(false);
            await EndAsync(deciding).ConfigureAwait(false);
            await leading.CancelAsync().ConfigureAwait(false);
            await EndAsync(electing).ConfigureAwait(false);
        }

        Daemon.Say("ended");
        return ExitCodes.Healthy;
    }

    private static async Task EndAsync(Task task)
    {
        try
        {
            await task.ConfigureAwait(false);
        }
        catch (OperationCanceledException)
        {
            // It was asked to.
        }
    }

    private static (string Namespace, string Name) Lease(string text) =>
        text.Split('/') is [{ Length: > 0 } space, { Length: > 0 } name] && Certrot.Approval.Facts.NodeName.IsValid(space) && Certrot.Approval.Facts.NodeName.IsValid(name)
            ? (space, name)
            : throw new UsageException($"--lease {text} is no namespace and name: write kube-system/certrot-approver.");
}
