namespace Certrot.Repair.Actions;

/// <summary>Starts the kubelet, anew where it runs, or lets one go on that a signal stopped.</summary>
/// <param name="Command">The command, such as <c>systemctl restart kubelet</c>.</param>
/// <param name="Back">What brings the state before back where the repair is taken back: the same where it ran, else what stops it.</param>
public sealed record RunService(string Command, string Back) : NodeAction
{
    /// <inheritdoc/>
    public override string Script(string? content) => $"service {Quote(Command)} {Quote(Back)}";
}
