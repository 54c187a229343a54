using Certrot.Diagnosis;
using Certrot.Kubernetes;
using Certrot.Reports;

namespace Certrot.Causes;

/// <summary>A managed control plane signs for its own nodes only.</summary>
internal sealed class ManagedSignerRefuses : Cause
{
    public override string Id => "managed-signer-refuses";

    public override string Title => "Managed control plane (EKS...) approves but issues only for real nodes / selected signers";

    public override CauseKind Kind => CauseKind.LookAlike;

    public override Severity Severity => Severity.Low;

    public override IReadOnlyList<string> Runbook => ["P5", "P6", "D4"];

    public override string Meaning =>
        "On EKS and its like the signers in the managed control plane issue kubelet certificates to real nodes only, and nothing for kube-apiserver-client. Requests of workloads and people stay Approved without a certificate, by design.";

    public override string Distinguish => "The CSRs of real nodes are issued.";

    public override string DecisiveCheck => "the requestor and the signer of the CSR that is stuck, and the provider's documentation";

    public override Judgement Judge(Situation situation)
    {
        if (situation.Distribution is not (Distribution.Eks or Distribution.Aks or Distribution.Gke)) return No;
        var stuck = (situation.Evidence.Cluster.CertificateSigningRequests ?? []).FirstOrDefault(c =>
            c is { Approved: not null, HasCertificate: false, Failed: null, Denied: null } && situation.Now - c.Meta.Created > TimeSpan.FromMinutes(2)
            && (c.SignerName == SignerNames.ApiServerClient || (c.SignerName is SignerNames.KubeletServing or SignerNames.KubeletClient && !c.Username.StartsWith("system:node:", StringComparison.Ordinal))));
        if (stuck is null || situation.Certificates.Any(c => c.Stage == RotationStage.ApprovedNotIssued && c.Newest!.Username.StartsWith("system:node:", StringComparison.Ordinal))) return No;
        return Yes(Confidence.Likely, null, $"{stuck.Meta.Name} ({stuck.SignerName}, from {stuck.Username}) is approved and will not be issued: the managed control plane signs for its own nodes only.", [situation.Quote(stuck)], stuck.Meta.Created);
    }

    public override IReadOnlyList<FixStep> Fix(Situation situation) =>
        [new("Use a signer that the provider offers, such as beta.eks.amazonaws.com/app-serving on EKS, or one of your own", "infrastructure", [])];
}
