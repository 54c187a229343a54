using Certrot.Cli.Tests.Program;
using Certrot.TestKit;

namespace Certrot.Cli.Tests.Output;

/// <summary>deploy/approver-rbac.yaml is generated: CERTROT_UPDATE_GOLDEN=1 writes it, otherwise drift fails.</summary>
public sealed class DeployTests
{
    [Fact]
    public void The_rights_of_the_approver_are_up_to_date()
    {
        var file = Path.Combine(Repository.Root, "deploy", "approver-rbac.yaml");
        var printed = CertrotProgram.Run("rbac", "approver", "--for", "serviceaccount:kube-system/certrot-approver").Output;
        if (Environment.GetEnvironmentVariable("CERTROT_UPDATE_GOLDEN") == "1") File.WriteAllText(file, printed);
        Assert.Equal(printed, File.ReadAllText(file));
        // The one right that would be worth stealing is bounded to two signers.
        Assert.Contains("resources: [signers]\n  resourceNames: [kubernetes.io/kube-apiserver-client-kubelet, kubernetes.io/kubelet-serving]\n  verbs: [approve]\n", printed, StringComparison.Ordinal);
        Assert.DoesNotContain("*", printed, StringComparison.Ordinal);
    }
}
