using System.Text.RegularExpressions;

namespace Certrot.Lab.Tests;

/// <summary>kubectl against the simulator and against a real API server: the same commands, held to the same answers, so that the simulator cannot drift.</summary>
[Collection(LiveClusterCollection.Name)]
public sealed partial class SimulatorAgainstApiServerTests(LiveCluster cluster, SimulatedPlane simulated) : IClassFixture<SimulatedPlane>
{
    [Theory]
    [InlineData("get nodes -o wide", "^NAME +STATUS +ROLES +AGE +VERSION +INTERNAL-IP +EXTERNAL-IP +OS-IMAGE +KERNEL-VERSION +CONTAINER-RUNTIME\n(\\S+ +(Ready|NotReady) +\\S+ +\\d+\\w+ +v1\\.\\d+\\.\\d+ +[\\d.]+ +<none> +.+\n)+$")]
    [InlineData("get nodes --chunk-size=1 --no-headers", "^(\\S+ +(Ready|NotReady) .*\n){2,}$")]
    [InlineData("get pods -A", "^(NAMESPACE +NAME +READY +STATUS +RESTARTS +AGE\n(.+\n)+|No resources found\n)$")]
    [InlineData("get leases -n kube-node-lease", "^NAME +HOLDER +AGE\n(\\S+ +\\S+ +\\d+\\w+\n)+$")]
    [InlineData("get events -A", "^NAMESPACE +LAST SEEN +TYPE +REASON +OBJECT +MESSAGE\n(default +\\S+ +Normal +\\w+ +node/\\S+ +.+\n)")]
    [InlineData("get csr", "^NAME +AGE +SIGNERNAME +REQUESTOR( +REQUESTEDDURATION)? +CONDITION\n(\\S+ +\\d+\\w+ +kubernetes\\.io/\\S+ +system:(node|bootstrap):\\S+( +<none>)? +(Pending|Approved,Issued)\n)+")]
    [InlineData("get clusterrolebinding kubeadm:kubelet-bootstrap -o name", "^clusterrolebinding\\.rbac\\.authorization\\.k8s\\.io/kubeadm:kubelet-bootstrap\n$")]
    [InlineData("get node NODE -o jsonpath={.status.daemonEndpoints.kubeletEndpoint.Port}", "^\\d+$")]
    [InlineData("get node NODE -o jsonpath={.status.conditions[?(@.type==\"Ready\")].status}", "^True$")]
    [InlineData("get lease -n kube-node-lease NODE -o jsonpath={.spec.renewTime}", "^\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d\\.\\d{6}Z$")]
    [InlineData("describe node NODE", "(?s)^Name: +\\S+\nRoles: .*\nLabels: .*\nCreationTimestamp: .*\nLease:\n  HolderIdentity: +\\S+\n.*\nConditions:\n  Type +Status +LastHeartbeatTime .*\n  Ready +True .*\nAddresses:\n  InternalIP: +[\\d.]+\n.*\nNon-terminated Pods: .*\nEvents:")]
    [InlineData("get node none", "^Error from server \\(NotFound\\): nodes \"none\" not found\n$")]
    [InlineData("get nodes --as nobody", "^Error from server \\(Forbidden\\): nodes is forbidden: User \"nobody\" cannot list resource \"nodes\" in API group \"\" at the cluster scope\n$")]
    [InlineData("auth can-i create certificatesigningrequests.certificates.k8s.io --as system:node:NODE --as-group system:nodes", "^yes\n$")]
    [InlineData("auth can-i create certificatesigningrequests.certificates.k8s.io --subresource nodeclient --as system:node:NODE --as-group system:nodes", "^no\n$")]
    [InlineData("auth can-i delete nodes --as nobody", "^no\n$")]
    [InlineData("auth can-i * *", "^yes\n$")]
    [InlineData("get --raw /version", "(?s)^\\{.*\"gitVersion\": ?\"v1\\..*\\}\\s*$")]
    [InlineData("get unicorns", "^error: the server doesn't have a resource type \"unicorns\"\n$")]
    public async Task Both_answer_alike(string command, string pattern)
    {
        if (cluster.WhyNot is { } reason) Assert.Skip(reason);

        foreach (var (name, kubectl, node) in Both)
        {
            var result = await kubectl.TryRunAsync(command.Replace("NODE", node, StringComparison.Ordinal).Split(' '));
            var said = Warnings().Replace(result.ExitCode == 0 || result.Output.Length > 0 ? result.Output.Length > 0 ? result.Output : result.Error : result.Error, "");
            Assert.True(Regex.IsMatch(said, pattern, RegexOptions.ExplicitCapture, TimeSpan.FromSeconds(5)), $"{name}: {said}");
        }
    }

    [Fact]
    public async Task A_csr_is_created_watched_approved_and_signed()
    {
        if (cluster.WhyNot is { } reason) Assert.Skip(reason);

        foreach (var (name, kubectl, _) in Both)
        {
            var csr = CsrManifest.Csr("conformance", "kubernetes.io/kube-apiserver-client");
            var watching = kubectl.TryRunAsync(["get", "csr", "conformance", "-w", "--request-timeout=6s", "--no-headers"]);
            // Both orders are right; a watch of what is not there yet is refused.
            await kubectl.RunAsync(["create", "--validate=false", "-f", "-"], csr.ToJsonString());
            await watching;
            watching = kubectl.TryRunAsync(["get", "csr", "conformance", "-w", "--request-timeout=6s", "--no-headers"]);
            await Task.Delay(1500, TestContext.Current.CancellationToken);
            var approved = await kubectl.RunAsync(["certificate", "approve", "conformance"]);
            var seen = (await watching).Output;
            var pem = System.Text.Encoding.ASCII.GetString(Convert.FromBase64String(await kubectl.RunAsync(["get", "csr", "conformance", "-o", "jsonpath={.status.certificate}"])));
            var again = await kubectl.TryRunAsync(["certificate", "deny", "conformance"]);
            await kubectl.RunAsync(["delete", "csr", "conformance"]);

            Assert.Equal("certificatesigningrequest.certificates.k8s.io/conformance approved\n", approved);
            Assert.True(Regex.IsMatch(seen, "Pending\n.*Approved\n.*Approved,Issued\n", RegexOptions.Singleline, TimeSpan.FromSeconds(5)), $"{name}: {seen}");
            var leaf = Pki.CertificateFileReader.Read(System.Text.Encoding.ASCII.GetBytes(pem), name).Leaf;
            Assert.Equal("CN=client", leaf?.Subject.Text);
            Assert.NotEqual(0, again.ExitCode);
        }
    }

    private IEnumerable<(string Name, Kubectl Kubectl, string Node)> Both =>
        [("the real API server", cluster.Plane.Kubectl, "worker-2"), ("the simulator", cluster.Plane.Kubectl.With(simulated.Kubeconfig), "node-00002")];

    [GeneratedRegex("^Warning: .*\n\n?", RegexOptions.Multiline)]
    private static partial Regex Warnings();
}
