using Certrot.Scenarios.Tests.Rbac;
using Certrot.TestKit.Scenarios;

namespace Certrot.Scenarios.Tests;

/// <summary>What the API server itself answers counts more than what its roles look like.</summary>
public sealed class AccessReviewTests
{
    private const string File = "cluster/subjectaccessreviews.json";
    private const string Cause = "client-csr-autoapprove-rbac-missing";

    [Fact]
    public void Rbac_is_not_blamed_where_another_authorizer_grants_what_it_lacks()
    {
        var s = new ClientCsrAutoapproveRbacMissingScenario().Build();
        Assert.Equal(Cause, s.Diagnose().RootCause.Id);

        var report = s.WithFile(File, Review(s, allowed: true)).Diagnose();

        Assert.NotEqual(Cause, report.RootCause.Id);
        Assert.Contains(report.RuledOut, r => r.Id == Cause);
    }

    [Fact]
    public void A_no_proves_it_where_roles_were_not_collected()
    {
        var s = new ClientCsrAutoapproveRbacMissingScenario().Build().Without("cluster/clusterroles.json").Without("cluster/clusterrolebindings.json");
        Assert.NotEqual("confirmed", s.Diagnose().RootCause.Confidence);

        var report = s.WithFile(File, Review(s, allowed: false)).Diagnose();

        Assert.Equal(Cause, report.RootCause.Id);
        Assert.Equal("confirmed", report.RootCause.Confidence);
        Assert.Contains(report.RootCause.Evidence, e => e.Source.StartsWith(File, StringComparison.Ordinal));
    }

    private static string Review(NodeScenario s, bool allowed)
    {
        var reviews = new[] { "selfnodeclient", "nodeclient" }.Select(sub =>
            $$$"""
            {"kind":"SubjectAccessReview","spec":{"user":"system:node:{{{s.Node}}}","groups":["system:nodes","system:authenticated"],"resourceAttributes":{"verb":"create","group":"certificates.k8s.io","resource":"certificatesigningrequests","subresource":"{{{sub}}}"}},"status":{"allowed":{{{(allowed ? "true" : "false")}}}}}
            """);
        return $$"""{"kind":"List","items":[{{string.Join(",", reviews)}}]}""";
    }
}
