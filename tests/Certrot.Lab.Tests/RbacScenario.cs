using System.Text.Json.Nodes;
using Certrot.Kubernetes;
using Certrot.Rbac;
using static Certrot.Lab.Tests.RbacManifest;

namespace Certrot.Lab.Tests;

/// <summary>Roles that need every rule of matching, who has them, and what is asked of them.</summary>
internal static class RbacScenario
{
    private const string Certificates = "certificates.k8s.io";
    private const string Csrs = "certificatesigningrequests";
    private const string Authenticated = Identity.AuthenticatedGroup;
    private const string TokenGroup = "system:bootstrappers:kubeadm:default-node-token";

    public static IEnumerable<JsonObject> Objects =>
    [
        // kubeadm's own bindings.
        Binding("kubeadm:kubelet-bootstrap", "system:node-bootstrapper", "group:" + TokenGroup),
        Binding("kubeadm:node-autoapprove-bootstrap", $"system:{Certificates}:{Csrs}:nodeclient", "group:" + TokenGroup),
        Binding("kubeadm:node-autoapprove-certificate-rotation", $"system:{Certificates}:{Csrs}:selfnodeclient", "group:system:nodes"),

        // Wildcards.
        .. Granted("all", "user:all", Rule("*", "*", "*")),
        .. Granted("any-verb", "user:any-verb", Rule("*", "core", "pods")),
        .. Granted("any-group", "user:any-group", Rule("get create", "*", "pods " + Csrs)),
        .. Granted("any-resource", "user:any-resource", Rule("get update", Certificates, "*")),
        .. Granted("any-status", "user:any-status", Rule("update", "*", "*/status")),
        .. Granted("any-approval", "user:any-approval", Rule("update", Certificates, "*/approval")),
        .. Granted("any-selfnodeclient", "user:any-selfnodeclient", Rule("create", "*", "*/selfnodeclient")),
        .. Granted("slash-star", "user:slash-star", Rule("*", "*", "pods/* " + Csrs + "/*")),
        .. Granted("star-slash-star", "user:star-slash-star", Rule("*", "*", "*/*")),
        .. Granted("star-tail", "user:star-tail", Rule("get", "core", "*pods */pods/status")),

        // Subresources are not part of their resource, nor the other way round.
        .. Granted("resource-only", "user:resource-only", Rule("create get update", Certificates, Csrs)),
        .. Granted("subresource-only", "user:subresource-only", Rule("create get update", Certificates, $"{Csrs}/status {Csrs}/nodeclient")),

        // Names.
        .. Granted("named", "user:named", Rule("get delete", "core", "secrets pods", "a b")),
        .. Granted("named-star", "user:named-star", Rule("get", "core", "secrets", "*")),
        .. Granted("named-create", "user:named-create", Rule("create list", Certificates, Csrs, "csr-1")),
        .. Granted("approve-serving", "sa:lab/approver", Rule("approve", Certificates, "signers", SignerNames.KubeletServing), Rule("update", Certificates, $"{Csrs}/approval")),
        .. Granted("approve-domain", "user:approve-domain", Rule("approve", Certificates, "signers", "example.com/*")),
        .. Granted("approve-kubernetes", "user:approve-kubernetes", Rule("approve sign", Certificates, "signers", "kubernetes.io/*")),
        .. Granted("approve-star-name", "user:approve-star-name", Rule("approve", Certificates, "signers", "*")),
        .. Granted("approve-any", "user:approve-any", Rule("approve", Certificates, "signers")),
        .. Granted("sign-one", "user:sign-one", Rule("sign", Certificates, "signers", SignerNames.KubeletClient), Rule("update", Certificates, $"{Csrs}/status")),

        // Every field of one rule must match; rules are not mixed.
        .. Granted("not-mixed", "user:not-mixed", Rule("get", "core", "secrets"), Rule("delete", "apps", "deployments"), Rule("create", Certificates, "pods")),
        .. Granted("wrong-case", "user:wrong-case", Rule("Create GET", Certificates, Csrs)),
        .. Granted("several-values", "user:several-values", Rule("get watch create", "apps certificates.k8s.io", "deployments " + Csrs)),

        // Subjects.
        Role("subjects", Rule("create", Certificates, Csrs + " " + Csrs + "/selfnodeclient")),
        Binding("to-user-ops", "subjects", "user:ops"),
        Binding("to-several", "subjects", "user:alice", "group:team-a", "sa:lab/first", "sa:lab/second"),
        Role("groups", Rule("get", "core", "configmaps")),
        Binding("to-group-ops", "groups", "group:ops"),
        Binding("to-everybody", "groups", "user:*", "group:*"),
        Role("known", Rule("watch", "core", "endpoints")),
        Binding("to-authenticated", "known", "group:" + Authenticated),
        Role("unknown", Rule("list", "core", "endpoints")),
        Binding("to-unauthenticated", "unknown", "group:system:unauthenticated"),
        Role("accounts", Rule("get", "core", "nodes")),
        Binding("to-accounts-of-lab", "accounts", "group:system:serviceaccounts:lab"),
        Role("account-by-username", Rule("list", "core", "nodes")),
        Binding("to-account-by-username", "account-by-username", "user:system:serviceaccount:lab:first"),

        // Nothing behind it.
        Binding("to-missing-role", "missing", "user:alice", "group:" + Authenticated),
        Role("no-rules"),
        Binding("to-role-without-rules", "no-rules", "user:alice"),
        Binding("to-nobody", "all"),
        Role("not-bound", Rule("*", "*", "*")),

        // Aggregation.
        Role("part-a", Rule("get", "core", "secrets")).Labelled(("lab/to", "x"), ("lab/tier", "one")),
        Role("part-b", Rule("create", Certificates, Csrs)).Labelled(("lab/to", "x"), ("lab/tier", "two")),
        Role("part-c", Rule("delete", "core", "pods")).Labelled(("lab/to", "y")),
        Role("part-d", Rule("update", Certificates, Csrs + "/approval")).Labelled(("lab/to", "y"), ("lab/tier", "three")),
        .. GrantedAggregate("sum-labels", """{"matchLabels":{"lab/to":"x"}}"""),
        .. GrantedAggregate("sum-both-labels", """{"matchLabels":{"lab/to":"x","lab/tier":"two"}}"""),
        .. GrantedAggregate("sum-two-selectors", """{"matchLabels":{"lab/tier":"one"}}""", """{"matchLabels":{"lab/tier":"three"}}"""),
        .. GrantedAggregate("sum-in", """{"matchExpressions":[{"key":"lab/tier","operator":"In","values":["one","three"]}]}"""),
        .. GrantedAggregate("sum-not-in", """{"matchLabels":{"lab/to":"y"},"matchExpressions":[{"key":"lab/tier","operator":"NotIn","values":["three"]}]}"""),
        .. GrantedAggregate("sum-exists", """{"matchExpressions":[{"key":"lab/tier","operator":"Exists"},{"key":"lab/to","operator":"NotIn","values":["x"]}]}"""),
        .. GrantedAggregate("sum-not-exists", """{"matchLabels":{"lab/to":"y"},"matchExpressions":[{"key":"lab/tier","operator":"DoesNotExist"}]}"""),
        .. GrantedAggregate("sum-none", """{"matchLabels":{"lab/to":"z"}}"""),
        .. GrantedAggregate("sum-all", "{}"),
        Aggregated("sum-inner", """{"matchLabels":{"lab/tier":"two"}}""").Labelled(("lab/to", "outer")),
        .. GrantedAggregate("sum-outer", """{"matchLabels":{"lab/to":"outer"}}"""),
        Aggregated("sum-circle", """{"matchLabels":{"lab/circle":"1"}}""").Labelled(("lab/circle", "2")),
        Aggregated("sum-circle-2", """{"matchLabels":{"lab/circle":"2"}}""", """{"matchLabels":{"lab/to":"y"}}""").Labelled(("lab/circle", "1")),
        Binding("grant-sum-circle", "sum-circle", "user:sum-circle"),
        Binding("grant-sum-circle-2", "sum-circle-2", "user:sum-circle-2"),
    ];

    public static IReadOnlyList<Identity> Identities { get; } =
    [
        Identity.Node("worker-1"),
        new("system:node:worker-1", [Authenticated]),
        Identity.Bootstrap("abcdef", TokenGroup),
        Identity.Bootstrap("abcdef"),
        Identity.ServiceAccount("lab", "approver"),
        Identity.ServiceAccount("default", "approver"),
        Identity.ServiceAccount("lab", "first"),
        Identity.ServiceAccount("lab", "second"),
        new("system:serviceaccount:lab:second", []),
        new("lab/second", [Authenticated]),
        Identity.ServiceAccount("kube-system", "certificate-controller"),
        Identity.ServiceAccount("kube-system", "node-controller"),
        Identity.Anonymous,
        new("kubernetes-admin", ["system:masters", Authenticated]),
        new("system:kube-controller-manager", [Authenticated]),
        new("system:kube-scheduler", [Authenticated]),
        new("alice", [Authenticated]),
        new("Alice", [Authenticated]),
        new("alice", []),
        new("ops", [Authenticated]),
        new("bob", ["ops", Authenticated]),
        new("bob", ["OPS"]),
        new("carol", ["team-a", "ops"]),
        new("dave", ["alice", "lab/second"]),
        .. new[]
        {
            "all", "any-verb", "any-group", "any-resource", "any-status", "any-approval", "any-selfnodeclient", "slash-star",
            "star-slash-star", "star-tail",
            "resource-only", "subresource-only", "named", "named-star", "named-create", "approve-domain", "approve-kubernetes",
            "approve-star-name", "approve-any", "sign-one", "not-mixed", "wrong-case", "several-values", "sum-labels", "sum-both-labels",
            "sum-two-selectors", "sum-in", "sum-not-in", "sum-exists", "sum-not-exists", "sum-none", "sum-all", "sum-outer", "sum-circle", "sum-circle-2",
        }.Select(name => new Identity(name, [])),
    ];

    public static IReadOnlyList<AccessRequest> Requests { get; } =
    [
        CsrAccess.CreateCsr,
        CsrAccess.NodeClient,
        CsrAccess.SelfNodeClient,
        CsrAccess.UpdateApproval,
        CsrAccess.UpdateStatus,
        CsrAccess.CreateCsr with { Verb = "get", Name = "csr-1" },
        CsrAccess.CreateCsr with { Verb = "create", Name = "csr-1" },
        CsrAccess.CreateCsr with { Verb = "list" },
        CsrAccess.CreateCsr with { Verb = "Create" },
        CsrAccess.CreateCsr with { ApiGroup = "" },
        CsrAccess.CreateCsr with { ApiGroup = "*" },
        CsrAccess.CreateCsr with { Verb = "*" },
        CsrAccess.CreateCsr with { Subresource = "*" },
        CsrAccess.UpdateApproval with { Name = "csr-1" },
        .. new[] { SignerNames.KubeletServing, SignerNames.KubeletClient, "example.com/a", "example.com" }
            .SelectMany(signer => new[] { CsrAccess.Approve(signer), CsrAccess.Sign(signer) })
            .SelectMany(request => new[] { request, CsrAccess.WholeDomain(request) })
            .Distinct(),
        new("approve", Certificates, "signers"),
        new("approve", Certificates, "signers", Name: "*"),
        new("get", "", "pods"),
        new("get", "", "pods", Name: "a"),
        new("get", "", "pods", "log", "a"),
        new("update", "", "pods", "status"),
        new("get", "", "pods", "pods/status"),
        new("get", "", "pods/status"),
        new("update", "", "pods/status"),
        new("update", "", "", "status"),
        new("get", "", "xpods"),
        new("get", "", "*"),
        new("update", "apps", "deployments", "status"),
        new("delete", "", "pods", Name: "b"),
        new("delete", "apps", "deployments"),
        new("delete", "", "secrets"),
        new("get", "", "secrets"),
        new("get", "", "secrets", Name: "b"),
        new("get", "", "secrets", Name: "c"),
        new("get", "", "secrets", Name: "*"),
        new("get", "", "configmaps"),
        new("watch", "", "endpoints"),
        new("list", "", "endpoints"),
        new("get", "", "nodes"),
        new("list", "", "nodes"),
        new("create", "authorization.k8s.io", "subjectaccessreviews"),
        new("impersonate", "", "users", Name: "alice"),
    ];

    private static JsonObject[] Granted(string name, string subject, params IEnumerable<JsonObject> rules) =>
        [Role(name, rules), Binding("grant-" + name, name, subject)];

    private static JsonObject[] GrantedAggregate(string name, params string[] selectors) =>
        [Aggregated(name, selectors), Binding("grant-" + name, name, "user:" + name)];
}
