using System.Text.Json.Nodes;
using Certrot.TestKit.Scenarios;

namespace Certrot.Scenarios.Tests.Rbac;

internal sealed class RbacSignerForbiddenScenario : CauseScenario
{
    public override string Cause => "rbac-signer-forbidden";

    public override string NearMissIs => "csr-approved-not-issued-no-signer";

    /// <summary>Somebody trimmed the role of the certificate controller and switched autoupdate off.</summary>
    public override NodeScenario Build()
    {
        var s = new NodeScenario().Renewing("Approved");
        var role = s.Roles.Single(r => (string?)r["metadata"]!["name"] == "system:controller:certificate-controller");
        role["rules"] = new JsonArray(NodeScenario.Rule("certificates.k8s.io", "certificatesigningrequests", ["get", "list", "watch"]), NodeScenario.Rule("certificates.k8s.io", "certificatesigningrequests/approval", ["update"]));
        s.ControllerManagerLog.Add(s.Klog('E', TimeSpan.FromMinutes(8), "certificate_controller.go:163", "\"Unhandled Error\" err=\"Sync csr-4m2xq failed with : error updating signature for csr: certificatesigningrequests.certificates.k8s.io \\\"csr-4m2xq\\\" is forbidden: user not permitted to sign requests with signerName \\\"kubernetes.io/kube-apiserver-client-kubelet\\\"\" logger=\"UnhandledError\""));
        return s;
    }

    /// <summary>The same CSR, and the signer does not run at all.</summary>
    public override NodeScenario NearMiss()
    {
        var s = new NodeScenario().Renewing("Approved");
        s.ControllerManagerFlags.RemoveAll(f => f.StartsWith("--cluster-signing", StringComparison.Ordinal));
        s.ControllerManagerLog.Add(s.Klog('I', TimeSpan.FromDays(3), "certificates.go:59", "\"Skipping CSR signer controller because no csr cert/key was specified\" logger=\"certificatesigningrequest-signing-controller\""));
        return s;
    }
}
