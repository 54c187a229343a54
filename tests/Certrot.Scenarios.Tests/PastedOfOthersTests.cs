using System.Text;
using Certrot.Causes;
using Certrot.Collect;
using Certrot.Logs;
using Certrot.Reports;
using Certrot.TestKit.Scenarios;

namespace Certrot.Scenarios.Tests;

/// <summary>kubectl, pods, registries and other programs fail with a kubelet's words. What people paste of them gets no root cause.</summary>
public sealed class PastedOfOthersTests
{
    [Theory]
    [InlineData("$ kubectl get pods\nUnable to connect to the server: x509: certificate signed by unknown authority")]
    [InlineData("$ kubectl get pods\nUnable to connect to the server: x509: certificate is valid for 10.96.0.1, 10.0.0.4, not 192.0.2.77")]
    [InlineData("error: couldn't read version from server: Get https://192.0.2.77:6443/api: x509: certificate is valid for 10.240.0.2, not 192.0.2.77")]
    [InlineData("Failed to create deployment: Post https://api.example.net/apis/apps/v1/namespaces/default/deployments: x509: certificate signed by unknown authority")]
    [InlineData("$ kubectl logs -f deploy/injector -n tools\nE0107 21:07:01.753641       1 manager.go:279] \"msg\"=\"Failed to get API Group-Resources\" \"error\"=\"Get \\\"https://10.96.0.1:443/api?timeout=32s\\\": x509: certificate signed by unknown authority\"")]
    [InlineData("Error checking seal status: Get https://127.0.0.1:8200/v1/sys/seal-status: x509: certificate signed by unknown authority")]
    [InlineData("error pulling image configuration: Get \"https://cdn.registry.example/sha256/a7/a7\": x509: certificate has expired or is not yet valid: current time 2026-06-28T03:29:33Z is after 2026-06-20T00:00:00Z")]
    [InlineData("Failed to pull image \"registry.example/app:1\":\nrpc error: code = Unknown desc = Error response from daemon:\nGet https://registry.example/v2/:\nx509: certificate has expired or is not yet valid")]
    [InlineData("`x509: certificate has expired or is not yet valid: current time 2026-04-26T10:18:22+02:00 is after 2026-04-07T03:12:06Z`")]
    [InlineData("2026-08-27 10:38:28.948411 W | rafthttp: health check for peer d28bd7694968b354 could not connect: dial tcp 10.2.2.1:2380: i/o timeout")]
    [InlineData("E0315 12:20:32.612988       1 leaderelection.go:330] error retrieving resource lock tools/tools-controller: Get \"https://10.3.240.1:443/api/v1/namespaces/tools/configmaps/tools-controller\": dial tcp 10.3.240.1:443: connect: connection refused")]
    [InlineData("Jul 17 20:40:59 wk-3 kubelet: I0717 20:40:59.569375   23774 prober.go:106] Readiness probe for \"app-1_default(92d60c48):app\" failed (failure): Get http://10.244.7.4:8080/health: dial tcp 10.244.7.4:8080: getsockopt: connection refused")]
    [InlineData("Jul 17 20:40:59 wk-3 kubelet[900]: E0717 20:40:59.569375     900 pod_workers.go:1298] \"Error syncing pod, skipping\" err=\"failed to \\\"StartContainer\\\" for \\\"app\\\" with ErrImagePull: dial tcp: lookup registry.example on 10.0.0.2:53: no such host\" pod=\"default/app-1\"")]
    [InlineData("Error in configuration:\n* unable to read client-cert /home/jo/admin.crt for admin due to open /home/jo/admin.crt: no such file or directory")]
    [InlineData("F0210 13:34:21.390664   13737 get.go:160] crypto/tls: failed to parse certificate PEM data")]
    [InlineData("user not permitted to approve requests with signerName \"example.com/mesh\"")]
    [InlineData("I see this in the log of metrics-server:\nE0320 08:04:20.914963       1 authentication.go:65] Unable to authenticate the request due to an error: [x509: certificate signed by unknown authority (possibly because of \"crypto/rsa: verification error\" while trying to verify candidate authority certificate \"front-proxy-ca\"), x509: certificate signed by unknown authority]")]
    [InlineData("E0601 10:00:00.1 1 x.go:1] unable to fetch node metrics from node worker-3: Get \"https://192.0.2.18:10250\n/stats/summary?only_cpu_and_memory=true\": x509: cannot validate certificate for 192.0.2.18 because it doesn't contain any IP SANs")]
    public void Words_of_others_prove_nothing_about_a_kubelet(string text)
    {
        var report = Triage(text);

        Assert.True(report.RootCause.Confidence == "possible" && report.Verdict == Verdicts.Undetermined, $"{report.RootCause.Id} {report.RootCause.Confidence}");
    }

    [Theory]
    [InlineData("Mar 26 16:23:32 wk-1 microk8s.daemon-kubelet[30028]: E0326 16:23:32.570634   30028 reflector.go:126] k8s.io/client-go/informers/factory.go:133: Failed to list *v1beta1.CSIDriver: Get https://192.0.2.101:16443/apis/storage.k8s.io/v1beta1/csidrivers?limit=500&resourceVersion=0: x509: certificate is valid for 127.0.0.1, 10.152.183.1, not 192.0.2.101", "apiserver-san-mismatch", "confirmed")]
    [InlineData("Unable to register node \"worker-0\" with API server: User \"system:node:\" cannot create nodes at the cluster scope.: \"unknown node for user \\\"system:node:\\\"\" (post nodes)", "node-name-mismatch", "likely")]
    [InlineData("NAME        AGE     SIGNERNAME                      REQUESTOR   REQUESTEDDURATION   CONDITION\ncsr-vgrfh   4m42s   kubernetes.io/kubelet-serving   test        <none>              Pending", "csr-requestor-mismatch", "likely")]
    [InlineData("  Ready                False   Sun, 06 Dec 2026 18:56:49 +0100   Sun, 06 Dec 2026 18:49:40 +0100   KubeletNotReady              PLEG is not healthy: pleg was last seen active 10m18s ago; threshold is 3m0s", "not-certificate-related", "likely")]
    [InlineData("Jun 12 12:23:42 fed-node kubelet[17481]: F0612 12:23:42.383482   17481 server.go:233] failed to run **Kubelet: failed to create kubelet: misconfiguration: kubelet cgroup driver: \"cgroupfs\" is different from docker cgroup driver: \"systemd\"**", "kubelet-not-running", "likely")]
    public void The_same_shapes_from_a_kubelet_are_read(string text, string id, string confidence)
    {
        var root = Triage(text).RootCause;

        Assert.Equal(id, root.Id);
        Assert.Contains(root.Confidence, new[] { confidence, "confirmed" });
    }

    [Fact]
    public void A_name_is_taken_without_the_quotation_mark_behind_it()
    {
        var report = Triage("Apr 13 16:29:47 wk-1 kubelet[20520]: E0413 16:29:47.049611   20520 event.go:209] Unable to write event: 'Patch https://lb-api.example:6443/api/v1/namespaces/default/events/x: x509: certificate is valid for kubernetes, not lb-api.example' (may retry after sleeping)");

        Assert.Contains(report.Fix, f => f.Commands.Contains("kubeadm init phase certs apiserver --apiserver-cert-extra-sans lb-api.example"));
    }

    private static DiagnosisReport Triage(string text) => NodeScenario.Judge(PastedTextReader.Read(new MemoryStream(Encoding.UTF8.GetBytes(text)), "stdin", new LogScanner(CauseCatalogue.LogPatterns), TimeProvider.System));
}
