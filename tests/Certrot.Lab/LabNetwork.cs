using System.Net;

namespace Certrot.Lab;

/// <summary>A bridge with a small network behind it, so that nodes have cables that can be cut. Needs root and iproute2.</summary>
public sealed class LabNetwork : IDisposable
{
    private const int MaxNetworks = 64;

    private readonly int _number;
    private readonly List<byte> _nodes = [];
    private bool _disposed;

    /// <summary>Makes the first bridge that nobody has.</summary>
    /// <exception cref="LabException">None can be made.</exception>
    public LabNetwork()
    {
        string? error = null;
        for (_number = 0; _number < MaxNetworks; _number++)
        {
            error = Command.TryRun("ip", "link", "add", Bridge, "type", "bridge");
            if (error is null)
                break;
            if (!error.Contains("File exists", StringComparison.Ordinal))
                throw new LabException($"no bridge: {error}");
        }
        if (error is not null)
            throw new LabException($"all {MaxNetworks} networks are taken");
        try
        {
            Command.Run("ip", "addr", "add", $"{Gateway}/24", "dev", Bridge);
            Command.Run("ip", "link", "set", Bridge, "up");
        }
        catch
        {
            Dispose();
            throw;
        }
    }

    /// <summary>Address of the machine itself in this network: where the API server listens.</summary>
    public IPAddress Gateway => Address(1);

    private string Bridge => $"certrot{_number}";

    /// <summary>Ends every cable and namespace of it.</summary>
    public void Dispose()
    {
        if (_disposed)
            return;
        _disposed = true;
        foreach (var last in _nodes)
            Remove(last);
        Command.TryRun("ip", "link", "del", Bridge);
    }

    internal IPAddress Address(byte last) => new([10, 213, (byte)_number, last]);

    /// <summary>A network namespace with one cable to the bridge.</summary>
    internal string AddNamespace(byte last)
    {
        var name = Namespace(last);
        // Whoever has the bridge has the number: what else goes by it is of a run that was killed.
        Remove(last);
        lock (_nodes) _nodes.Add(last);
        Command.Run("ip", "netns", "add", name);
        Command.Run("ip", "link", "add", Cable(last), "type", "veth", "peer", "name", "eth0", "netns", name);
        Command.Run("ip", "link", "set", Cable(last), "master", Bridge, "up");
        Command.Run("ip", "-n", name, "addr", "add", $"{Address(last)}/24", "dev", "eth0");
        Command.Run("ip", "-n", name, "link", "set", "eth0", "up");
        Command.Run("ip", "-n", name, "link", "set", "lo", "up");
        Command.Run("ip", "-n", name, "route", "add", "default", "via", Gateway.ToString());
        return name;
    }

    internal void SetCable(byte last, bool up) => Command.Run("ip", "link", "set", Cable(last), up ? "up" : "down");

    /// <summary>The cable goes first: the kernel takes it away with the namespace only some time after the last process in there has ended.</summary>
    private void Remove(byte last)
    {
        Command.TryRun("ip", "link", "del", Cable(last));
        Command.TryRun("ip", "netns", "del", Namespace(last));
    }

    private string Namespace(byte last) => $"certrot{_number}-{last}";

    private string Cable(byte last) => $"crt{_number}-{last}";
}
