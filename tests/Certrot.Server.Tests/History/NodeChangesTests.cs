using Certrot.Reports;
using Certrot.Server.History;

namespace Certrot.Server.Tests.History;

public sealed class NodeChangesTests
{
    private static readonly DateTimeOffset later = Rows.Now.AddHours(2);

    [Fact]
    public void A_node_that_was_not_known_is_seen_for_the_first_time()
    {
        var (told, state) = NodeChanges.Between(null, "lab", Rows.Failing("a"), Rows.Now);

        var one = Assert.Single(told);
        Assert.Equal((TransitionKinds.FirstSeen, null, "failing"), (one.Kind, one.Before, one.After!.Verdict));
        Assert.Equal("Seen for the first time: failing. The client CSR of a was denied.", one.Text);
        Assert.Equal((Rows.Now, Rows.Now, (DateTimeOffset?)Rows.Now), (state.FirstSeen, state.VerdictSince, state.FailingSince));
    }

    [Fact]
    public void Nothing_happens_to_a_node_that_is_as_it_was()
    {
        var known = Known(Rows.Healthy("a"));

        var (told, state) = NodeChanges.Between(known, "lab", Rows.Healthy("a"), later);

        Assert.Empty(told);
        Assert.Equal(known, state);
    }

    [Fact]
    public void Failure_cause_and_recovery_are_told_with_their_times()
    {
        var (failed, failing) = NodeChanges.Between(Known(Rows.Healthy("a")), "lab", Rows.Failing("a"), later);
        var (changed, other) = NodeChanges.Between(failing, "lab", Rows.Failing("a", "kcm-down"), later.AddHours(1));
        var (ended, well) = NodeChanges.Between(other, "lab", Rows.Healthy("a"), later.AddHours(3));

        Assert.Equal([TransitionKinds.Failing], failed.Select(t => t.Kind));
        Assert.Equal([TransitionKinds.CauseChanged], changed.Select(t => t.Kind));
        Assert.Equal((later, later), (other.FailingSince, other.VerdictSince));
        Assert.Equal("Healthy again after 3h of failing (kcm-down).", Assert.Single(ended).Text);
        Assert.Equal((null, later.AddHours(3), Rows.Now), (well.FailingSince, well.VerdictSince, well.FirstSeen));
    }

    [Theory]
    [InlineData(59, false)]
    [InlineData(61, true)]
    public void A_later_end_is_a_renewal_unless_it_only_wavers(int seconds, bool renewed)
    {
        var row = Rows.Healthy("a");
        var (told, state) = NodeChanges.Between(Known(row), "lab", row with { Serving = row.Serving with { NotAfter = row.Serving.NotAfter!.Value.AddSeconds(seconds) } }, later);

        Assert.Equal(renewed ? [TransitionKinds.Rotated] : [], told.Select(t => t.Kind));
        Assert.Equal(renewed, state != Known(row));
        if (renewed) Assert.Equal("serving", told[0].Certificate);
    }

    [Fact]
    public void An_end_that_is_not_seen_for_a_while_stays_known()
    {
        var row = Rows.Healthy("a");
        var blind = row with { Client = row.Client with { NotAfter = null } };

        var (_, state) = NodeChanges.Between(Known(row), "lab", blind, later);
        var (told, _) = NodeChanges.Between(state, "lab", row with { Client = row.Client with { NotAfter = row.Client.NotAfter!.Value.AddDays(200) } }, later);

        Assert.Equal(("rotated", "client"), (Assert.Single(told).Kind, told[0].Certificate));
    }

    [Fact]
    public void Readiness_is_told_beside_the_verdict()
    {
        var (lost, gone) = NodeChanges.Between(Known(Rows.Healthy("a")), "lab", Rows.Failing("a") with { Ready = "Unknown" }, later);
        var (back, _) = NodeChanges.Between(gone, "lab", Rows.Failing("a"), later);

        Assert.Equal([TransitionKinds.Failing, TransitionKinds.NotReady], lost.Select(t => t.Kind));
        Assert.Equal([TransitionKinds.Ready], back.Select(t => t.Kind));
    }

    [Fact]
    public void An_excluded_node_raises_no_failure()
    {
        var (told, state) = NodeChanges.Between(Known(Rows.Healthy("a")), "lab", Rows.Failing("a") with { Excluded = "replaced in spring" }, later);

        Assert.Equal(TransitionKinds.VerdictChanged, Assert.Single(told).Kind);
        Assert.Equal(("excluded", null), (state.Judged.Verdict, state.FailingSince));
    }

    [Fact]
    public void Undetermined_is_no_recovery()
    {
        var (told, _) = NodeChanges.Between(Known(Rows.Failing("a")), "lab", Rows.Healthy("a") with { Verdict = Verdicts.Undetermined, Cause = "insufficient-evidence" }, later);

        Assert.Equal(TransitionKinds.VerdictChanged, Assert.Single(told).Kind);
    }

    private static NodeState Known(FleetNodeReport row) => NodeChanges.Between(null, "lab", row, Rows.Now).State;
}
