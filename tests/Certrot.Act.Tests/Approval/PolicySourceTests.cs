using Certrot.Act.Approval;
using Certrot.Collect.Approval;

namespace Certrot.Act.Tests.Approval;

/// <summary>A policy that changes while it is used.</summary>
public sealed class PolicySourceTests : IDisposable
{
    private const string First = "apiVersion: certrot/v1\nkind: ApprovalPolicy\nname: first\n", Second = "apiVersion: certrot/v1\nkind: ApprovalPolicy\nname: second\n";

    private readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("certrot-policy-");
    private readonly List<string> said = [];

    private string Policy => Path.Combine(folder.FullName, "policy.yaml");

    public void Dispose() => folder.Delete(recursive: true);

    [Fact]
    public void What_does_not_change_is_not_told()
    {
        var source = Source(First);

        Assert.False(source.Refresh(said.Add));
        Assert.Empty(said);
        Assert.Empty(source.Problems);
    }

    [Fact]
    public void A_valid_change_is_taken()
    {
        var source = Source(First);
        var old = source.Current.Title;
        File.WriteAllText(Policy, Second);

        Assert.True(source.Refresh(said.Add));
        Assert.False(source.Refresh(said.Add));
        Assert.Equal("second", source.Current.Name);
        Assert.Equal([$"policy {source.Current.Title} takes the place of {old}"], said);
    }

    [Fact]
    public void A_change_of_the_inventory_is_one_of_the_policy()
    {
        File.WriteAllText(Path.Combine(folder.FullName, "inventory.txt"), "worker-1 10.0.0.11\n");
        var source = Source(First + "inventory: inventory.txt\n");
        File.WriteAllText(Path.Combine(folder.FullName, "inventory.txt"), "worker-1 10.0.0.12\n");

        Assert.True(source.Refresh(said.Add));
        Assert.Contains("10.0.0.12", string.Join(' ', source.Current.Inventory!.Find("worker-1")!.Names), StringComparison.Ordinal);
    }

    [Fact]
    public void An_invalid_change_keeps_the_old_policy_and_is_told_once()
    {
        var source = Source(First);
        var old = source.Current;
        File.WriteAllText(Policy, First + "serving: {sauces: [x]}\n");
        for (var i = 0; i < 3; i++) Assert.False(source.Refresh(said.Add));

        Assert.Same(old, source.Current);
        Assert.Equal([$"the changed policy is not valid, {old.Title} stays in use:\n  {Policy}:4: serving.sauces is unknown: enabled, sources, dnsNames, networks, maxNames, caFile"], said);
        Assert.Single(source.Problems);

        File.WriteAllText(Policy, First + "serving: {sauces: [x]}\nlimits: 5\n");
        source.Refresh(said.Add);
        Assert.Equal(2, said.Count);

        File.WriteAllText(Policy, Second);
        Assert.True(source.Refresh(said.Add));
        Assert.Empty(source.Problems);
    }

    [Fact]
    public void A_file_that_is_gone_changes_nothing_and_is_told_once()
    {
        var source = Source(First);
        File.Delete(Policy);
        for (var i = 0; i < 3; i++) Assert.False(source.Refresh(said.Add));

        Assert.Equal("first", source.Current.Name);
        Assert.EndsWith($"{Policy}:1: cannot be read: no such file", Assert.Single(said), StringComparison.Ordinal);

        File.WriteAllText(Policy, First);
        Assert.False(source.Refresh(said.Add));
        Assert.Empty(source.Problems);
    }

    [Fact]
    public void Machines_of_another_cluster_are_not_taken_from_the_one_that_is_connected()
    {
        var source = Source(First);
        File.WriteAllText(Policy, Second + "machines: {kubeconfig: management.conf}\n");
        Assert.False(source.Refresh(said.Add));
        Assert.EndsWith($"{Policy}:1: machines.kubeconfig has changed: another cluster takes a restart", Assert.Single(said), StringComparison.Ordinal);
        Assert.Equal("first", source.Current.Name);

        File.WriteAllText(Policy, Second + "machines: {apiVersion: machine.openshift.io/v1beta1}\n");
        Assert.True(source.Refresh(said.Add));
    }

    private PolicySource Source(string text)
    {
        File.WriteAllText(Policy, text);
        return new PolicySource(Policy, PolicyFile.Read(Policy, out _)!);
    }
}
