using Certrot.Diagnosis;
using Certrot.Reports;

namespace Certrot.Causes;

/// <summary>Somebody else than the node itself asks.</summary>
internal sealed class CsrRequestorMismatch : Cause
{
    public override string Id => "csr-requestor-mismatch";

    public override string Title => "CSR requestor is not the identity the approver expects";

    public override Severity Severity => Severity.Medium;

    public override IReadOnlyList<string> Runbook => ["P5", "P7", "D3"];

    public override string Meaning =>
        "Approvers approve a node's CSR only when the requestor is the node in its subject. Where another identity sends it (EKS: a node role that is mapped twice or without the node's name; a service account; an "
        + "administrator's kubeconfig) it stays Pending.";

    public override string Distinguish => "The requestor column against the subject's CN; where the kubelet runs with another node's certificate it is node-name-mismatch.";

    public override string DecisiveCheck => "kubectl get csr NAME -o jsonpath='{.spec.username}', and the CN of .spec.request";

    public override IReadOnlyList<string> Consequences => ["serving-csr-no-approver", "client-csr-autoapprove-rbac-missing", "csr-flood", "serving-csr-transient"];

    public override Judgement Judge(Situation situation)
    {
        foreach (var certificate in situation.Certificates)
        {
            // A table of CSRs shows who sent one, and not what it asks for: a serving certificate is asked for by a node and nobody else.
            if (certificate.Kind == CertificateKind.Serving && certificate.Renewal.FirstOrDefault(c => c.IsPending) is { Request: null, Username.Length: > 0 } listed && Remedies.NodeOf(listed.Username) is null)
                return Yes(Confidence.Likely, certificate.Kind, $"{listed.Meta.Name} asks for a kubelet's serving certificate but was sent by {listed.Username}, which is no node.", [situation.Quote(listed)], certificate.FailingSince);
            if (certificate.Renewal.FirstOrDefault(c => c.IsPending) is not { Request: { } request } pending || pending.Username == request.Subject.CommonName) continue;

            // A first client certificate is asked for with a bootstrap identity, as it should be; a serving certificate never is.
            if (certificate.Kind == CertificateKind.Client && (pending.Groups.Any(g => g.StartsWith("system:bootstrappers", StringComparison.Ordinal)) || pending.Username.EndsWith(":node-bootstrapper", StringComparison.Ordinal))) continue;
            return Yes(Confidence.Confirmed, certificate.Kind,
                $"{pending.Meta.Name} asks for {request.Subject.CommonName} but was sent by {pending.Username}.",
                [situation.Quote(pending), new Evidence.Quote(pending.Meta.Source, $"subject {request.Subject.Text}")], certificate.FailingSince);
        }

        return No;
    }

    public override IReadOnlyList<FixStep> Fix(Situation situation) =>
    [
        situation.Distribution == Distribution.Eks
            ? new("Map the node role once, with username system:node:{{EC2PrivateDNSName}} and the groups system:bootstrappers and system:nodes", "workstation", ["kubectl -n kube-system get configmap aws-auth -o yaml", "aws eks list-access-entries --cluster-name CLUSTER"])
            : new("See which credentials the kubelet sends its CSR with, and give it its own", "node", [$"grep -E 'user|client-certificate' {situation.Names.Kubeconfig}", $"openssl x509 -noout -subject -in {situation.Names.ClientCurrent}"]),
        Remedies.RestartKubelet(situation),
        Remedies.VerifyNode(situation),
    ];
}
