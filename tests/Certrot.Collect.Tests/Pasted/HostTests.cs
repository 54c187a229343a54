namespace Certrot.Collect.Tests.Pasted;

public sealed class HostTests
{
    [Fact]
    public void Running_service()
    {
        var evidence = Paste.Read(
            """
            # systemctl status kubelet
            ● kubelet.service - kubelet: The Kubernetes Node Agent
                 Loaded: loaded (/lib/systemd/system/kubelet.service; enabled; vendor preset: enabled)
                Drop-In: /etc/systemd/system/kubelet.service.d
                         └─10-kubeadm.conf
                 Active: active (running) since Thu 2021-03-04 10:00:00 UTC; 3h 20min ago
               Main PID: 4711 (kubelet)
                 CGroup: /system.slice/kubelet.service
                         └─4711 /usr/bin/kubelet --bootstrap-kubeconfig=/etc/kubernetes/bootstrap-kubelet.conf --hostname-override=worker-1 --token=s3cr3t --container-runtime=rem…

            Mar 04 13:19:58 ip-10-0-0-7 kubelet[4711]: E0304 13:19:58.000001    4711 kubelet.go:2183] Unable to store the new cert/key pair: permission denied
            """);

        var process = evidence.Host.Process!;
        Assert.True(process.Running);
        Assert.Equal(Paste.Utc("2021-03-04T10:00:00Z"), process.StartedAt);
        Assert.Contains("--bootstrap-kubeconfig=/etc/kubernetes/bootstrap-kubelet.conf", process.CommandLine);
        Assert.DoesNotContain(process.CommandLine, a => a.Contains("s3cr3t", StringComparison.Ordinal));
        Assert.Equal("worker-1", evidence.NodeName);
        Assert.Equal(["store@11"], Paste.Hits(evidence.Host.KubeletLog));
        Assert.Equal(Paste.Utc("2021-03-04T13:20:00Z"), evidence.CollectedAt);
    }

    [Fact]
    public void Crashing_service()
    {
        var evidence = Paste.Read(
            """
            ● kubelet.service - kubelet: The Kubernetes Node Agent
               Active: activating (auto-restart) (Result: exit-code) since Thu 2021-03-04 10:00:00 UTC; 6s ago
              Process: 4711 ExecStart=/usr/bin/kubelet $KUBELET_KUBECONFIG_ARGS $KUBELET_CONFIG_ARGS (code=exited, status=255)
             Main PID: 4711 (code=exited, status=255)
            """);

        Assert.False(evidence.Host.Process!.Running);
        Assert.Equal(255, evidence.Host.Process.ExitCode);
        Assert.Null(evidence.Host.Process.StartedAt);
        Assert.Equal(Paste.Utc("2021-03-04T10:00:06Z"), evidence.CollectedAt);
    }

    [Fact]
    public void Other_services_are_not_the_kubelet()
    {
        Assert.Null(Paste.Read("● docker.service - Docker Application Container Engine\n   Active: active (running) since Thu 2021-03-04 10:00:00 UTC; 6s ago\n").Host.Process);
    }

    [Fact]
    public void Command_lines_of_ps()
    {
        var evidence = Paste.Read(
            """
            $ ps aux | grep kube
            root      4711  2.1  1.0 1234567 98765 ?  Ssl  Mar03  12:34 /usr/bin/kubelet --kubeconfig=/etc/kubernetes/kubelet.conf --rotate-certificates=false --v=2
            root      5120  1.1  1.0 1234567 98765 ?  Ssl  Mar03  12:34 kube-controller-manager --controllers=*,-csrsigning --leader-elect=true
            root      9999  0.0  0.0   12345   987 pts/0 S+ 10:00   0:00 grep --color=auto kube
            """);

        Assert.Equal(["/usr/bin/kubelet", "--kubeconfig=/etc/kubernetes/kubelet.conf", "--rotate-certificates=false", "--v=2"], evidence.Host.Process!.CommandLine);
        Assert.Contains("--controllers=*,-csrsigning", Assert.Single(evidence.Cluster.Pods!).Containers[0].CommandLine);
    }

    [Fact]
    public void Listing_of_the_certificate_directory()
    {
        var evidence = Paste.Read(
            """
            [root@w1 ~]# cd /var/lib/kubelet/pki/
            [root@w1 pki]# ls -l
            total 12
            -rw------- 1 root root 1114 Feb  8  2020 kubelet-client-2020-02-08-04-56-24.pem
            lrwxrwxrwx. 1 root root   59 Feb  8  2020 kubelet-client-current.pem -> /var/lib/kubelet/pki/kubelet-client-2020-02-08-04-56-24.pem
            -rw-r--r-- 1 1000 root 2245 Mar  1 10:15 kubelet.crt
            """);

        var files = evidence.Host.Files!;
        Assert.Equal(3, files.Count);
        var current = Assert.Single(files, f => f.Name == "kubelet-client-current.pem");
        Assert.Equal("/var/lib/kubelet/pki/kubelet-client-current.pem", current.Path);
        Assert.True(current.IsSymlink);
        Assert.Equal("/var/lib/kubelet/pki/kubelet-client-2020-02-08-04-56-24.pem", current.Target);
        Assert.Equal(0, current.UserId);
        Assert.Equal(Paste.Utc("2020-02-08T00:00:00Z"), current.Modified);
        var plain = Assert.Single(files, f => f.Name == "kubelet.crt");
        Assert.Equal(1000, plain.UserId);
        Assert.Equal(2245, plain.Size);
        Assert.Equal(1, plain.Modified!.Value.Day);
    }

    [Fact]
    public void A_file_that_is_missing_is_an_error_of_collecting()
    {
        var evidence = Paste.Read("$ cat /etc/kubernetes/bootstrap-kubelet.conf\ncat: /etc/kubernetes/bootstrap-kubelet.conf: No such file or directory\n");

        Assert.Equal("/etc/kubernetes/bootstrap-kubelet.conf", Assert.Single(evidence.Errors).Path);
    }

    [Fact]
    public void Disk_of_the_certificate_directory()
    {
        var evidence = Paste.Read(
            """
            $ df -h
            Filesystem      Size  Used Avail Use% Mounted on
            tmpfs           3.2G  1.1M  3.2G   1% /run
            /dev/sda1        40G   40G     0 100% /
            /dev/sdb1       100G   10G   90G  10% /var/lib/containerd
            $ df -i /
            Filesystem      Inodes  IUsed   IFree IUse% Mounted on
            /dev/sda1      2621440 120000 2501440    5% /
            """);

        var disk = evidence.Host.Disk!;
        Assert.Equal(40L << 30, disk.TotalBytes);
        Assert.Equal(0, disk.AvailableBytes);
        Assert.Equal(2501440, disk.AvailableInodes);
        Assert.False(disk.ReadOnly);
    }

    [Fact]
    public void Mount_tells_read_only()
    {
        var evidence = Paste.Read("$ df /\nFilesystem 1K-blocks Used Available Use% Mounted on\n/dev/sda1 1000 400 600 40% /\n$ mount\n/dev/sda1 on / type ext4 (ro,relatime)\n");

        Assert.True(evidence.Host.Disk!.ReadOnly);
        Assert.Equal(600 * 1024, evidence.Host.Disk.AvailableBytes);
    }

    [Fact]
    public void One_clock_is_no_reading()
    {
        var evidence = Paste.Read(
            """
            $ timedatectl
                           Local time: Thu 2021-03-04 11:00:00 CET
                       Universal time: Thu 2021-03-04 10:00:00 UTC
                             RTC time: Thu 2021-03-04 10:00:00
                            Time zone: Europe/Berlin (CET, +0100)
            System clock synchronized: no
                          NTP service: inactive
            """);

        Assert.Null(evidence.Host.Clock);
        Assert.Equal(Paste.Utc("2021-03-04T10:00:00Z"), evidence.CollectedAt);
        Assert.True(evidence.CollectedAtKnown);
    }

    [Fact]
    public void Chrony_compares_the_clock_with_ntp()
    {
        var evidence = Paste.Read(
            """
            Reference ID    : C0A80001 (ntp1.example.com)
            System time     : 3600.250000000 seconds slow of NTP time
            Leap status     : Not synchronised
            """);

        Assert.Equal(TimeSpan.FromSeconds(-3600.25), evidence.Host.Clock!.Offset);
        Assert.False(evidence.Host.Clock.NtpSynchronized);
    }

    [Fact]
    public void The_nodes_date_against_the_servers_header()
    {
        var evidence = Paste.Read(
            """
            root@w1:~# date
            Thu Mar  4 12:00:00 UTC 2021
            root@w1:~# curl -skI https://10.0.0.1:6443/healthz
            HTTP/1.1 200 OK
            Date: Thu, 04 Mar 2021 10:00:03 GMT
            """);

        Assert.Equal(TimeSpan.FromSeconds(7197), evidence.Host.Clock!.Offset);
    }
}
