namespace Certrot.ApiClient.Config;

/// <summary>A credential plugin (client-go tools/clientcmd/api/v1, ExecConfig).</summary>
public sealed record ExecConfig
{
    /// <summary><c>client.authentication.k8s.io/v1</c> or <c>v1beta1</c>.</summary>
    public required string ApiVersion { get; init; }

    /// <summary>The program; a name is looked up in PATH, a relative path is below the kubeconfig's folder.</summary>
    public required string Command { get; init; }

    /// <summary>Its arguments.</summary>
    public IReadOnlyList<string> Arguments { get; init; } = [];

    /// <summary>Variables added to its environment.</summary>
    public IReadOnlyDictionary<string, string> Environment { get; init; } = new Dictionary<string, string>(StringComparer.Ordinal);

    /// <summary>What to tell a user who lacks the program; null for nothing.</summary>
    public string? InstallHint { get; init; }

    /// <summary>Whether the plugin is told which cluster it is for.</summary>
    public bool ProvideClusterInfo { get; init; }
}
