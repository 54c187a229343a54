using Certrot.Collect.NodeAccess;

namespace Certrot.Collect;

/// <summary>What is collected live, and how.</summary>
public sealed record LiveOptions
{
    /// <summary>The way to the node's own evidence.</summary>
    public NodeAccessKind NodeAccess { get; init; }

    /// <summary>How SSH reaches the node.</summary>
    public SshOptions Ssh { get; init; } = new();

    /// <summary>How far back the node's journal is read, as journalctl takes it.</summary>
    public string Since { get; init; } = "-7d";
}
