namespace Certrot.TestKit.Attacks;

/// <summary>What the holder of a bootstrap token, or of something like one, may try: KCM lets it ask for any node's name (sarapprove.go).</summary>
internal static class BootstrapAttacks
{
    private const string Requestor = "requestor", Subject = "subject", Expected = "expected", Takeover = "takeover";

    internal static IEnumerable<Attack> All()
    {
        yield return Name("bootstrap-of-a-living-node", Takeover, "the token takes over worker-1 and what its pods may do", "worker-1");
        yield return Name("bootstrap-of-a-node-not-ready-for-a-minute", Takeover, "a node that restarts", "worker-8");
        yield return Name("bootstrap-of-a-node-not-ready-since-tomorrow", Takeover, "a time that cannot be", "worker-9");
        yield return Name("bootstrap-of-a-node-without-conditions", Takeover, "a Node that was only created, for somebody else", "worker-10");
        yield return Name("bootstrap-of-a-living-node-of-the-inventory", Takeover, "the token takes over edge-1", "edge-1");
        yield return Name("bootstrap-of-a-control-plane-node", Expected, "the token takes over the control plane", "cp-1");
        yield return Name("bootstrap-of-a-living-control-plane-node-of-the-inventory", Takeover, "the token takes over the control plane", "cp-2");
        yield return Name("bootstrap-of-a-node-that-nobody-expects", Expected, "a machine of the attacker's", "edge-77");
        yield return Name("bootstrap-of-a-node-before-its-time", Expected, "the inventory says when", "edge-6");
        yield return Name("bootstrap-of-a-node-after-its-time", Expected, "the inventory says when", "edge-5");
        yield return Name("bootstrap-of-a-machine-of-last-week", Expected, "a Machine joins soon or never", "worker-21");
        yield return Name("bootstrap-of-a-node-that-two-machines-expect", Expected, "one of the two is not it", "worker-22");
        yield return Name("bootstrap-of-a-name-outside-the-policy", "node-name", "not a name of this cluster's nodes", "laptop-1");
        yield return Name("bootstrap-of-a-name-in-capitals", "node-name", "no Node can have it", "WORKER-30");
        yield return Name("bootstrap-of-a-name-with-a-slash", "node-name", "no Node can have it", "worker-30/status");
        yield return Name("bootstrap-of-the-prefix-alone", "node-name", "KCM checks the prefix only", "");
        yield return Name("bootstrap-of-a-name-with-a-line-feed", "node-name", "a pattern's $ also matches before it", "worker-30\n");

        yield return AttackForge.Bootstrap("bootstrap-as-administrator", Subject, "cluster administrator", new RequestBuilder { Subject = CertificateForge.Name("system:masters", "admin").RawData });
        yield return AttackForge.Bootstrap("bootstrap-with-a-nodes-name-and-masters", Subject, "cluster administrator", new RequestBuilder { Subject = CertificateForge.Name("system:masters", "system:node:worker-30").RawData });
        yield return AttackForge.Bootstrap("bootstrap-as-a-controller", Subject, "no node", new RequestBuilder { Subject = CertificateForge.Name("system:nodes", "system:kube-scheduler").RawData });
        yield return AttackForge.Bootstrap(
            "bootstrap-with-two-common-names",
            Subject,
            "Go keeps the last",
            new RequestBuilder { Subject = RequestBuilder.Name([("2.5.4.10", "system:nodes")], [("2.5.4.3", "system:node:worker-1")], [("2.5.4.3", "system:node:worker-30")]) });
        yield return AttackForge.Bootstrap("bootstrap-with-a-dns-name", "names", "would serve as well", KubeletRequest.Serving("worker-30", "worker-1"));
        yield return AttackForge.Bootstrap("bootstrap-with-an-ip-address", "names", "would serve as well", KubeletRequest.Serving("worker-30", "10.0.0.100"));
        yield return Csr("bootstrap-with-server-auth", "usages", "would serve as well", CsrBuilder.Bootstrap() with { Usages = ["digital signature", "client auth", "server auth"] });
        yield return Csr("bootstrap-for-ten-years", "lifetime", "outlives the token by ten years", CsrBuilder.Bootstrap() with { ExpirationSeconds = 315_360_000 });

        yield return Csr("bootstrap-by-a-pod", Requestor, "no bootstrap user", CsrBuilder.Bootstrap() with { Username = "system:serviceaccount:shop:default" });
        yield return Csr("bootstrap-by-anonymous", Requestor, "no bootstrap user", CsrBuilder.Bootstrap() with { Username = "system:anonymous", Groups = ["system:unauthenticated"] });
        yield return Csr("bootstrap-without-the-group-of-bootstrappers", Requestor, "no bootstrap user", CsrBuilder.Bootstrap() with { Groups = ["system:authenticated"] });
        yield return Csr("bootstrap-by-a-user-whose-name-only-begins-so", Requestor, "tokens have six characters", CsrBuilder.Bootstrap() with { Username = "system:bootstrap:abcdefg" });
        yield return Csr("bootstrap-by-a-user-with-a-line-feed", Requestor, "a pattern's $ also matches before it", CsrBuilder.Bootstrap() with { Username = "system:bootstrap:abcdef\n" });
        yield return Csr("bootstrap-by-a-user-with-a-direction-mark", Requestor, "shown, it is the token", CsrBuilder.Bootstrap() with { Username = "system:bootstrap:abcdef\u200f" });
        yield return Csr("bootstrap-by-the-group-of-bootstrappers-alone", Requestor, "a person whom somebody put into the group", CsrBuilder.Bootstrap() with { Username = "jane" });
        yield return AttackForge.Of("bootstrap-by-a-node", Subject, "worker-1 makes a second node", CsrBuilder.Renewal().With(KubeletRequest.Client("worker-30")));
        yield return AttackForge.Of(
            "bootstrap-by-a-node-in-the-group-of-bootstrappers",
            Subject,
            "worker-1 makes a second node",
            CsrBuilder.Renewal().With(KubeletRequest.Client("worker-30")) with { Groups = ["system:nodes", "system:bootstrappers"] });

        yield return Name("bootstrap-of-the-hundred-and-first-node", "limit", "a token that is known to too many", "worker-30") with { ApprovedForUser = 100 };
        yield return Name("bootstrap-of-the-same-node-again-and-again", "limit", "a store of credentials for later", "worker-30") with { ApprovedForNode = 10 };
    }

    private static Attack Name(string name, string rule, string why, string node) => AttackForge.Bootstrap(name, rule, why, KubeletRequest.Client(node));

    private static Attack Csr(string name, string rule, string why, CsrBuilder csr) => AttackForge.Of(name, rule, why, csr.With(KubeletRequest.Client("worker-30")));
}
