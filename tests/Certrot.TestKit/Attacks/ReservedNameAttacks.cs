namespace Certrot.TestKit.Attacks;

/// <summary>
/// Names and addresses that belong to the cluster. Where it can, the node has written them into its own status before: without the rule its status would vouch for them.
/// </summary>
internal static class ReservedNameAttacks
{
    private const string Rule = "names-reserved";

    internal static IEnumerable<Attack> All()
    {
        yield return Liar("san-ip-of-the-api-server", "k0s PR 8333, ekco PR 459: the node stands in for the API server", "10.0.0.100");
        yield return Liar("san-name-of-the-api-server", "replicatedhq/ekco PR 459: certificates for the API server's name", "api.example.com");
        yield return Liar("san-name-of-the-api-server-in-capitals", "DNS has no case", "API.Example.COM");
        yield return Ip("san-ip-of-the-api-server-in-ipv6-form", "the same address by another text", "::ffff:10.0.0.100");
        yield return AttackForge.Serving("control-plane-node-with-the-address-of-its-api-server", Rule, "only an inventory or a Machine can tell it from an attack", KubeletRequest.Serving("cp-1", "cp-1", "10.0.0.2"), "cp-1");
        yield return AttackForge.Names("san-ip-of-another-control-plane-node", Rule, "an API server's endpoint", "10.0.0.3");
        yield return Liar("san-kubernetes", "what pods call the API server", "kubernetes");
        yield return Ip("san-kubernetes-default", "what pods call the API server", "kubernetes.default");
        yield return Liar("san-kubernetes-default-svc", "what pods call the API server", "kubernetes.default.svc");
        yield return Ip("san-kubernetes-default-svc-cluster-local", "what pods call the API server", "kubernetes.default.svc.cluster.local");
        yield return Ip("san-kubernetes-in-capitals", "DNS has no case", "KUBERNETES.Default.SVC");
        yield return Ip("san-ip-of-the-api-servers-service", "what pods call the API server", "10.96.0.1");
        yield return Liar("san-ip-of-the-dns-service", "stands in for cluster DNS", "10.96.0.10");
        yield return Ip("san-ip-of-the-service-network", "a Service to come", "10.111.255.254");
        yield return Ip("san-ipv6-of-the-service-network", "a Service to come", "fd00:10:96::abcd");
        yield return Ip("san-ip-of-the-service-network-in-ipv6-form", "the same address by another text", "::ffff:10.96.0.10");
        yield return Liar("san-name-of-a-service", "what pods of its namespace call it", "database");
        yield return Liar("san-name-of-a-service-with-its-namespace", "what pods of others call it", "database.shop");
        yield return Ip("san-name-of-a-service-in-full", "what pods of others call it", "database.shop.svc");
        yield return Liar("san-of-the-clusters-domain", "a name of the cluster's DNS", "metrics.cluster.local");
        yield return Ip("san-that-is-the-clusters-domain", "a name of the cluster's DNS", "cluster.local");
        yield return Ip("san-of-a-service-in-another-domain", "a name of another cluster's Service", "database.shop.svc.example.org");
        yield return Liar("san-loopback", "whatever listens on any machine's loopback", "127.0.0.1");
        yield return Ip("san-loopback-elsewhere", "127.0.0.0/8 is all loopback", "127.8.8.8");
        yield return Ip("san-loopback-of-ipv6", "whatever listens on any machine's loopback", "::1");
        yield return Ip("san-loopback-in-ipv6-form", "the same address by another text", "::ffff:127.0.0.1");
        yield return Liar("san-localhost", "whatever listens on any machine's loopback", "localhost");
        yield return Ip("san-below-localhost", "whatever listens on any machine's loopback (RFC 6761)", "api.localhost");
        yield return Liar("san-metadata-service-of-clouds", "stands in for the cloud's metadata", "169.254.169.254");
        yield return Ip("san-link-local-of-ipv6", "the same on every link", "fe80::1");
        yield return Ip("san-unspecified", "every address", "0.0.0.0");
        yield return Ip("san-unspecified-of-ipv6", "every address", "::");
        yield return Liar("san-multicast", "nobody's", "224.0.0.1");
        yield return Ip("san-multicast-of-ipv6", "nobody's", "ff02::1");
        yield return Ip("san-broadcast", "everybody's", "255.255.255.255");
        yield return Liar("san-name-that-the-policy-reserves", "the policy says so", "vault.example.com");
        yield return Liar("san-name-below-one-that-the-policy-reserves", "the policy says so", "shop.apps.example.com");
        yield return Ip("san-name-reserved-in-capitals", "DNS has no case", "SHOP.APPS.example.com");
        yield return Liar("san-ip-that-the-policy-reserves", "the policy says so", "10.0.0.250");
        yield return Ip("san-ip-in-a-network-that-the-policy-reserves", "the policy says so", "10.0.9.77");
        yield return Ip("san-ip-that-the-policy-reserves-in-ipv6-form", "the same address by another text", "::ffff:10.0.9.77");
    }

    private static Attack Ip(string name, string why, string address) => AttackForge.Names(name, Rule, why, address);

    /// <summary>worker-4's status has the name.</summary>
    private static Attack Liar(string name, string why, string address) => AttackForge.Serving(name, Rule, why, KubeletRequest.Serving("worker-4", "worker-4", "10.0.0.14", address), "worker-4");
}
