namespace Certrot.Simulator;

/// <summary>A clock that begins at the real time and runs faster. Times are UTC.</summary>
/// <param name="real">The real clock.</param>
/// <param name="speed">How much faster.</param>
internal sealed class SpeedClock(TimeProvider real, double speed)
{
    private readonly DateTimeOffset start = real.GetUtcNow();
    private readonly long begun = real.GetTimestamp();

    /// <summary>The simulated time.</summary>
    public DateTimeOffset Now => start + (real.GetElapsedTime(begun) * speed);

    /// <summary>Waits until a simulated time.</summary>
    public Task UntilAsync(DateTimeOffset time, CancellationToken cancellation)
    {
        var left = (time - Now) / speed;
        // Longer waits are begun anew: timers take 49 days at most.
        return left <= TimeSpan.Zero ? Task.CompletedTask : Task.Delay(left < TimeSpan.FromHours(1) ? left : TimeSpan.FromHours(1), real, cancellation);
    }
}
