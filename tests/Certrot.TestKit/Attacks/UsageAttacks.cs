using System.Text.Json.Nodes;

namespace Certrot.TestKit.Attacks;

/// <summary>Usages and lifetimes that no kubelet asks for.</summary>
internal static class UsageAttacks
{
    private const string Signing = "digital signature", Encipherment = "key encipherment", Server = "server auth", Client = "client auth";

    internal static IEnumerable<Attack> All()
    {
        yield return Usages("client-auth-in-a-serving-certificate", "cluster-machine-approver let a third usage pass: the certificate would log in as the node", Signing, Server, Client);
        yield return Usages("client-auth-in-place-of-encipherment", "three usages, as many as are right", Signing, Client, Server);
        yield return Usages("client-auth-alone-in-a-serving-certificate", "a client certificate through the wrong signer", Signing, Client);
        yield return Usages("server-auth-missing", "no serving certificate", Signing, Encipherment);
        yield return Usages("digital-signature-missing", "not what a kubelet asks for", Encipherment, Server);
        yield return Usages("usages-empty", "the signer's default", []);
        yield return Usages("usage-twice", "counts as three", Signing, Server, Server);
        yield return Usages("usage-of-anything", "stands for all", Signing, Server, "any");
        yield return Usages("usage-of-certificate-signing", "would sign certificates", Signing, Server, "cert sign");
        yield return Usages("usage-of-code-signing", "not a kubelet's", Signing, Encipherment, Server, "code signing");
        yield return Usages("usage-in-capitals", "usages are compared by case", Signing, "Server Auth");
        yield return Renewal("server-auth-in-a-client-certificate", "one certificate for both", Signing, Client, Server);
        yield return Renewal("server-auth-alone-in-a-client-certificate", "names without any check of names", Signing, Server);
        yield return Renewal("usage-of-crl-signing-in-a-client-certificate", "not a kubelet's", Signing, Client, "crl sign");

        yield return Lifetime("lifetime-of-ten-years", "lifetime", "outlives the node and everybody's memory", 315_360_000);
        yield return Lifetime("lifetime-one-second-too-long", "lifetime", "beyond the policy", (365 * 86_400) + 1);
        yield return Lifetime("lifetime-of-a-minute", "lifetime", "asks again each minute: a flood", 60);
        yield return Lifetime("lifetime-of-nothing", "lifetime", "below the API server's own floor", 0);
        yield return Lifetime("lifetime-below-nothing", "lifetime", "below the API server's own floor", -1);
        yield return Lifetime("lifetime-beyond-32-bits", "requestor", "read as none, it would be the signer's longest", 4_294_967_296_000);
        yield return Lifetime("lifetime-that-is-no-number", "requestor", "read as none, it would be the signer's longest", "forever");
        yield return Lifetime("lifetime-of-half-a-second", "requestor", "read as none, it would be the signer's longest", 0.5);
    }

    private static Attack Usages(string name, string why, params string[] usages) => AttackForge.Of(name, "usages", why, CsrBuilder.Serving().With(AttackForge.Sound()) with { Usages = usages });

    private static Attack Renewal(string name, string why, params string[] usages) =>
        AttackForge.Of(name, "usages", why, CsrBuilder.Renewal().With(KubeletRequest.Client("worker-1")) with { Usages = usages });

    private static Attack Lifetime(string name, string rule, string why, JsonNode seconds) => AttackForge.Of(name, rule, why, CsrBuilder.Serving().With(AttackForge.Sound()) with { ExpirationSeconds = seconds });
}
