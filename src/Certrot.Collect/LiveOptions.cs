using Certrot.Collect.Gathered;
using Certrot.Collect.NodeAccess;

namespace Certrot.Collect;

/// <summary>What is collected live, and how.</summary>
public sealed record LiveOptions
{
    /// <summary>The way to the node's own evidence.</summary>
    public NodeAccessKind NodeAccess { get; init; }

    /// <summary>How SSH reaches the node.</summary>
    public SshOptions Ssh { get; init; } = new();

    /// <summary>The pod that reads the node, where one is asked for.</summary>
    public PodOptions Pod { get; init; } = new();

    /// <summary>Told at once of whatever is changed in the cluster.</summary>
    public Action<string> Audit { get; init; } = static _ => { };

    /// <summary>Told what is waited for.</summary>
    public CollectionProgress Progress { get; init; } = new();

    /// <summary>How far back the node's journal is read, as journalctl takes it.</summary>
    public string Since { get; init; } = "-7d";
}
