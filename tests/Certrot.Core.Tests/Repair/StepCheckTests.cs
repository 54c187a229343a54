using System.Text.Json.Nodes;
using Certrot.Diagnosis;
using Certrot.Evidence;
using Certrot.Repair;
using Certrot.Repair.Actions;
using Certrot.TestKit.Scenarios;

namespace Certrot.Core.Tests.Repair;

/// <summary>What evidence that is collected after a step says of it.</summary>
public sealed class StepCheckTests
{
    private static readonly TimeSpan sinceBegin = TimeSpan.FromMinutes(3);

    [Fact]
    public void A_CSR_that_was_denied_before_does_not_fail_the_new_attempt()
    {
        var s = Due();
        s.AddCsr("csr-old", client: true, TimeSpan.FromMinutes(20), "Denied");
        var before = s.Read();

        Is(Approve(before, s.Read()), CheckState.Waiting, "the kubelet has not asked again since csr-old");

        s.AddCsr("csr-new", client: true, TimeSpan.FromMinutes(1));
        Is(Approve(before, s.Read()), CheckState.Waiting, "csr-new is pending");
    }

    [Fact]
    public void A_CSR_that_was_pending_before_and_is_denied_now_fails_it()
    {
        var s = Due();
        var csr = s.AddCsr("csr-1", client: true, TimeSpan.FromMinutes(20));
        var before = s.Read();
        Decide(csr, "Denied", "PolicyViolation", "not this one");

        Is(Approve(before, s.Read()), CheckState.Failed, "csr-1 was denied: PolicyViolation: not this one");
    }

    [Fact]
    public void A_CSR_that_is_made_and_denied_meanwhile_fails_it()
    {
        var s = Due();
        var before = s.Read();
        s.AddCsr("csr-1", client: true, TimeSpan.FromMinutes(1), "Denied", reason: "PolicyViolation", message: "not this one");

        Is(Approve(before, s.Read()), CheckState.Failed, "csr-1 was denied: PolicyViolation: not this one");
    }

    [Fact]
    public void A_signer_that_fails_what_was_approved_before_fails_it()
    {
        var s = Due();
        var csr = s.AddCsr("csr-1", client: true, TimeSpan.FromMinutes(20), "Approved");
        var before = s.Read();
        Is(Approve(before, before), CheckState.Waiting, "csr-1 is approved, and not issued yet");
        Decide(csr, "Failed", "SignerValidationFailure", "usages did not match");

        Is(Approve(before, s.Read()), CheckState.Failed, "the signer failed csr-1: usages did not match");
    }

    [Fact]
    public void A_certificate_that_is_issued_has_to_be_taken()
    {
        var s = Due();
        var before = s.Read();
        var issued = s.Ca.IssueKubeletClient(s.Node, s.Now.AddMinutes(-6), s.Now.AddDays(365));
        s.AddCsr("csr-1", client: true, TimeSpan.FromMinutes(1), "Issued", issued: issued);
        Is(Approve(before, s.Read()), CheckState.Waiting, "csr-1 is issued, and the kubelet has not taken it yet");

        s.Client = issued;
        Is(Approve(before, s.Read()), CheckState.Done, "the client certificate is new, until 2027-06-15 12:00:00 UTC");
    }

    [Fact]
    public void Of_a_node_that_is_not_looked_into_only_a_CSR_of_the_repair_counts()
    {
        var s = Due();
        s.AddCsr("csr-old", client: true, TimeSpan.FromDays(20), "Issued", issued: s.Client);
        s.AddCsr("csr-1", client: true, TimeSpan.FromMinutes(20));
        var before = Far(s);
        s.Csrs.RemoveAt(1);
        Assert.NotEqual(CheckState.Done, Approve(before, Far(s)).State);

        s.AddCsr("csr-2", client: true, TimeSpan.FromMinutes(1), "Issued");
        Is(Approve(before, Far(s)), CheckState.Done, "csr-2 is issued; the node itself was not looked into");

        // Its log came over the API, and no file.
        static NodeEvidence Far(NodeScenario s) => s.Read() is var e ? e with { Host = new HostEvidence { KubeletLog = e.Host.KubeletLog } } : e;
    }

    [Theory]
    [InlineData(4, -1, CheckState.Waiting)]
    [InlineData(4, 1, CheckState.Done)]
    [InlineData(-4, -1, CheckState.Waiting)]
    [InlineData(-4, 1, CheckState.Done)]
    [InlineData(0, -1, CheckState.Waiting)]
    [InlineData(0, 1, CheckState.Done)]
    public void Whether_the_kubelet_was_restarted_is_told_by_the_right_clock(int ahead, int startedAfterBegin, CheckState state)
    {
        var s = Stalled();
        s.Clock = new JsonObject { ["nodeTime"] = NodeScenario.Text(s.Now.AddMinutes(ahead)), ["referenceTime"] = NodeScenario.Text(s.Now), ["ntpSynchronized"] = false };
        var before = s.Read();
        s.Process!["startedAt"] = NodeScenario.Text(s.Now - sinceBegin + TimeSpan.FromMinutes(startedAfterBegin + ahead));

        Assert.Equal(state, Restart(before, s.Read()).State);
    }

    [Fact]
    public void A_kubelet_that_is_down_is_waited_for_and_one_that_a_signal_holds_is_not()
    {
        var s = Stalled();
        var before = s.Read();
        s.Process!["running"] = false;
        Is(Restart(before, s.Read()), CheckState.Waiting, "the kubelet does not run");

        s.Process["running"] = true;
        s.Process["state"] = "T (stopped)";
        Is(Restart(before, s.Read()), CheckState.Failed, "a signal holds the kubelet");
    }

    [Fact]
    public void The_proof_wants_the_cause_gone_a_new_certificate_and_a_node_that_posts()
    {
        var s = Due();
        s.AddCsr("csr-1", client: true, TimeSpan.FromMinutes(20));
        var binding = s.Bindings.Single(b => (string?)b["metadata"]!["name"] == "kubeadm:node-autoapprove-certificate-rotation");
        s.Bindings.Remove(binding);
        var before = s.Read();
        var proof = RepairPlanner.Plan(before).Steps[^1];
        Is(Check(proof, before, before), CheckState.Waiting, "client-csr-autoapprove-rbac-missing still holds");

        s.Bindings.Add(binding);
        Is(Check(proof, before, s.Read()), CheckState.Waiting, "the evidence does not tell");

        s.Csrs.Clear();
        s.Client = s.Ca.IssueKubeletClient(s.Node, s.Now.AddMinutes(-6), s.Now.AddDays(365));
        Assert.Equal(CheckState.Done, Check(proof, before, s.Read()).State);

        s.NodeLostSince(s.Now.AddMinutes(-10));
        Assert.NotEqual(CheckState.Done, Check(proof, before, s.Read()).State);
    }

    [Fact]
    public void A_certificate_that_the_plan_does_not_get_is_not_waited_for()
    {
        var s = Due();
        s.AddCsr("csr-1", client: true, TimeSpan.FromMinutes(20));
        s.Serving = s.Ca.IssueKubeletServing(s.Node, s.Now.AddDays(-370), s.Now.AddDays(-5), s.Address);
        s.AddCsr("csr-2", client: false, TimeSpan.FromMinutes(20));
        var binding = s.Bindings.Single(b => (string?)b["metadata"]!["name"] == "kubeadm:node-autoapprove-certificate-rotation");
        s.Bindings.Remove(binding);
        var before = s.Read();
        var proof = RepairPlanner.Plan(before).Steps[^1];

        s.Bindings.Add(binding);
        s.Csrs.RemoveAt(0);
        s.Client = s.Ca.IssueKubeletClient(s.Node, s.Now.AddMinutes(-6), s.Now.AddDays(365));

        var result = Check(proof, before, s.Read());
        Assert.Equal(CheckState.Done, result.State);
        Assert.StartsWith("client-csr-autoapprove-rbac-missing is gone, and another cause holds: serving-csr-no-approver: ", result.Text, StringComparison.Ordinal);
    }

    /// <summary>A node whose client certificate is due.</summary>
    private static NodeScenario Due()
    {
        var s = new NodeScenario();
        s.Client = s.Ca.IssueKubeletClient(s.Node, s.Now.AddDays(-345), s.Now.AddDays(20));
        return s;
    }

    /// <summary>A node whose kubelet does not trust the API server, for a plan with a restart.</summary>
    private static NodeScenario Stalled()
    {
        var s = new NodeScenario();
        s.Kubeconfig = s.KubeconfigWith(new JsonObject { ["client-certificate-data"] = s.Ca.IssueKubeletClient(s.Node, s.Now.AddDays(-300), s.Now.AddDays(65)).PemBase64, ["client-key-data"] = "REDACTED" });
        return s;
    }

    private static void Decide(JsonObject csr, string type, string reason, string message)
    {
        var conditions = csr["status"]!["conditions"] as JsonArray ?? [];
        csr["status"]!["conditions"] = conditions.DeepClone();
        csr["status"]!["conditions"]!.AsArray().Add(new JsonObject { ["type"] = type, ["status"] = "True", ["reason"] = reason, ["message"] = message });
    }

    private static CheckResult Approve(NodeEvidence before, NodeEvidence now) =>
        Check(ApproveStep(), before, now);

    /// <summary>The step that gets a client certificate: of any plan that has one, for it looks at what it is shown alone.</summary>
    private static RepairStep ApproveStep()
    {
        var s = Due();
        s.AddCsr("csr-1", client: true, TimeSpan.FromMinutes(20));
        s.Bindings.RemoveAll(b => (string?)b["metadata"]!["name"] == "kubeadm:node-autoapprove-certificate-rotation");
        return RepairPlanner.Plan(s.Read()).Steps.Single(step => step.Action is ApproveCsr);
    }

    private static CheckResult Restart(NodeEvidence before, NodeEvidence now) => Check(RepairPlanner.Plan(before).Steps.Single(step => step.Action is RunService), before, now);

    private static CheckResult Check(RepairStep step, NodeEvidence before, NodeEvidence now) => step.Check(new RepairView(new Situation(before), now, now.CollectedAt - sinceBegin));

    private static void Is(CheckResult result, CheckState state, string text) => Assert.Equal((state, text), (result.State, result.Text));
}
