namespace Certrot.ApiClient.Http;

/// <summary>A command to be run in a container.</summary>
/// <param name="Namespace">Namespace of the pod.</param>
/// <param name="Pod">Name of the pod.</param>
/// <param name="Container">Name of the container.</param>
/// <param name="Command">Program and arguments.</param>
public sealed record ExecCommand(string Namespace, string Pod, string Container, IReadOnlyList<string> Command)
{
    internal string Path =>
        $"/api/v1/namespaces/{Uri.EscapeDataString(Namespace)}/pods/{Uri.EscapeDataString(Pod)}/exec?container={Uri.EscapeDataString(Container)}&stdin=true&stdout=true&stderr=true"
        + string.Concat(Command.Select(c => $"&command={Uri.EscapeDataString(c)}"));
}
