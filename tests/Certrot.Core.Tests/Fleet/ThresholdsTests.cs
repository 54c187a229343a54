using Certrot.Evidence;
using Certrot.Fleet;
using Certrot.Kubernetes;
using Certrot.Reports;

namespace Certrot.Core.Tests.Fleet;

/// <summary>A certificate is late by what is left of its own life, or by a time that somebody chose.</summary>
public sealed class ThresholdsTests
{
    [Fact]
    public void The_share_is_told_in_whole_percent_with_the_end()
    {
        var row = Row(new Thresholds(), Observed.Node("a", TimeSpan.FromDays(300), serving: (Observed.Now.AddDays(-91), Observed.Now.AddDays(9))));

        Assert.Equal("The serving certificate has 9 % of its life left and was not renewed; it ends at 2026-06-24 12:00:00 UTC.", row.Serving.Late);
        Assert.Null(row.Client.Late);
    }

    [Fact]
    public void Exactly_the_share_is_not_late() =>
        Assert.Null(Row(new Thresholds(), Observed.Node("a", serving: (Observed.Now.AddDays(-90), Observed.Now.AddDays(10)))).Serving.Late);

    [Fact]
    public void A_fixed_time_is_told_with_what_is_left()
    {
        var row = Row(new Thresholds { Fixed = TimeSpan.FromDays(30) }, Observed.Node("a", TimeSpan.FromHours(50)));

        Assert.Equal("The client certificate ends at 2026-06-17 14:00:00 UTC, in 2d2h.", row.Client.Late);
        Assert.Equal((Verdicts.AtRisk, row.Client.Late), (row.Verdict, row.Summary));
        Assert.Equal(Observed.Now.AddHours(50).AddSeconds(50), row.LostAt);
    }

    [Fact]
    public void Exactly_the_fixed_time_is_not_late() =>
        Assert.Null(Row(new Thresholds { Fixed = TimeSpan.FromDays(30) }, Observed.Node("a", TimeSpan.FromDays(30))).Client.Late);

    [Fact]
    public void A_fixed_time_needs_no_lifetime_and_takes_the_place_of_the_share()
    {
        var serving = (Observed.Now.AddDays(-99), Observed.Now.AddDays(1));

        Assert.Null(Row(new Thresholds { Fixed = TimeSpan.FromHours(1) }, Observed.Node("a", serving: serving)).Serving.Late);
        Assert.NotNull(Row(new Thresholds(), Observed.Node("a", serving: serving)).Serving.Late);
    }

    [Theory]
    [InlineData(null)]
    [InlineData(1)]
    public void What_ended_is_late_by_any_threshold(int? hours)
    {
        var thresholds = new Thresholds { Fixed = hours is { } h ? TimeSpan.FromHours(h) : null };

        var row = Row(thresholds, Observed.Node("a", TimeSpan.FromHours(-2), serving: (Observed.Now.AddDays(-90), Observed.Now.AddMinutes(-1))));

        Assert.Equal("The client certificate ended at 2026-06-15 10:00:00 UTC.", row.Client.Late);
        Assert.Equal("The serving certificate ended at 2026-06-15 11:59:00 UTC.", row.Serving.Late);
    }

    [Fact]
    public void A_serving_certificate_that_the_kubelet_never_renews_is_not_late_once_it_ended()
    {
        var seen = Observed.Node("a", serving: (Observed.Now.AddDays(-90), Observed.Now.AddMinutes(-1)));
        var whole = Observed.Cluster().Of(seen);
        var configuration = new KubeletConfiguration { Source = new Source("node/config.yaml"), RotateCertificates = true, ServerTlsBootstrap = false };

        var row = Row(new Thresholds(), seen with { Closely = whole with { Host = whole.Host with { Configuration = configuration } } });

        Assert.Null(row.Serving.Late);
        Assert.Equal(("serving-static-cert-expired", true), (row.Cause, row.Closely));
    }

    [Fact]
    public void An_unknown_end_is_not_late()
    {
        var row = Row(new Thresholds { Share = 1, Fixed = TimeSpan.FromDays(10_000) }, Observed.Node("a"));

        Assert.Equal((null, null, Verdicts.Healthy), (row.Client.Late, row.Serving.Late, row.Verdict));
    }

    [Fact]
    public void Without_a_lifetime_a_share_tells_nothing() =>
        Assert.Null(Row(new Thresholds { Share = 0.99 }, Observed.Node("a", TimeSpan.FromMinutes(1))).Client.Late);

    [Theory]
    [InlineData(23, true)]
    [InlineData(25, false)]
    public void Where_only_the_end_is_known_the_signers_duration_is_the_lifetime(int hours, bool late)
    {
        var evidence = Observed.Cluster(Observed.Node("a", TimeSpan.FromHours(hours))).WithControllerManager("--cluster-signing-duration=240h");

        var told = new FleetJudge(new FleetOptions()).Judge(evidence).Nodes[0].Client.Late;

        Assert.Equal(late, told is not null);
        if (late) Assert.StartsWith("The client certificate has 10 % of its life left", told, StringComparison.Ordinal);
    }

    private static FleetNodeReport Row(Thresholds thresholds, ObservedNode node) => new FleetJudge(new FleetOptions { Thresholds = thresholds }).Judge(Observed.Cluster(node)).Nodes[0];
}
