using Certrot.Collect.Fleet;

namespace Certrot.Collect.Tests.Fleet;

public sealed class ProbeScheduleTests
{
    private static readonly DateTimeOffset now = new(2026, 11, 22, 5, 0, 0, TimeSpan.Zero);
    private static readonly TimeSpan usual = TimeSpan.FromMinutes(10);

    [Theory]
    [InlineData(365 * 24, 0.1, 60)]
    [InlineData(365 * 24, 0.6999, 10)]
    [InlineData(24, 0.5, 28.8)]
    [InlineData(24, 0.66, 10)]
    [InlineData(24, 0.8, 10)]
    [InlineData(24, 0.95, 3.6)]
    [InlineData(24, 0.999, 0.5)]
    [InlineData(24, 1.5, 10)]
    [InlineData(1, 0.75, 0.75)]
    public void The_nearer_the_window_and_the_end_the_more_often(double lifetimeHours, double over, double minutes)
    {
        var life = TimeSpan.FromHours(lifetimeHours);
        var begin = now - (life * over);

        Assert.Equal(minutes, ProbeSchedule.Next([(begin, begin + life), (now, now.AddYears(1))], now, usual).TotalMinutes, 0.5);
    }

    [Fact]
    public void What_is_not_known_is_asked_for_as_usual() => Assert.Equal(usual, ProbeSchedule.Next([(now, now.AddYears(1))], now, usual));

    [Fact]
    public void Nothing_is_known_at_first() => Assert.Equal(usual, ProbeSchedule.Next([], now, usual));

    [Fact]
    public void The_usual_time_may_be_shorter_than_the_shortest() =>
        Assert.Equal(TimeSpan.FromSeconds(5), ProbeSchedule.Next([(now.AddHours(-23), now.AddMinutes(1)), (now.AddHours(-23), now.AddMinutes(1))], now, TimeSpan.FromSeconds(5)));
}
