using Certrot.Approval.Facts;

namespace Certrot.Approval.Policy;

/// <summary>
/// Which CSRs of kubelets are approved. Made of a file by <see cref="PolicyReader"/>; the file's form is described in <c>docs/approval.md</c> and
/// <c>docs/schema/approval-policy.json</c>. What a policy does not mention has the value that approves less.
/// </summary>
public sealed record ApprovalPolicy
{
    /// <summary>The policy that is used where none is given: renewals of both certificates, nothing for nodes that join.</summary>
    public static ApprovalPolicy Default { get; } = new();

    /// <summary>Name, told in conditions and audit lines.</summary>
    public string Name { get; init; } = "default";

    /// <summary>First 12 hexadecimal digits of the SHA-256 of the policy's file, its inventory and its CA file; <c>built-in</c> for the default.</summary>
    public string Version { get; init; } = "built-in";

    /// <summary>Names that nodes may have; null for every valid one.</summary>
    public PatternSet? NodeNames { get; init; }

    /// <summary>Whether a node's renewal of its own client certificate is approved. kube-controller-manager does so too, where RBAC lets it.</summary>
    public bool RenewsClient { get; init; } = true;

    /// <summary>What is approved of nodes that join; null for nothing.</summary>
    public BootstrapPolicy? Bootstrap { get; init; }

    /// <summary>What is approved of serving certificates; null for nothing.</summary>
    public ServingPolicy? Serving { get; init; } = new();

    /// <summary>Keys that are accepted, as <see cref="Pki.CertificateRequest.KeyDescription"/> names them; RSA keys by their kind alone.</summary>
    public IReadOnlyList<string> KeyTypes { get; init; } = ["ECDSA P-256", "ECDSA P-384", "ECDSA P-521", "RSA"];

    /// <summary>Fewest bits of an RSA key (NIST SP 800-57 part 1, table 2: 2048 until 2030).</summary>
    public int MinRsaBits { get; init; } = 2048;

    /// <summary>Shortest lifetime that may be asked for; the API server's own floor is 10 minutes (pkg/apis/certificates/validation/validation.go).</summary>
    public TimeSpan MinLifetime { get; init; } = TimeSpan.FromMinutes(10);

    /// <summary>Longest lifetime that may be asked for: kube-controller-manager's default for all (--cluster-signing-duration).</summary>
    public TimeSpan MaxLifetime { get; init; } = TimeSpan.FromDays(365);

    /// <summary>Names that no node gets, beside those that are never given; a leading <c>*.</c> stands for every name below.</summary>
    public IReadOnlyList<string> ReservedNames { get; init; } = [];

    /// <summary>Addresses that no node gets, beside those that are never given.</summary>
    public IReadOnlyList<System.Net.IPNetwork> ReservedNetworks { get; init; } = [];

    /// <summary>Most approvals for one node and signer within <see cref="LimitWindow"/>.</summary>
    public int ApprovalsPerNode { get; init; } = 10;

    /// <summary>Most approvals for one bootstrap user within <see cref="LimitWindow"/>.</summary>
    public int ApprovalsPerBootstrapUser { get; init; } = 100;

    /// <summary>The time that the limits count. At most an hour: kube-controller-manager deletes approved CSRs after that (pkg/controller/certificates/cleaner/cleaner.go).</summary>
    public TimeSpan LimitWindow { get; init; } = TimeSpan.FromHours(1);

    /// <summary>What is known of nodes from outside the cluster; null without.</summary>
    public NodeInventory? Inventory { get; init; }

    /// <summary>Where Machines are read; null where they are not.</summary>
    public MachinePolicy? Machines { get; init; }

    /// <summary>Name and version, as conditions and audit lines have them.</summary>
    public string Title => $"{Name}@{Version}";
}
