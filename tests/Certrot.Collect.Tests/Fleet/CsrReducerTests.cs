using System.Globalization;
using System.Text.Json;
using Certrot.Collect.Fleet;
using Certrot.Kubernetes;

namespace Certrot.Collect.Tests.Fleet;

/// <summary>Of any number of CSRs, what is kept of each node; and what changes do to it.</summary>
public sealed class CsrReducerTests
{
    private static readonly DateTimeOffset now = new(2026, 6, 15, 12, 0, 0, TimeSpan.Zero);

    [Fact]
    public void Of_a_thousand_csrs_of_a_node_the_newest_few_are_kept_and_all_are_counted()
    {
        var reducer = new CsrReducer();
        for (var i = 0; i < 1000; i++) reducer.Add(Csr($"csr-{i:000}", now.AddMinutes(-i)));

        var kept = reducer.Of("worker-1");

        Assert.Equal(1000, reducer.Totals.Total);
        Assert.Equal(now.AddMinutes(-999), reducer.Totals.OldestPending);
        Assert.InRange(kept.Count, 4, 6);
        Assert.Contains(kept, c => c.Meta.Name == "csr-000");
        Assert.Contains(kept, c => c.Meta.Name == "csr-999");
    }

    [Fact]
    public void Of_those_of_one_second_the_one_that_is_read_first_keeps_its_request()
    {
        var reducer = new CsrReducer();
        foreach (var name in (string[])["csr-b", "csr-d", "csr-a", "csr-c", "csr-e"]) reducer.Add(Csr(name, now));

        Assert.Equal(["csr-e", "csr-d", "csr-c", "csr-b"], reducer.Of("worker-1").Take(4).Select(c => c.Meta.Name));
    }

    [Fact]
    public void What_no_kubelet_makes_does_not_push_out_what_one_made()
    {
        var reducer = new CsrReducer();
        reducer.Add(Csr("csr-own", now, usage: "client auth"));
        for (var i = 0; i < 20; i++) reducer.Add(Csr($"csr-{i:00}", now.AddMinutes(i), usage: "code signing"));

        Assert.Equal("csr-own", Assert.Single(reducer.Of("worker-1")).Meta.Name);
        Assert.Equal(21, reducer.Totals.PendingOfKubelets);
    }

    [Fact]
    public void A_change_replaces_what_was_and_is_counted_once()
    {
        var reducer = new CsrReducer(follows: true);
        reducer.Add(Csr("csr-1", now));

        var node = reducer.Change(Csr("csr-1", now, "Denied"), deleted: false, out _);

        Assert.Equal("worker-1", node);
        Assert.Equal((1, 0), (reducer.Totals.Total, reducer.Totals.PendingOfKubelets));
        Assert.NotNull(Assert.Single(reducer.Of("worker-1")).Denied);
    }

    [Fact]
    public void A_deleted_csr_is_not_counted_and_its_denial_stays_the_last_word_until_there_is_a_newer_csr()
    {
        var reducer = new CsrReducer(follows: true);
        reducer.Add(Csr("csr-1", now, "Denied"));

        reducer.Change(Csr("csr-1", now, "Denied"), deleted: true, out _);

        Assert.Equal(0, reducer.Totals.Total);
        Assert.NotNull(Assert.Single(reducer.Of("worker-1")).Denied);
        reducer.Change(Csr("csr-2", now.AddMinutes(5)), deleted: false, out _);
        Assert.Equal(["csr-2", "csr-1"], reducer.Of("worker-1").OrderByDescending(c => c.Meta.Created).Select(c => c.Meta.Name));
    }

    [Fact]
    public void A_pending_csr_that_is_deleted_is_gone()
    {
        var reducer = new CsrReducer(follows: true);
        reducer.Add(Csr("csr-1", now));

        reducer.Change(Csr("csr-1", now), deleted: true, out _);

        Assert.Equal((0, 0), (reducer.Totals.Total, reducer.Totals.PendingOfKubelets));
        Assert.Null(reducer.Totals.OldestPending);
        Assert.Empty(reducer.Of("worker-1"));
    }

    [Fact]
    public void A_list_that_is_read_anew_does_not_forget_what_was_learned_before_it()
    {
        var before = new CsrReducer(follows: true);
        before.Add(Csr("csr-1", now, "Denied"));
        var after = new CsrReducer(follows: true);

        after.Remember(before);

        Assert.Equal("csr-1", Assert.Single(after.Of("worker-1")).Meta.Name);
        after.Forget("worker-1");
        Assert.Empty(after.Of("worker-1"));
    }

    private static JsonElement Csr(string name, DateTimeOffset created, string? condition = null, string? usage = null)
    {
        var usages = usage is null ? "" : $"\"digital signature\",\"{usage}\"";
        var time = created.ToString("yyyy-MM-ddTHH:mm:ssZ", CultureInfo.InvariantCulture);
        var status = condition is null ? "{}" : $$"""{"conditions":[{"type":"{{condition}}","status":"True","reason":"Policy","lastUpdateTime":"{{time}}"}]}""";
        return JsonDocument.Parse($$"""{"metadata":{"name":"{{name}}","creationTimestamp":"{{time}}"},"spec":{"signerName":"{{SignerNames.KubeletClient}}","username":"system:node:worker-1","usages":[{{usages}}],"request":""},"status":{{status}}}""").RootElement;
    }
}
