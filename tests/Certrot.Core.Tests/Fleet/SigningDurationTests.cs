using Certrot.Fleet;

namespace Certrot.Core.Tests.Fleet;

/// <summary>Durations as Go writes them, seen where they are used: the horizon of a CA is its end less the duration of certificates.</summary>
public sealed class SigningDurationTests
{
    private const double Default = 365 * 24 * 3600.0;

    [Theory]
    [InlineData("1h", 3600)]
    [InlineData("90m", 5400)]
    [InlineData("45s", 45)]
    [InlineData("1h30m15s", 5415)]
    [InlineData("4380h0m0s", 4380 * 3600.0)]
    [InlineData("1.5h", 5400)]
    [InlineData(".5h", 1800)]
    [InlineData("1h1h", 7200)]
    [InlineData("1500ms", 1.5)]
    [InlineData("2000000us", 2)]
    [InlineData("2000000µs", 2)]
    [InlineData("3000000000ns", 3)]
    [InlineData("2600000h", 2_600_000 * 3600.0)]
    public void A_duration_is_the_sum_of_its_parts(string text, double seconds) => Assert.Equal(TimeSpan.FromSeconds(seconds), Duration($"--cluster-signing-duration={text}"));

    [Theory]
    [InlineData("")]
    [InlineData("0s")]
    [InlineData("365")]
    [InlineData("h")]
    [InlineData(".h")]
    [InlineData("1.2.3h")]
    [InlineData("-1h")]
    [InlineData("1h-1m")]
    [InlineData("1h 30m")]
    [InlineData("30d")]
    [InlineData("1H")]
    [InlineData("1e3h")]
    [InlineData("1h30")]
    [InlineData("2700000h")]
    [InlineData("99999999999999999999999h")]
    public void What_is_no_positive_duration_is_as_if_it_were_not_set(string text) => Assert.Equal(TimeSpan.FromSeconds(Default), Duration($"--cluster-signing-duration={text}"));

    [Fact]
    public void Without_the_flag_certificates_are_for_a_year() => Assert.Equal(TimeSpan.FromSeconds(Default), Duration("--leader-elect=true"));

    [Fact]
    public void The_flags_old_name_is_understood_and_the_new_one_goes_before_it()
    {
        Assert.Equal(TimeSpan.FromHours(48), Duration("--experimental-cluster-signing-duration=48h"));
        Assert.Equal(TimeSpan.FromHours(24), Duration("--experimental-cluster-signing-duration=48h", "--cluster-signing-duration=24h"));
    }

    private static TimeSpan Duration(params string[] flags)
    {
        var end = new DateTimeOffset(2400, 1, 1, 0, 0, 0, TimeSpan.Zero);
        var report = new FleetJudge(new FleetOptions()).Judge(Observed.Cluster().WithAuthority(end).WithControllerManager(flags));
        return end - report.Items.Single(i => i.Id == "ca-horizon").At!.Value;
    }
}
