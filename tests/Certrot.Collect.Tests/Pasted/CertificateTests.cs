namespace Certrot.Collect.Tests.Pasted;

public sealed class CertificateTests
{
    [Fact]
    public void Dates_belong_to_the_file_of_the_command()
    {
        var evidence = Paste.Read(
            """
            root@worker-1:~# openssl x509 -in /var/lib/kubelet/pki/kubelet-client-current.pem -noout -dates
            notBefore=Mar  4 09:55:00 2020 GMT
            notAfter=Mar  4 09:55:00 2021 GMT
            root@worker-1:~# openssl x509 -noout -subject -issuer -enddate -in /etc/kubernetes/pki/apiserver.crt
            subject=CN = kube-apiserver
            issuer=CN = kubernetes
            notAfter=Mar  4 09:50:00 2022 GMT
            """);

        var client = evidence.Host.Pki!["kubelet-client-current.pem"];
        Assert.Equal(Paste.Utc("2020-03-04T09:55:00Z"), client.Leaf!.NotBefore);
        Assert.Equal(Paste.Utc("2021-03-04T09:55:00Z"), client.Leaf.NotAfter);
        Assert.Equal(2, client.Source.Line);
        Assert.False(client.Leaf.IsSelfIssued);
        var server = evidence.Host.Pki["apiserver.crt"].Leaf!;
        Assert.Equal("kube-apiserver", server.Subject.CommonName);
        Assert.Equal("kubernetes", server.Issuer.CommonName);
        Assert.Equal(TimeSpan.FromDays(365), server.Lifetime);
        Assert.Contains(evidence.Problems, p => p.Message.Contains("Line 5", StringComparison.Ordinal));
        Assert.Equal("worker-1", evidence.NodeName);
    }

    [Theory]
    [InlineData("O = system:nodes, CN = system:node:w1", "TLS Web Client Authentication", "kubelet-client-current.pem")]
    [InlineData("O=system:nodes, CN=system:node:w1", "TLS Web Server Authentication", "kubelet-server-current.pem")]
    [InlineData("CN = w1@1583315700", "TLS Web Server Authentication", "kubelet.crt")]
    [InlineData("CN = kube-apiserver", "TLS Web Server Authentication", "apiserver.crt")]
    [InlineData("O = system:masters, CN = kube-apiserver-kubelet-client", "TLS Web Client Authentication", "apiserver-kubelet-client.crt")]
    public void Text_without_a_command_is_placed_by_its_subject(string subject, string usage, string key)
    {
        var evidence = Paste.Read(
            $"""
            Certificate:
                Data:
                    Version: 3 (0x2)
                    Serial Number:
                        0d:0f:12:7c:35:62
                    Signature Algorithm: sha256WithRSAEncryption
                    Issuer: CN = kubernetes
                    Validity
                        Not Before: Mar  4 09:55:00 2020 GMT
                        Not After : Mar  4 09:55:00 2021 GMT
                    Subject: {subject}
                    Subject Public Key Info:
                        Public Key Algorithm: id-ecPublicKey
                            Public-Key: (256 bit)
                            pub:
                                04:aa:bb:cc
                    X509v3 extensions:
                        X509v3 Key Usage: critical
                            Digital Signature
                        X509v3 Extended Key Usage:
                            {usage}
                        X509v3 Basic Constraints: critical
                            CA:FALSE
                        X509v3 Authority Key Identifier:
                            keyid:AA:BB:CC
                        X509v3 Subject Alternative Name:
                            DNS:w1, IP Address:10.0.0.7
                Signature Algorithm: sha256WithRSAEncryption
                     30:45:02:21
            """);

        var (name, file) = Assert.Single(evidence.Host.Pki!);
        Assert.Equal(key, name);
        Assert.Equal("0D0F127C3562", file.Leaf!.SerialNumber);
        Assert.Equal(["w1"], file.Leaf.DnsNames);
        Assert.Equal("10.0.0.7", Assert.Single(file.Leaf.IpAddresses).ToString());
        Assert.Equal("AABBCC", file.Leaf.AuthorityKeyId);
        Assert.Equal("1.2.840.113549.1.1.11", file.Leaf.SignatureAlgorithm);
        Assert.Empty(file.Leaf.Der);
    }

    [Fact]
    public void Old_openssl_prints_names_with_slashes()
    {
        var evidence = Paste.Read("subject= /O=system:nodes/CN=system:node:w1\nissuer= /CN=kubernetes\nnotAfter=Mar  4 09:55:00 2021 GMT\n");

        var leaf = evidence.Host.Pki!["kubelet-client-current.pem"].Leaf!;
        Assert.Equal("O=system:nodes, CN=system:node:w1", leaf.Subject.Text);
        Assert.Equal(["system:nodes"], leaf.Subject.Organizations);
        Assert.Equal("w1", evidence.NodeName);
    }

    [Fact]
    public void A_loop_over_files_prints_a_path_before_each()
    {
        var evidence = Paste.Read(
            """
            # for i in /var/lib/rancher/k3s/agent/*.crt; do echo $i; openssl x509 -enddate -noout -in $i; done
            /var/lib/rancher/k3s/agent/client-kubelet.crt
            notAfter=Sep 18 09:40:31 2022 GMT
            /var/lib/rancher/k3s/agent/serving-kubelet.crt
            notAfter=Sep 18 09:40:35 2021 GMT
            """);

        Assert.Equal(Paste.Utc("2022-09-18T09:40:31Z"), evidence.Host.Pki!["client-kubelet.crt"].Leaf!.NotAfter);
        Assert.Equal(Paste.Utc("2021-09-18T09:40:35Z"), evidence.Host.Pki["serving-kubelet.crt"].Leaf!.NotAfter);
    }

    [Fact]
    public void What_the_kubelets_port_presents_is_the_serving_certificate()
    {
        var evidence = Paste.Read(
            """
            $ openssl s_client -connect 10.0.0.7:10250 </dev/null
            CONNECTED(00000003)
            depth=0 CN = worker-1@1583315700
            verify error:num=10:certificate has expired
            notAfter=Mar  4 09:55:00 2021 GMT
            verify return:1
            ---
            Certificate chain
             0 s:CN = worker-1@1583315700
               i:CN = worker-1-ca@1583315700
               a:PKEY: rsaEncryption, 2048 (bit); sigalg: RSA-SHA256
               v:NotBefore: Mar  4 09:55:00 2020 GMT; NotAfter: Mar  4 09:55:00 2021 GMT
            ---
            """);

        Assert.Null(evidence.Host.Pki);
        Assert.Equal(Paste.Utc("2021-03-04T09:55:00Z"), evidence.Host.Serving!.Leaf!.NotAfter);
    }

    [Fact]
    public void A_certificate_taken_out_of_kubelet_conf_is_the_kubeconfigs()
    {
        var evidence = Paste.Read(
            """
            # grep client-certificate-data /etc/kubernetes/kubelet.conf | awk '{print $2}' | base64 -d | openssl x509 -noout -enddate
            notAfter=Mar  4 09:55:00 2021 GMT
            """);

        Assert.Equal(Paste.Utc("2021-03-04T09:55:00Z"), evidence.Host.Kubeconfig!.ClientCertificateData!.Leaf!.NotAfter);
        Assert.Null(evidence.Host.Pki);
    }

    [Fact]
    public void Kubeadm_lists_the_control_planes_certificates()
    {
        var evidence = Paste.Read(
            """
            [root@cp1 ~]# kubeadm certs check-expiration
            [check-expiration] Reading configuration from the cluster...

            CERTIFICATE                EXPIRES                  RESIDUAL TIME   CERTIFICATE AUTHORITY   EXTERNALLY MANAGED
            admin.conf                 Jun 01, 2022 19:59 UTC   363d                                    no      
            apiserver                  Jun 01, 2022 19:59 UTC   363d            ca                      no      
            apiserver-kubelet-client   May 01, 2021 19:59 UTC   <invalid>       ca                      no      

            CERTIFICATE AUTHORITY   EXPIRES                  RESIDUAL TIME   EXTERNALLY MANAGED
            ca                      May 29, 2030 15:48 UTC   8y              no
            """);

        Assert.Equal(Paste.Utc("2022-06-01T19:59:00Z"), evidence.Host.Pki!["apiserver.crt"].Leaf!.NotAfter);
        Assert.Equal(Paste.Utc("2021-05-01T19:59:00Z"), evidence.Host.Pki["apiserver-kubelet-client.crt"].Leaf!.NotAfter);
        Assert.True(evidence.Host.Pki["ca.crt"].Leaf!.IsCa);
    }

    [Fact]
    public void Text_that_a_chat_program_put_on_one_line_is_read()
    {
        var evidence = Paste.Read(
            "Certificate:     Data:         Version: 3 (0x2)         Serial Number: 12140 (0x2f6c)     Signature Algorithm: ecdsa-with-SHA256         Issuer: CN = kubernetes" +
            "         Validity             Not Before: Mar  4 09:55:00 2020 GMT             Not After : Mar  4 09:55:00 2021 GMT         Subject: O = system:nodes, CN = system:node:w1");

        Assert.Equal(Paste.Utc("2021-03-04T09:55:00Z"), evidence.Host.Pki!["kubelet-client-current.pem"].Leaf!.NotAfter);
    }
}
