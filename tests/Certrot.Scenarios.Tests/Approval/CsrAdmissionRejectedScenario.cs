using System.Text.Json.Nodes;
using Certrot.TestKit.Scenarios;

namespace Certrot.Scenarios.Tests.Approval;

internal sealed class CsrAdmissionRejectedScenario : CauseScenario
{
    public override string Cause => "csr-admission-rejected";

    public override string NearMissIs => "rbac-csr-create-forbidden";

    /// <summary>A policy engine wants a label on everything, CSRs included. Kubelet 1.36.</summary>
    public override NodeScenario Build()
    {
        var s = new NodeScenario();
        s.Client = s.Ca.IssueKubeletClient(s.Node, s.Now.AddDays(-350), s.Now.AddDays(15));
        s.ValidatingWebhooks.Add(new JsonObject
        {
            ["apiVersion"] = "admissionregistration.k8s.io/v1",
            ["kind"] = "ValidatingWebhookConfiguration",
            ["metadata"] = new JsonObject { ["name"] = "policy-engine", ["creationTimestamp"] = NodeScenario.Text(s.Now.AddDays(-2)) },
            ["webhooks"] = new JsonArray(new JsonObject
            {
                ["name"] = "validate.policy.example.com",
                ["failurePolicy"] = "Fail",
                ["clientConfig"] = new JsonObject { ["service"] = new JsonObject { ["namespace"] = "policy", ["name"] = "engine" } },
                ["rules"] = new JsonArray(new JsonObject { ["operations"] = new JsonArray("CREATE"), ["apiGroups"] = new JsonArray("*"), ["resources"] = new JsonArray("*") }),
            }),
        });
        return s.CsrCannotBeCreated(36, TimeSpan.FromMinutes(20), "admission webhook \"validate.policy.example.com\" denied the request: label team is missing");
    }

    /// <summary>403 by RBAC: the Node authorizer is off.</summary>
    public override NodeScenario NearMiss()
    {
        var s = new NodeScenario();
        s.Client = s.Ca.IssueKubeletClient(s.Node, s.Now.AddDays(-350), s.Now.AddDays(15));
        s.ApiServerFlags[3] = "--authorization-mode=RBAC";
        return s.CsrCannotBeCreated(36, TimeSpan.FromMinutes(20), $"certificatesigningrequests.certificates.k8s.io is forbidden: User \"system:node:{s.Node}\" cannot create resource \"certificatesigningrequests\" in API group \"certificates.k8s.io\" at the cluster scope");
    }
}
