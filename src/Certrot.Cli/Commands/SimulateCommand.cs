using System.CommandLine;
using System.Net;
using Certrot.Simulator;
using Certrot.Simulator.Faults;

namespace Certrot.Cli.Commands;

/// <summary><c>certrot simulate</c>: a cluster to try things on.</summary>
internal sealed class SimulateCommand
{
    private readonly Option<int> nodes = new("--nodes") { Description = "Nodes", HelpName = "N", DefaultValueFactory = _ => 50 };
    private readonly Option<string> faults = new("--faults") { Description = "Faults with the nodes that have them, such as kcm-down,tls-stalls=5; mixed; or none", HelpName = "NAMES", DefaultValueFactory = _ => "mixed" };
    private readonly Option<bool> listFaults = new("--list-faults") { Description = "List the faults, and end" };
    private readonly Option<int> seed = new("--seed") { Description = "What chance draws from: the same seed gives the same cluster", HelpName = "N", DefaultValueFactory = _ => 1 };
    private readonly Option<double> speed = new("--speed") { Description = "How much faster than the real one time runs", HelpName = "FACTOR", DefaultValueFactory = _ => 1 };
    private readonly Option<string> lifetime = new("--lifetime") { Description = "How long certificates are signed for, such as 365d or 12h", HelpName = "TIME", DefaultValueFactory = _ => "365d" };
    private readonly Option<int> csrs = new("--csrs") { Description = "Old CSRs that are there beside those of the nodes", HelpName = "N" };
    private readonly Option<int> pods = new("--pods") { Description = "Pods on each node", HelpName = "N", DefaultValueFactory = _ => 5 };
    private readonly Option<string> listen = new("--listen") { Description = "Address and port of the API server; port 0 takes a free one", HelpName = "ADDRESS:PORT", DefaultValueFactory = _ => "127.0.0.1:0" };
    private readonly Option<string> kubeconfig = new("--write-kubeconfig") { Description = "File to write the administrator's kubeconfig to", HelpName = "PATH", DefaultValueFactory = _ => "simulated.kubeconfig" };

    public static Command Create() => new SimulateCommand().Build();

    private Command Build()
    {
        var command = new Command("simulate", "Serve a simulated cluster, with faults, to try certrot and kubectl on") { nodes, faults, listFaults, seed, speed, lifetime, csrs, pods, listen, kubeconfig };
        command.SetAction(RunAsync);
        return command;
    }

    private async Task<int> RunAsync(ParseResult parsed, CancellationToken cancellation)
    {
        if (parsed.GetValue(listFaults))
        {
            foreach (var fault in Fault.All) Console.Out.WriteLine($"{fault.Name,-36} {fault.Text}");
            return ExitCodes.Healthy;
        }

        var options = Options(parsed);
        var path = parsed.GetRequiredValue(kubeconfig);
        await using var simulation = await Simulation.StartAsync(options, cancellation).ConfigureAwait(false);
        var file = new FileStreamOptions { Mode = FileMode.Create, Access = FileAccess.Write };
        // It holds the administrator's token.
        if (!OperatingSystem.IsWindows()) file.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        await using (var writer = new StreamWriter(path, System.Text.Encoding.ASCII, file)) await writer.WriteAsync(simulation.Kubeconfig()).ConfigureAwait(false);
        await Console.Error.WriteLineAsync($"certrot: simulating {options.Nodes} nodes at {simulation.Server.GetLeftPart(UriPartial.Authority)}; kubeconfig in {path}; Ctrl-C ends it").ConfigureAwait(false);
        foreach (var planted in options.Faults) await Console.Error.WriteLineAsync($"certrot: planted {planted.Fault.Name} on {planted.Nodes}: {planted.Fault.Text}").ConfigureAwait(false);
        await Task.Delay(Timeout.Infinite, cancellation).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        return ExitCodes.Healthy;
    }

    private SimulatorOptions Options(ParseResult parsed)
    {
        var count = parsed.GetValue(nodes);
        if (count is < 1 or > 100_000) throw new UsageException("--nodes is a number from 1 to 100000.");
        if (parsed.GetValue(csrs) is < 0 or > 2_000_000) throw new UsageException("--csrs is a number from 0 to 2000000.");
        if (parsed.GetValue(pods) is < 0 or > 110) throw new UsageException("--pods is a number from 0 to 110.");
        if (parsed.GetValue(speed) is not (>= 0.001 and <= 1_000_000)) throw new UsageException("--speed is a number from 0.001 to 1000000.");
        if (!IPEndPoint.TryParse(parsed.GetRequiredValue(listen), out var endpoint)) throw new UsageException($"--listen {parsed.GetRequiredValue(listen)} is no address and port, such as 127.0.0.1:6443.");
        try
        {
            return new SimulatorOptions
            {
                Nodes = count,
                Faults = PlantedFault.Parse(parsed.GetRequiredValue(faults), count, parsed.GetValue(seed)),
                Seed = parsed.GetValue(seed),
                Speed = parsed.GetValue(speed),
                Lifetime = TimeText.Read(parsed.GetRequiredValue(lifetime)) is { TotalMinutes: >= 1 } time ? time : throw new UsageException($"--lifetime {parsed.GetRequiredValue(lifetime)} is no time of a minute or more: write 365d, 12h or 30m."),
                OldCsrs = parsed.GetValue(csrs),
                PodsPerNode = parsed.GetValue(pods),
                Listen = endpoint,
            };
        }
        catch (FormatException e)
        {
            throw new UsageException($"--faults: {e.Message}.", e);
        }
    }
}
