using System.Text.Json;

namespace Certrot.Simulator.Cluster;

/// <summary>A Lease, whose renewals are worked out when it is read.</summary>
/// <param name="holder">Who holds it.</param>
/// <param name="seconds">How long it lasts without renewal.</param>
/// <param name="renewed">When it was renewed last, at a simulated time.</param>
internal sealed class SimLease(string holder, int seconds, Func<DateTimeOffset, DateTimeOffset> renewed) : SimObject
{
    public override void WriteBody(Utf8JsonWriter json, DateTimeOffset now)
    {
        json.WriteStartObject("spec"u8);
        json.WriteString("holderIdentity"u8, holder);
        json.WriteNumber("leaseDurationSeconds"u8, seconds);
        json.WriteString("acquireTime"u8, Micro(Created));
        json.WriteString("renewTime"u8, Micro(renewed(now)));
        json.WriteEndObject();
    }

    public override IReadOnlyList<object?> Cells(DateTimeOffset now) => [Name, holder, Age(Created, now)];
}
