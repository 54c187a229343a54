namespace Certrot.Approval.Policy;

/// <summary>Words for sources of names.</summary>
public static class NameSources
{
    /// <summary>As policies write them.</summary>
    public static IReadOnlyDictionary<string, NameSource> ByWord { get; } = new Dictionary<string, NameSource>(StringComparer.Ordinal)
    {
        ["inventory"] = NameSource.Inventory,
        ["machine"] = NameSource.Machine,
        ["live-certificate"] = NameSource.LiveCertificate,
        ["node-status"] = NameSource.NodeStatus,
    };

    /// <summary>As sentences name them.</summary>
    public static string Title(this NameSource source) => source switch
    {
        NameSource.Inventory => "inventory",
        NameSource.Machine => "Machine",
        NameSource.LiveCertificate => "live certificate",
        _ => "Node status",
    };
}
