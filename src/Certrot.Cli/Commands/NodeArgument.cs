using System.CommandLine;

namespace Certrot.Cli.Commands;

/// <summary>The node of a live cluster, with its names completed from the cluster.</summary>
internal static class NodeArgument
{
    public static Argument<string?> Create()
    {
        var node = new Argument<string?>("NODE") { Description = "Node of a live cluster", Arity = ArgumentArity.ZeroOrOne };
        node.CompletionSources.Add(static _ => ClusterNames.Of("/api/v1/nodes"));
        return node;
    }
}
