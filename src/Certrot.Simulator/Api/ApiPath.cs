namespace Certrot.Simulator.Api;

/// <summary>What a path of the API names (k8s.io/apiserver/pkg/endpoints/request/requestinfo.go).</summary>
/// <param name="Group">API group; empty for the core.</param>
/// <param name="Version">Version.</param>
/// <param name="Namespace">Namespace; empty for none or all.</param>
/// <param name="Plural">Kind of object; empty where the path names the group alone.</param>
/// <param name="Name">Name; empty for the list.</param>
/// <param name="Subresource">Subresource; empty for none.</param>
/// <param name="Rest">What follows, for proxies.</param>
internal sealed record ApiPath(string Group, string Version, string Namespace, string Plural, string Name, string Subresource, string Rest)
{
    /// <summary>Takes a path apart; null where it is none of the API's.</summary>
    public static ApiPath? Parse(string path)
    {
        var parts = path.Split('/', StringSplitOptions.RemoveEmptyEntries).Select(Uri.UnescapeDataString).ToArray();
        var (group, version, next) = parts switch
        {
            ["api", var v, ..] => ("", v, 2),
            ["apis", var g, var v, ..] => (g, v, 3),
            _ => ("", "", -1),
        };
        if (next < 0) return null;
        var space = "";
        // A namespace is itself an object: only what follows it is in it.
        if (parts.Length > next + 2 && parts[next] == "namespaces")
        {
            space = parts[next + 1];
            next += 2;
        }

        return new ApiPath(group, version, space, At(0), At(1), At(2), string.Join('/', parts.Skip(next + 3)));

        string At(int i) => parts.Length > next + i ? parts[next + i] : "";
    }
}
