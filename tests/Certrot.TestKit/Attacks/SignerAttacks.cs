using System.Text.Json.Nodes;
using Certrot.Approval;

namespace Certrot.TestKit.Attacks;

/// <summary>CSRs of signers that are none of a kubelet's.</summary>
internal static class SignerAttacks
{
    private const string ApiServerClient = "kubernetes.io/kube-apiserver-client";

    internal static IEnumerable<Attack> All()
    {
        yield return Other("api-server-client-of-system-masters", "deckhouse PR 22901: approved whatever the signer; the holder is cluster administrator", ApiServerClient, "system:masters", "kubernetes-admin");
        yield return Other("api-server-client-of-a-controller", "as above, with a name that RBAC knows", ApiServerClient, "system:authenticated", "system:kube-controller-manager");
        yield return Other("api-server-client-of-the-node-itself", "a client certificate that KCM's checks of kubelets do not bind", ApiServerClient, "system:nodes", "system:node:worker-1");
        yield return Other("talos-os-admin-through-a-custom-signer", "CVE-2022-36103: a worker got a certificate of an administrator's role", "talos.dev/apid", "os:admin", "worker-1");
        yield return Other("legacy-unknown-signer", "signs anything", "kubernetes.io/legacy-unknown", "system:nodes", "system:node:worker-1");
        yield return Other("signer-of-a-vendor", "its signer trusts approval alone", "example.com/kubelet-serving", "system:nodes", "system:node:worker-1");
        yield return Other("signer-name-in-capitals", "signer names are compared by case", "kubernetes.io/Kubelet-Serving", "system:nodes", "system:node:worker-1");
        yield return Other("signer-name-with-trailing-blank", "not the signer that it seems to be", "kubernetes.io/kubelet-serving ", "system:nodes", "system:node:worker-1");
        yield return Other("signer-name-with-a-suffix", "the known name is only a prefix", "kubernetes.io/kubelet-serving-admin", "system:nodes", "system:node:worker-1");
        yield return Other("signer-name-empty", "no signer at all", "", "system:nodes", "system:node:worker-1");
        yield return Ignored("signer-name-missing", "no signer at all", CsrBuilder.Serving().With(AttackForge.Sound()) with { SignerName = null });
        yield return Ignored("signer-name-is-a-list", "not a text", CsrBuilder.Serving().With(AttackForge.Sound()) with { SignerName = new JsonArray("kubernetes.io/kubelet-serving") });
    }

    private static Attack Other(string name, string why, string signer, string organization, string commonName) => Ignored(
        name,
        why,
        CsrBuilder.Renewal().With(new RequestBuilder { Subject = CertificateForge.Name(organization, commonName).RawData }) with { SignerName = signer });

    private static Attack Ignored(string name, string why, CsrBuilder csr) => AttackForge.Of(name, "signer", why, csr) with { Decision = Decision.Ignore };
}
