namespace Certrot.Lab.Tests.Faults;

/// <summary>A sound cluster: its nodes have both certificates.</summary>
public sealed class SoundNodes : LabNodes
{
    private static readonly string[] names = ["frozen", "walled", "flooded", "spared"];

    /// <summary>Arguments that reach the cluster, and its nodes over SSH.</summary>
    internal string[] Arguments => Over(names);

    protected override async Task StartAsync()
    {
        foreach (var name in names) await StartAsync(name);
        foreach (var name in names)
        {
            await this[name].WaitReadyAsync(TimeSpan.FromSeconds(90));
            await Plane.ApproveServingAsync(name);
        }
    }
}
