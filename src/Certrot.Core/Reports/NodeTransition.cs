namespace Certrot.Reports;

/// <summary>A node that is judged otherwise than before.</summary>
/// <param name="At">When it was judged, UTC.</param>
/// <param name="Before">As it was judged before; null where it is new.</param>
/// <param name="After">As it is judged now; null where it is no more.</param>
public sealed record NodeTransition(DateTimeOffset At, FleetNodeReport? Before, FleetNodeReport? After)
{
    /// <summary>Its name.</summary>
    public string Node => (After ?? Before)!.Name;
}
