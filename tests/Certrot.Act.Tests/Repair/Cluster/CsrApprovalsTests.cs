using Certrot.Act.Repair.Cluster;
using Certrot.Approval.Policy;
using Certrot.Diagnosis;
using Certrot.Repair.Actions;
using Certrot.TestKit;

namespace Certrot.Act.Tests.Repair.Cluster;

/// <summary>Which pending CSR a kubelet that was started anew waits for.</summary>
public sealed class CsrApprovalsTests
{
    [Theory]
    [InlineData("csr-4m2xq", 5, false)]
    [InlineData("csr-4m2xq", -5, true)]
    // Its key is in a file: the kubelet takes it up again.
    [InlineData("node-csr-kzcUmc7kvHzDGcTnaluf9DbwxHxT4seDUSiilDxX6T0", 5, true)]
    public async Task What_was_asked_before_a_restart_counts_where_the_key_outlives_it(string name, int restartedAfter, bool approved)
    {
        await using var cluster = await FakeCluster.StartAsync();
        cluster.PutNode("worker-1", "10.0.0.11");
        cluster.PutCsr(name, CsrBuilder.Renewal().With(KubeletRequest.Client("worker-1")));
        using var api = cluster.Client();
        var told = new List<string>();

        var said = await new CsrApprovals(api, null, ApprovalPolicy.Default, TimeProvider.System)
            .TryAsync(new ApproveCsr("worker-1", CertificateKind.Client), null, TimeProvider.System.GetUtcNow().AddSeconds(restartedAfter), told.Add, TestContext.Current.CancellationToken);

        Assert.Equal(approved ? $"approved {name}" : null, said);
        Assert.Equal(approved ? [name] : [], told);
        Assert.Equal(approved ? "Approved" : "", cluster.Conditions(name));
    }
}
