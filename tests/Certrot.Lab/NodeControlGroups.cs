namespace Certrot.Lab;

/// <summary>A control group of a node's own in every hierarchy: a systemd takes the group it starts in for the root of all.</summary>
internal sealed class NodeControlGroups : IDisposable
{
    private static readonly TimeSpan RemovalPatience = TimeSpan.FromSeconds(5);

    private readonly List<string> _groups;

    /// <summary>Makes the groups.</summary>
    /// <param name="name">Name of each; what a killed run left by this name is used again.</param>
    public NodeControlGroups(string name)
    {
        Name = name;
        Hierarchies = [.. Mounts().Select(mount => mount.Point)];
        _groups = [.. Hierarchies.Select(hierarchy => Path.Combine(hierarchy, name))];
        try
        {
            foreach (var group in _groups)
                Make(group);
        }
        catch
        {
            Dispose();
            throw;
        }
    }

    /// <summary>Name of the group in every hierarchy.</summary>
    public string Name { get; }

    /// <summary>Where the hierarchies are mounted.</summary>
    public IReadOnlyList<string> Hierarchies { get; }

    /// <summary>Whether there is a hierarchy that a systemd can keep its units in.</summary>
    public static bool Possible => Mounts().Any(mount => mount.Type == "cgroup2" || mount.Options.Contains("name=systemd"));

    /// <summary>Removes the groups; their processes have been killed, but need not be gone yet.</summary>
    public void Dispose()
    {
        var end = TimeProvider.System.GetTimestamp() + (long)(RemovalPatience.TotalSeconds * TimeProvider.System.TimestampFrequency);
        while (!_groups.TrueForAll(Removed) && TimeProvider.System.GetTimestamp() < end)
            Thread.Sleep(50);
    }

    private static void Make(string group)
    {
        Directory.CreateDirectory(group);
        // In the first version of control groups nothing can enter a group before it has processors and memory.
        foreach (var field in new[] { "cpuset.cpus", "cpuset.mems" })
        {
            var parents = Path.Combine(Path.GetDirectoryName(group)!, field);
            if (File.Exists(parents)) File.WriteAllText(Path.Combine(group, field), File.ReadAllText(parents));
        }
    }

    private static bool Removed(string group)
    {
        if (!Directory.Exists(group)) return true;
        try
        {
            foreach (var child in Directory.GetDirectories(group))
            {
                if (!Removed(child)) return false;
            }
            Directory.Delete(group);
            return true;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return false;
        }
    }

    /// <summary>The hierarchies that can be written to.</summary>
    private static IEnumerable<(string Point, string Type, string[] Options)> Mounts() => File.ReadLines("/proc/self/mounts")
        .Select(line => line.Split(' '))
        .Where(fields => fields[2] is "cgroup" or "cgroup2")
        .Select(fields => (Point: fields[1], Type: fields[2], Options: fields[3].Split(',')))
        .Where(mount => mount.Options.Contains("rw"))
        .DistinctBy(mount => mount.Point);
}
