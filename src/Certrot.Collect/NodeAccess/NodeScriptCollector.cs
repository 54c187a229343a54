using Certrot.Collect.Gathered;

namespace Certrot.Collect.NodeAccess;

/// <summary>Reads a node by the script: on this machine, over SSH or in a pod.</summary>
/// <param name="files">Takes the evidence.</param>
/// <param name="reference">The moment by a clock that is not the node's, told whether this machine is the node; null where there is none.</param>
/// <param name="since">How far back the journal is read, as journalctl takes it.</param>
public sealed class NodeScriptCollector(EvidenceFiles files, Func<bool, DateTimeOffset?> reference, string since)
{
    private const int LogLines = 100_000;

    /// <summary>A stuck node is left after this long.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    /// <summary>Reads this machine.</summary>
    /// <returns>Null where it worked, else why not.</returns>
    public Task<string?> LocalAsync(CancellationToken cancellation) => RunAsync("this machine", isThisMachine: true, By(NodeShell.Local), cancellation);

    /// <summary>Reads a node over SSH. Never asks for a password or a host key.</summary>
    /// <param name="host">Where to, unless the options name another.</param>
    /// <param name="ssh">How.</param>
    /// <param name="cancellation">Ends the reading.</param>
    /// <returns>Null where it worked, else why not.</returns>
    public Task<string?> SshAsync(string host, SshOptions ssh, CancellationToken cancellation)
    {
        var shell = NodeShell.Ssh(host, ssh);
        return RunAsync(shell.Name, isThisMachine: false, By(shell), cancellation);
    }

    /// <summary>Reads a node through a pod.</summary>
    /// <param name="pod">How.</param>
    /// <param name="cancellation">Ends the reading; the pod is deleted then too.</param>
    /// <returns>Null where it worked, else why not.</returns>
    internal Task<string?> PodAsync(PodAccess pod, CancellationToken cancellation) => RunAsync(files.Node, isThisMachine: false, pod.RunAsync, cancellation);

    private static Func<NodeScript, Action<ScriptSection>, CancellationToken, Task<string?>> By(NodeShell shell) =>
        (script, onSection, cancellation) => shell.RunAsync(script, Patience, onSection, cancellation);

    private async Task<string?> RunAsync(string where, bool isThisMachine, Func<NodeScript, Action<ScriptSection>, CancellationToken, Task<string?>> run, CancellationToken cancellation)
    {
        var script = NodeScript.Collection(since, LogLines);
        var facts = new NodeFacts(files, () => reference(isThisMachine));
        var failure = await run(script, facts.Add, cancellation).ConfigureAwait(false);
        facts.Finish();
        if (facts.IsRoot == false) files.Note($"{where} was read without root: {(isThisMachine ? "run certrot as root to see everything" : "sudo asks for a password there")}");
        return failure;
    }
}
