using Certrot.Collect.Fleet;
using Certrot.Reports;
using Certrot.Simulator.Faults;

namespace Certrot.Simulator.Tests;

/// <summary>What a scan from afar says of each fault: the cause where the API tells it, and silence where only the node would.</summary>
public sealed class PlantedFaultTests
{
    private const int Nodes = 20;
    private const int Faulty = 3;
    private const string Unknown = "insufficient-evidence";

    /// <summary>Verdict and cause of the nodes with the fault, and of the others.</summary>
    private static readonly Dictionary<string, (string Verdict, string Cause, string Others)> expected = new(StringComparer.Ordinal)
    {
        ["kcm-down"] = (Verdicts.Failing, "kcm-down", Verdicts.AtRisk),
        ["csr-approver-controller-disabled"] = (Verdicts.Failing, "csr-approver-controller-disabled", Verdicts.AtRisk),
        ["client-csr-autoapprove-rbac-missing"] = (Verdicts.Failing, "client-csr-autoapprove-rbac-missing", Verdicts.AtRisk),
        // Approved seconds ago: not yet a failure.
        ["csr-approved-not-issued-no-signer"] = (Verdicts.AtRisk, "csr-approved-not-issued-no-signer", Verdicts.AtRisk),
        ["serving-csr-no-approver"] = (Verdicts.Failing, "serving-csr-no-approver", Verdicts.Healthy),
        ["signer-ca-expired"] = (Verdicts.AtRisk, "signer-ca-expired", Verdicts.AtRisk),
        ["csr-denied-by-approver"] = (Verdicts.Failing, "csr-denied-by-approver", Verdicts.Healthy),
        ["serving-static-cert-expired"] = (Verdicts.Failing, "serving-static-cert-expired", Verdicts.Healthy),
        // Late or stuck, and why only the node tells.
        ["rotation-silently-stalled"] = (Verdicts.AtRisk, Unknown, Verdicts.Healthy),
        ["pki-write-failed"] = (Verdicts.AtRisk, Unknown, Verdicts.Healthy),
        ["client-expired-rotation-disabled"] = (Verdicts.Undetermined, Unknown, Verdicts.Healthy),
        ["client-expired-kubelet-running"] = (Verdicts.Undetermined, Unknown, Verdicts.Healthy),
        ["kubelet-not-running"] = (Verdicts.Undetermined, Unknown, Verdicts.Healthy),
        ["tls-stalls"] = (Verdicts.Undetermined, Unknown, Verdicts.Healthy),
        ["tls-garbage"] = (Verdicts.Undetermined, Unknown, Verdicts.Healthy),
        ["port-refused"] = (Verdicts.Undetermined, Unknown, Verdicts.Healthy),
        // A difficult API server is none of the nodes' business.
        ["api-forgets-pages"] = (Verdicts.Healthy, "healthy", Verdicts.Healthy),
        ["api-throttles"] = (Verdicts.Healthy, "healthy", Verdicts.Healthy),
        ["api-drops-watches"] = (Verdicts.Healthy, "healthy", Verdicts.Healthy),
    };

    public static TheoryData<string> All => [.. Fault.All.Select(f => f.Name)];

    [Theory]
    [MemberData(nameof(All))]
    [Trait("needs", "minutes")]
    public async Task A_fault_is_told_as_far_as_it_shows(string fault)
    {
        var (verdict, cause, others) = expected[fault];
        await using var cluster = await Scanned.StartAsync(Nodes, $"{fault}={Faulty}");
        var planted = cluster.Simulation.Planted;
        bool IsPlanted(FleetNodeReport node) => planted[node.Name] == fault;

        var report = await cluster.ScanUntilAsync(r => r.Nodes.Where(IsPlanted).All(n => n.Verdict == verdict && n.Cause == cause) && r.Nodes.All(n => IsPlanted(n) || n.Verdict == others), new ScanOptions { Parallel = 16 });

        Assert.Null(report.Error);
        Assert.Equal(Nodes, report.Nodes.Count);
        Assert.All(report.Nodes.Where(IsPlanted), n => Assert.Equal((verdict, cause), (n.Verdict, n.Cause)));
        Assert.All(report.Nodes.Where(n => !IsPlanted(n)), n => Assert.Equal(others, n.Verdict));
        // One cause, one incident, whatever number of nodes meets it.
        if (cause is not (Unknown or "healthy"))
        {
            var incident = Assert.Single(report.Incidents);
            Assert.Equal(cause, incident.Cause.Id);
            Assert.Equal(report.Nodes.Where(n => n.Cause == cause).Select(n => n.Name).Order(StringComparer.Ordinal), incident.Nodes.Order(StringComparer.Ordinal));
            Assert.NotEmpty(incident.Fix);
        }
        else
        {
            Assert.Empty(report.Incidents);
        }
    }

    [Fact]
    public async Task The_same_seed_plants_the_same_faults_on_the_same_nodes()
    {
        await using var first = await Scanned.StartAsync(60, "mixed");
        await using var second = await Scanned.StartAsync(60, "mixed");

        Assert.NotEmpty(first.Simulation.Planted.Values.OfType<string>());
        Assert.Equal(first.Simulation.Planted, second.Simulation.Planted);
    }

    [Theory]
    [InlineData("no-such-fault", "there is no fault no-such-fault")]
    [InlineData("kcm-down=none", "none is no number")]
    [InlineData("kcm-down=0", "0 is no number")]
    [InlineData("tls-stalls=6,tls-garbage=5", "take 11 nodes, and there are 10")]
    public void What_cannot_be_planted_is_said(string text, string words) =>
        Assert.Contains(words, Assert.Throws<FormatException>(() => PlantedFault.Parse(text, 10, 1)).Message, StringComparison.Ordinal);
}
