using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Certrot.Collect.Tests.Pasted;

public sealed class DocumentTests
{
    [Fact]
    public void Yaml_documents_go_to_the_readers_of_their_kinds()
    {
        var evidence = Paste.Read(
            """
            $ kubectl get csr csr-2bwsl -o yaml
            apiVersion: certificates.k8s.io/v1
            kind: CertificateSigningRequest
            metadata:
              creationTimestamp: "2021-03-04T09:00:00Z"
              name: csr-2bwsl
            spec:
              signerName: kubernetes.io/kubelet-serving
              username: system:node:worker-1
              usages:
              - digital signature
              - server auth
            status: {}
            ---
            apiVersion: rbac.authorization.k8s.io/v1
            kind: ClusterRoleBinding
            metadata:
              name: kubeadm:node-autoapprove-certificate-rotation
            roleRef:
              apiGroup: rbac.authorization.k8s.io
              kind: ClusterRole
              name: system:certificates.k8s.io:certificatesigningrequests:selfnodeclient
            subjects:
            - apiGroup: rbac.authorization.k8s.io
              kind: Group
              name: system:nodes

            And this is the log:
            E0304 10:00:05.123456 1 a.go:1] Unauthorized
            """);

        var request = Paste.Request(evidence, "csr-2bwsl");
        Assert.Equal("system:node:worker-1", request.Username);
        Assert.Equal(2, request.Meta.Source.Line);
        var binding = Assert.Single(evidence.Cluster.ClusterRoleBindings!);
        Assert.Equal("system:nodes", Assert.Single(binding.Subjects).Name);
        Assert.Null(evidence.Cluster.ClusterRoles);
        Assert.Equal(["unauthorized@29"], Paste.Hits(evidence.Host.KubeletLog));
        Assert.Equal("worker-1", evidence.NodeName);
    }

    [Fact]
    public void A_list_of_several_kinds_is_split()
    {
        var evidence = Paste.Read(
            """
            > apiVersion: v1
            > items:
            > - apiVersion: v1
            >   kind: Node
            >   metadata:
            >     name: worker-1
            >   status:
            >     conditions:
            >     - type: Ready
            >       status: Unknown
            >       lastHeartbeatTime: "2021-03-04T09:00:00Z"
            > - apiVersion: coordination.k8s.io/v1
            >   kind: Lease
            >   metadata:
            >     name: worker-1
            >     namespace: kube-node-lease
            >   spec:
            >     renewTime: "2021-03-04T09:05:00.000000Z"
            > kind: List
            """);

        Assert.Equal("Unknown", Assert.Single(evidence.Cluster.Nodes!).Ready!.Status);
        Assert.Single(evidence.Cluster.Leases!);
        Assert.Equal(Paste.Utc("2021-03-04T09:05:00Z"), evidence.CollectedAt);
        Assert.Empty(evidence.Problems);
    }

    [Fact]
    public void Json_in_one_line_and_in_many()
    {
        var evidence = Paste.Read(
            """
            {"apiVersion":"v1","kind":"NodeList","items":[{"kind":"Node","metadata":{"name":"worker-1"}}]}
            some words
            {
                "apiVersion": "admissionregistration.k8s.io/v1",
                "kind": "ValidatingWebhookConfiguration",
                "metadata": { "name": "policy" },
                "webhooks": [ { "name": "csr.example.com", "failurePolicy": "Fail",
                    "rules": [ { "operations": ["CREATE"], "apiGroups": ["certificates.k8s.io"], "resources": ["*"] } ] } ]
            }
            """);

        Assert.Equal("worker-1", Assert.Single(evidence.Cluster.Nodes!).Meta.Name);
        Assert.True(Assert.Single(Assert.Single(evidence.Cluster.ValidatingWebhooks!).Webhooks).CoversCsrCreation);
        Assert.Null(evidence.Cluster.MutatingWebhooks);
    }

    [Fact]
    public void Kubelet_configuration_whole_and_in_single_lines()
    {
        var whole = Paste.Read("# cat /var/lib/kubelet/config.yaml\napiVersion: kubelet.config.k8s.io/v1beta1\nauthentication:\n  x509:\n    clientCAFile: /etc/kubernetes/pki/ca.crt\nkind: KubeletConfiguration\nrotateCertificates: true\nServerTLSBootstrap: true\n");
        var lines = Paste.Read("$ grep -i rotate /var/lib/kubelet/config.yaml\nrotateCertificates: false\n");

        Assert.True(whole.Host.Configuration!.RotateCertificates);
        Assert.Equal(["ServerTLSBootstrap"], whole.Host.Configuration.MistypedFields);
        Assert.False(lines.Host.Configuration!.RotateCertificates);
        Assert.Equal(2, lines.Host.Configuration.Source.Line);
    }

    [Fact]
    public void Kubeconfigs_are_told_apart_and_lose_their_tokens()
    {
        const string text =
            """
            apiVersion: v1
            clusters:
            - cluster:
                server: https://10.0.0.1:6443
              name: kubernetes
            contexts:
            - context:
                cluster: kubernetes
                user: USER
              name: here
            current-context: here
            kind: Config
            users:
            - name: USER
              user:
                CREDENTIAL
            """;
        var evidence = Paste.Read(
            "# cat /etc/kubernetes/kubelet.conf\n" + text.Replace("CREDENTIAL", "client-certificate: /var/lib/kubelet/pki/kubelet-client-current.pem", StringComparison.Ordinal)
            + "\n# cat /etc/kubernetes/bootstrap-kubelet.conf\n" + text.Replace("CREDENTIAL", "token: abcdef.0123456789abcdef", StringComparison.Ordinal));

        Assert.Equal("/var/lib/kubelet/pki/kubelet-client-current.pem", evidence.Host.Kubeconfig!.ClientCertificatePath);
        Assert.Equal("abcdef", evidence.Host.BootstrapKubeconfig!.TokenId);
    }

    [Fact]
    public void Pem_is_read_and_its_key_only_noted()
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest("CN=system:node:w1, O=system:nodes", key, HashAlgorithmName.SHA256);
        using var certificate = request.CreateSelfSigned(Paste.Utc("2020-03-04T09:55:00Z"), Paste.Utc("2021-03-04T09:55:00Z"));

        var evidence = Paste.Read("# cat /var/lib/kubelet/pki/kubelet-client-current.pem\n" + certificate.ExportCertificatePem() + "\n" + key.ExportECPrivateKeyPem() + "\n");

        var file = evidence.Host.Pki!["kubelet-client-current.pem"];
        Assert.Equal("system:node:w1", file.Leaf!.Subject.CommonName);
        Assert.True(file.HasPrivateKey);
        Assert.Empty(file.Problems);
        Assert.Equal(2, file.Source.Line);
        Assert.Equal("w1", evidence.NodeName);
    }

    [Fact]
    public void Metrics_keep_their_lines()
    {
        var evidence = Paste.Read("# HELP kubelet_certificate_manager_client_ttl_seconds Gauge\n# TYPE kubelet_certificate_manager_client_ttl_seconds gauge\nkubelet_certificate_manager_client_ttl_seconds +Inf\n");

        var sample = evidence.Host.Metrics!.Find("kubelet_certificate_manager_client_ttl_seconds")!;
        Assert.Equal(double.PositiveInfinity, sample.Value);
        Assert.Equal(3, sample.Line);
    }
}
