using System.Text;
using Certrot.Collect.NodeAccess;
using Certrot.Repair;
using Certrot.Repair.Actions;

namespace Certrot.Act.Repair;

/// <summary>Changes a node by <c>repair.sh</c>, which keeps what it replaces, and takes the changes back.</summary>
public sealed class NodeRepairer
{
    private const string Root = "/var/lib/certrot";

    /// <summary>A command may take 90 seconds, and a step that a broken connection left behind is waited for as long.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(220);

    /// <summary>Beside that there are files to put back.</summary>
    private static readonly TimeSpan UndoPatience = TimeSpan.FromSeconds(300);

    private static readonly Lazy<string> common = new(() => EmbeddedText.Read(typeof(NodeRepairer).Assembly, "common.sh"));
    private static readonly Lazy<string> repair = new(() => EmbeddedText.Read(typeof(NodeRepairer).Assembly, "repair.sh"));
    private static readonly Lazy<string> undo = new(() => EmbeddedText.Read(typeof(NodeRepairer).Assembly, "undo.sh"));

    private readonly NodeShell shell;

    /// <summary>Makes one; nothing is done yet.</summary>
    /// <param name="shell">The node's shell.</param>
    /// <param name="id">Of the repair: letters, digits and dashes.</param>
    /// <exception cref="ArgumentException">The ID has other characters.</exception>
    public NodeRepairer(NodeShell shell, string id)
        : this(shell, id, Root)
    {
    }

    /// <summary>One that keeps its files elsewhere.</summary>
    internal NodeRepairer(NodeShell shell, string id, string root)
    {
        ArgumentNullException.ThrowIfNull(shell);
        ArgumentException.ThrowIfNullOrEmpty(id);
        if (!id.All(c => char.IsAsciiLetterOrDigit(c) || c == '-')) throw new ArgumentException($"{id} is no ID of a repair", nameof(id));
        this.shell = shell;
        Folder = $"{root}/repair-{id}";
    }

    /// <summary>Where the node keeps what is replaced. <c>undo.sh</c> in it takes the repair back without Certrot.</summary>
    public string Folder { get; }

    /// <summary>Takes the lock of the node and makes the folder. May be done again.</summary>
    /// <param name="cancellation">Ends it.</param>
    /// <exception cref="RepairException">There is no root on the node, another repair is at work, or the node cannot be reached.</exception>
    public Task BeginAsync(CancellationToken cancellation) => ThrowingAsync($"UNDO={NodeScript.Quote($"{common.Value}\n{undo.Value}")}\nperform begin_repair", cancellation);

    /// <summary>Changes the node. Where it fails, what was changed until then stays until <see cref="UndoAsync"/>.</summary>
    /// <param name="action">The change.</param>
    /// <param name="fill">Puts in place of placeholders, in the script, what must not be kept any longer than that.</param>
    /// <param name="cancellation">Ends it.</param>
    /// <exception cref="RepairException">It failed; the message has the node's words.</exception>
    public async Task DoAsync(NodeAction action, Func<string, string> fill, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(action);
        ArgumentNullException.ThrowIfNull(fill);
        var content = action.Reads is { } path ? await ReadAsync(path, cancellation).ConfigureAwait(false) : null;
        // A function is read to its end before anything of it is done: a connection that breaks does nothing by halves.
        await ThrowingAsync($"action() {{\n:\n{fill(action.Script(content))}\n}}\nperform action", cancellation).ConfigureAwait(false);
    }

    /// <summary>Takes all changes back, then what was kept is removed. Neither a caller nor Ctrl-C stops it half way; it has a time limit of its own.</summary>
    /// <returns>What could not be put back, each in one line; empty when all went well.</returns>
    public async Task<IReadOnlyList<string>> UndoAsync() => (await RunAsync("perform undo", UndoPatience, CancellationToken.None).ConfigureAwait(false)).Failures;

    /// <summary>Lets go of the lock. The folder stays, so that the repair can be taken back later.</summary>
    /// <param name="cancellation">Ends it.</param>
    /// <exception cref="RepairException">It failed.</exception>
    public Task EndAsync(CancellationToken cancellation) => ThrowingAsync("perform end_repair", cancellation);

    private async Task<string> ReadAsync(string path, CancellationToken cancellation)
    {
        var content = await ThrowingAsync($"perform read_file {NodeScript.Quote(path)}", cancellation).ConfigureAwait(false);
        return Encoding.UTF8.GetString(content ?? throw new RepairException($"{path} was not read"));
    }

    private async Task<byte[]?> ThrowingAsync(string command, CancellationToken cancellation)
    {
        var (content, failures) = await RunAsync(command, Patience, cancellation).ConfigureAwait(false);
        return failures.Count == 0 ? content : throw new RepairException(string.Join("; ", failures));
    }

    private async Task<(byte[]? Content, IReadOnlyList<string> Failures)> RunAsync(string command, TimeSpan patience, CancellationToken cancellation)
    {
        byte[]? content = null;
        List<string> failures = [];
        var script = new NodeScript($"REPAIR={NodeScript.Quote(Folder)}\n{NodeScript.WithoutSecrets}\n{common.Value}\n{repair.Value}\n{command}\n");
        var failure = await shell.RunAsync(script, patience, Take, cancellation).ConfigureAwait(false);
        if (failure is not null && failures.Count == 0) failures.Add($"{shell.Name}: {failure}");
        return (content, failures);

        void Take(ScriptSection section)
        {
            if (section.Error is { } error) failures.Add(error);
            else if (section.Name == "content") content = section.Content;
        }
    }
}
