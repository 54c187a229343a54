using System.Text.Json;
using Certrot.Approval;
using Certrot.Kubernetes;
using Certrot.TestKit;

namespace Certrot.Core.Tests.Approval;

/// <summary>What was approved of late counts once, for the node and for the user, for an hour.</summary>
public sealed class ApprovalCountsTests
{
    private const string Serving = SignerNames.KubeletServing, Client = SignerNames.KubeletClient, Token = "system:bootstrap:abcdef";

    private static readonly DateTimeOffset now = CsrBuilder.Created;

    private readonly ApprovalCounts counts = new();

    [Fact]
    public void A_CSR_counts_once_however_often_it_is_seen()
    {
        var csr = Csr("uid-1", CsrBuilder.Serving());
        counts.Add(csr, now);
        counts.Add(csr, now.AddMinutes(5));

        Assert.Equal((1, 1), (counts.ForNode(Serving, "worker-1", now), counts.ForUser(Serving, "system:node:worker-1", now)));
        Assert.Equal(0, counts.ForNode(Serving, "worker-1", now.AddMinutes(1)));
    }

    [Fact]
    public void Signers_nodes_and_users_are_counted_apart()
    {
        counts.Add(Csr("uid-1", CsrBuilder.Serving()), now);
        counts.Add(Csr("uid-2", CsrBuilder.Renewal()), now);
        counts.Add(Csr("uid-3", CsrBuilder.Renewal("worker-2")), now);

        Assert.Equal((1, 1, 1, 0), (counts.ForNode(Serving, "worker-1", now), counts.ForNode(Client, "worker-1", now), counts.ForNode(Client, "worker-2", now), counts.ForNode(Serving, "worker-2", now)));
    }

    [Fact]
    public void A_node_that_joins_and_one_that_renews_are_the_same_node()
    {
        counts.Add(Csr("uid-1", CsrBuilder.Bootstrap().With(KubeletRequest.Client("worker-1"))), now);
        counts.Add(Csr("uid-2", CsrBuilder.Renewal()), now);

        Assert.Equal((2, 1), (counts.ForNode(Client, "worker-1", now), counts.ForUser(Client, Token, now)));
    }

    [Fact]
    public void What_was_not_approved_after_all_is_taken_back_once()
    {
        var (first, second) = (Csr("uid-1", CsrBuilder.Serving()), Csr("uid-2", CsrBuilder.Serving()));
        counts.Add(first, now);
        counts.Add(second, now);
        counts.Remove(first);
        counts.Remove(first);
        counts.Remove(Csr("uid-3", CsrBuilder.Serving()));

        Assert.Equal(1, counts.ForNode(Serving, "worker-1", now));
        counts.Add(first, now);
        Assert.Equal(2, counts.ForNode(Serving, "worker-1", now));
    }

    [Fact]
    public void Another_CSR_of_the_same_name_counts_on_its_own()
    {
        counts.Add(Csr("uid-1", CsrBuilder.Serving()), now);
        counts.Add(Csr("uid-2", CsrBuilder.Serving()), now);

        Assert.Equal(2, counts.ForNode(Serving, "worker-1", now));
    }

    [Fact]
    public void After_an_hour_it_is_forgotten_and_not_before()
    {
        counts.Add(Csr("uid-1", CsrBuilder.Serving()), now);
        counts.Add(Csr("uid-2", CsrBuilder.Serving()), now.AddMinutes(30));

        counts.Forget(now.AddHours(1));
        Assert.Equal(2, counts.ForNode(Serving, "worker-1", now));
        counts.Forget(now.AddHours(1).AddSeconds(1));
        Assert.Equal(1, counts.ForNode(Serving, "worker-1", now));
        counts.Forget(now.AddHours(2));
        Assert.Equal((0, 0), (counts.ForNode(Serving, "worker-1", now), counts.ForUser(Serving, "system:node:worker-1", now)));
    }

    [Fact]
    public void A_request_that_names_no_node_counts_for_its_user_alone()
    {
        counts.Add(Csr("uid-1", CsrBuilder.Bootstrap().WithPem("garbage")), now);

        Assert.Equal((1, 0), (counts.ForUser(Client, Token, now), counts.ForNode(Client, "", now)));
    }

    private static CsrObject Csr(string uid, CsrBuilder csr)
    {
        var item = csr.Build();
        item["metadata"]!["uid"] = uid;
        return CsrObject.Read(JsonSerializer.SerializeToElement(item));
    }
}
