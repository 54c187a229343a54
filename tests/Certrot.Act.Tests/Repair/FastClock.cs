namespace Certrot.Act.Tests.Repair;

/// <summary>The real clock, which counts and waits two hundred times as fast: minutes of patience are tested within a second.</summary>
internal sealed class FastClock : TimeProvider
{
    private const int Speed = 200;

    public override long TimestampFrequency => System.TimestampFrequency / Speed;

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period) =>
        System.CreateTimer(callback, state, dueTime > TimeSpan.Zero ? dueTime / Speed : dueTime, period > TimeSpan.Zero ? period / Speed : period);
}
