namespace Certrot.TestKit.Attacks;

/// <summary>Names and addresses that are another's, or that nobody but the node itself says are its own.</summary>
internal static class OwnershipAttacks
{
    private const string Others = "names-of-others", Owned = "names-owned", Allowed = "names-allowed";

    internal static IEnumerable<Attack> All()
    {
        yield return AttackForge.Serving("all-sans-of-another-node", Others, "talos-cloud-controller-manager PR 360: the node was taken from DNSNames[0]", KubeletRequest.Serving("worker-1", "worker-2", "10.0.0.12"));
        yield return AttackForge.Serving("san-ip-of-another-node-alone", Others, "talos-cloud-controller-manager PR 360: a request without DNS names passed", KubeletRequest.Serving("worker-1", "10.0.0.12"));
        yield return AttackForge.Names("san-ip-of-another-node", Others, "kubelet-serving-cert-approver 337: ownership was not verified", "10.0.0.12");
        yield return AttackForge.Names("san-ipv6-of-another-node", Others, "as above", "2001:db8::12");
        yield return AttackForge.Names("san-ip-of-another-node-in-ipv6-form", Others, "the same address by another text", "::ffff:10.0.0.12");
        yield return AttackForge.Names("san-name-of-another-node", Others, "cloud-provider-gcp PR 185: DNS names were not verified", "worker-2");
        yield return AttackForge.Names("san-name-of-another-node-in-capitals", Others, "DNS has no case", "WORKER-2");
        yield return AttackForge.Names("san-second-name-of-another-node", Others, "from the other's status", "worker-2.example.com");
        yield return AttackForge.Serving("san-of-another-nodes-that-the-own-status-claims", Others, "a node writes its own status", KubeletRequest.Serving("worker-4", "worker-4", "10.0.0.12"), "worker-4");
        yield return AttackForge.Names("san-ip-that-a-machine-holds", Others, "an address of a node that stands by", "10.0.0.13");
        yield return AttackForge.Names("san-ip-of-a-machine-without-a-node", Others, "an address of a node to come", "10.0.0.21");
        yield return AttackForge.Serving("san-ip-of-a-coming-machine-that-the-own-status-claims", Others, "a node writes its own status", KubeletRequest.Serving("worker-4", "worker-4", "10.0.0.20"), "worker-4");
        yield return AttackForge.Names("san-ip-that-the-inventory-gives-to-another", Others, "an address of edge-1", "10.0.1.1");
        yield return AttackForge.Names("san-name-that-the-inventory-gives-to-another", Others, "a name of edge-1", "edge-1.example.com");
        yield return AttackForge.Names("san-ip-of-a-node-to-come-by-the-inventory", Others, "an address of a node to come", "10.0.1.7");
        yield return AttackForge.Serving("san-of-the-inventory-that-the-own-status-claims", Others, "a node writes its own status", KubeletRequest.Serving("worker-4", "worker-4", "10.0.1.2"), "worker-4");
        yield return AttackForge.Serving("san-ip-that-two-nodes-claim", Others, "one of the two lies", KubeletRequest.Serving("worker-6", "worker-6", "10.0.0.12"), "worker-6");

        yield return AttackForge.Names("san-ip-of-nobody", Owned, "a machine outside the cluster", "10.0.0.77");
        yield return AttackForge.Names("san-ip-of-the-internet", Owned, "anybody's", "93.184.216.34");
        yield return AttackForge.Names("san-name-of-the-internet", Owned, "anybody's", "www.example.org");
        yield return AttackForge.Names("san-name-with-the-own-one-as-prefix", Owned, "prefixes are no ownership", "worker-1.attacker.example.org");
        yield return AttackForge.Names("san-name-with-the-own-one-as-suffix", Owned, "suffixes are no ownership", "x.worker-1");
        yield return AttackForge.Names("san-ipv4-compatible-ipv6", "names-reserved", "RFC 4291 §2.5.5.1: another address with the same digits", "::10.0.0.11");
        yield return AttackForge.Names("san-nat64-of-the-own-address", "names-reserved", "RFC 6052: another address", "64:ff9b::10.0.0.11");
        yield return AttackForge.Names("san-6to4-of-another-nodes-address", "names-reserved", "RFC 3056: another address", "2002:a00:c::1");
        yield return AttackForge.Names("san-user-name", "names", "no host name", "system:node:worker-1");
        yield return AttackForge.Serving("san-that-the-status-has-and-the-inventory-lacks", Owned, "the inventory has the last word", KubeletRequest.Serving("edge-1", "edge-1", "10.0.1.1", "10.0.1.99"), "edge-1");
        yield return AttackForge.Serving("san-that-the-status-has-and-the-machine-lacks", Owned, "the Machine has the last word", KubeletRequest.Serving("worker-3", "worker-3", "10.0.0.13", "10.0.0.99"), "worker-3");
        yield return AttackForge.Serving("san-of-a-node-without-addresses", Owned, "nothing vouches", KubeletRequest.Serving("worker-10", "worker-10", "10.0.0.10"), "worker-10");

        yield return Bounded("san-ip-outside-the-policys-networks", "2001:db8::11");
        yield return Bounded("san-name-outside-the-policys-patterns", "worker-1.example.org");
        yield return Bounded("san-name-that-matches-a-pattern-in-part", "worker-1.example.com.example.org");

        yield return AttackForge.Serving("ten-certificates-in-an-hour", "limit", "a flood hides what is asked for between", AttackForge.Sound()) with { ApprovedForNode = 10 };
        yield return AttackForge.Renewal("ten-client-certificates-in-an-hour", "limit", "a store of credentials for later", KubeletRequest.Client("worker-1")) with { ApprovedForNode = 1000 };
    }

    private static Attack Bounded(string name, string san) => AttackForge.Names(name, Allowed, "the policy's bounds", san) with { Policy = AttackedCluster.BoundedPolicy };
}
