using Certrot.Kubernetes;

namespace Certrot.Collect.Tests.Pasted;

public sealed class ClusterTests
{
    [Fact]
    public void Csr_table_becomes_requests()
    {
        var evidence = Paste.Read(
            """
            [root@cp1 ~]# date
            Thu Mar  4 10:00:00 UTC 2021
            [root@cp1 ~]# kubectl get csr
            NAME        AGE     SIGNERNAME                                    REQUESTOR                 REQUESTEDDURATION   CONDITION
            csr-2bwsl   3d4h    kubernetes.io/kubelet-serving                 system:node:worker-1      <none>              Pending
            csr-9lr9v   5m30s   kubernetes.io/kube-apiserver-client-kubelet   system:node:worker-1      <none>              Approved
            csr-x7k2p   6m      kubernetes.io/kube-apiserver-client-kubelet   system:bootstrap:abcdef   <none>              Approved,Issued
            csr-zz9pl   1h      kubernetes.io/kubelet-serving                 system:node:worker-1      <none>              Approved,Failed
            csr-den1d   1h      kubernetes.io/kubelet-serving                 system:node:worker-1      <none>              Denied
            """);

        Assert.Equal(5, evidence.Cluster.CertificateSigningRequests!.Count);
        var pending = Paste.Request(evidence, "csr-2bwsl");
        Assert.Equal(SignerNames.KubeletServing, pending.SignerName);
        Assert.Equal("system:node:worker-1", pending.Username);
        Assert.Equal(Paste.Utc("2021-03-01T06:00:00Z"), pending.Meta.Created);
        Assert.Equal(5, pending.Meta.Source.Line);
        Assert.All(evidence.Cluster.CertificateSigningRequests, r => Assert.Contains(r.StatusColumn, (string[])["Pending", "Approved", "Approved,Issued", "Approved,Failed", "Denied"]));
        Assert.Equal("Approved,Failed", Paste.Request(evidence, "csr-zz9pl").StatusColumn);
        Assert.True(evidence.CollectedAtKnown);
        Assert.Equal("worker-1", evidence.NodeName);
    }

    [Fact]
    public void Old_csr_table_has_no_signer()
    {
        var evidence = Paste.Read(
            """
            # oc get csr
            NAME                                                   AGE       REQUESTOR                                                 CONDITION
            csr-46rbv                                              1h        system:node:master-0                                      Pending
            node-csr-AmiIbBk5xLIFYf9rLv-AAgS8Uldr8NlRlpz4rMmHeSM   31m       system:serviceaccount:openshift-infra:node-bootstrapper   Approved,Issued
            """);

        Assert.Equal("", Paste.Request(evidence, "csr-46rbv").SignerName);
        Assert.Equal(SignerNames.KubeletClient, Paste.Request(evidence, "node-csr-AmiIbBk5xLIFYf9rLv-AAgS8Uldr8NlRlpz4rMmHeSM").SignerName);
    }

    [Fact]
    public void Csr_rows_after_grep_need_no_header()
    {
        var evidence = Paste.Read("$ kubectl get csr | grep Pending\ncsr-2bwsl   16m   kubernetes.io/kubelet-serving   system:node:w1   Pending\n");

        Assert.True(Paste.Request(evidence, "csr-2bwsl").IsPending);
    }

    [Fact]
    public void Csr_table_whose_alignment_was_lost_is_read()
    {
        var evidence = Paste.Read("NAME AGE SIGNERNAME REQUESTOR CONDITION\ncsr-2bwsl 16m kubernetes.io/kubelet-serving system:node:w1 Pending\n");

        Assert.Equal(SignerNames.KubeletServing, Paste.Request(evidence, "csr-2bwsl").SignerName);
    }

    [Fact]
    public void No_resources_found_is_an_empty_list()
    {
        Assert.Empty(Paste.Read("$ kubectl get csr\nNo resources found\n").Cluster.CertificateSigningRequests!);
        Assert.Null(Paste.Read("$ kubectl get pods\nNo resources found in default namespace.\n").Cluster.CertificateSigningRequests);
    }

    [Fact]
    public void Node_table_becomes_nodes_and_names_the_one_that_is_not_ready()
    {
        var evidence = Paste.Read(
            """
            ubuntu@jump:~$ kubectl get nodes -o wide
            NAME       STATUS                        ROLES           AGE    VERSION   INTERNAL-IP   EXTERNAL-IP   OS-IMAGE             KERNEL-VERSION      CONTAINER-RUNTIME
            cp1        Ready                         control-plane   2y3d   v1.28.2   10.0.0.1      <none>        Ubuntu 22.04.3 LTS   5.15.0-91-generic   containerd://1.7.2
            worker-1   NotReady,SchedulingDisabled   <none>          2y3d   v1.28.2   10.0.0.7      <none>        Ubuntu 22.04.3 LTS   5.15.0-91-generic   containerd://1.7.2
            """);

        Assert.Equal("worker-1", evidence.NodeName);
        var node = Assert.Single(evidence.Cluster.Nodes!, n => n.Meta.Name == "worker-1");
        Assert.Equal("Unknown", node.Ready!.Status);
        Assert.Equal("v1.28.2", node.KubeletVersion);
        Assert.Equal("10.0.0.7", Assert.Single(node.Addresses).Address);
        Assert.Equal("Ubuntu 22.04.3 LTS", node.OsImage);
        Assert.Equal("True", Assert.Single(evidence.Cluster.Nodes!, n => n.Meta.Name == "cp1").Ready!.Status);
    }

    [Fact]
    public void Described_node_has_conditions_addresses_lease_and_events()
    {
        var evidence = Paste.Read(
            """
            Name:               worker-1
            Roles:              <none>
            Labels:             kubernetes.io/hostname=worker-1
                                kubernetes.io/os=linux
            Annotations:        node.alpha.kubernetes.io/ttl: 0
            CreationTimestamp:  Wed, 04 Mar 2020 09:00:00 +0100
            Taints:             node.kubernetes.io/unreachable:NoExecute
                                node.kubernetes.io/unreachable:NoSchedule
            Unschedulable:      false
            Lease:
              HolderIdentity:  worker-1
              AcquireTime:     <unset>
              RenewTime:       Thu, 04 Mar 2021 09:50:11 +0000
            Conditions:
              Type             Status    LastHeartbeatTime                 LastTransitionTime                Reason              Message
              ----             ------    -----------------                 ------------------                ------              -------
              MemoryPressure   Unknown   Thu, 04 Mar 2021 09:48:02 +0000   Thu, 04 Mar 2021 09:51:02 +0000   NodeStatusUnknown   Kubelet stopped posting node status.
              Ready            Unknown   Thu, 04 Mar 2021 09:48:02 +0000   Thu, 04 Mar 2021 09:51:02 +0000   NodeStatusUnknown   Kubelet stopped posting node status.
            Addresses:
              InternalIP:  10.0.0.7
              Hostname:    worker-1
            Capacity:
              cpu:     4
            System Info:
              OS Image:                   Ubuntu 20.04.2 LTS
              Kubelet Version:            v1.20.4
            Events:
              Type    Reason        Age                   From             Message
              ----    ------        ----                  ----             -------
              Normal  NodeNotReady  9m (x2 over 3d)       node-controller  Node worker-1 status is now: NodeNotReady
            """);

        var node = Assert.Single(evidence.Cluster.Nodes!);
        Assert.Equal("NodeStatusUnknown", node.Ready!.Reason);
        Assert.Equal("Kubelet stopped posting node status.", node.Ready.Message);
        Assert.Equal(Paste.Utc("2021-03-04T09:48:02Z"), node.Ready.LastHeartbeat);
        Assert.Equal(["InternalIP 10.0.0.7", "Hostname worker-1"], node.Addresses.Select(a => $"{a.Type} {a.Address}"));
        Assert.Equal(2, node.Taints.Count);
        Assert.Equal("v1.20.4", node.KubeletVersion);
        Assert.Equal(Paste.Utc("2021-03-04T09:50:11Z"), Assert.Single(evidence.Cluster.Leases!).Renewed);
        var happening = Assert.Single(evidence.Cluster.Events!);
        Assert.Equal("NodeNotReady", happening.Reason);
        Assert.Equal("worker-1", happening.ObjectName);
        Assert.Equal(2, happening.Count);
        Assert.Equal(Paste.Utc("2021-03-04T09:51:02Z"), evidence.CollectedAt);
        Assert.False(evidence.CollectedAtKnown);
        Assert.Equal("worker-1", evidence.NodeName);
    }

    [Fact]
    public void Conditions_alone_belong_to_the_node_that_the_rest_names()
    {
        var evidence = Paste.Read(
            """
            Mar 04 10:00:05 worker-9 kubelet[1]: E0304 10:00:05.123456 1 kubelet.go:2183] node "worker-9" not found

            Conditions:
              Type   Status   LastHeartbeatTime                 LastTransitionTime                Reason        Message
              ----   ------   -----------------                 ------------------                ------        -------
              Ready  False    Thu, 04 Mar 2021 09:59:02 +0000   Thu, 04 Mar 2021 09:51:02 +0000   KubeletNotReady   container runtime network not ready
            """);

        var node = Assert.Single(evidence.Cluster.Nodes!);
        Assert.Equal("worker-9", node.Meta.Name);
        Assert.Equal("False", node.Ready!.Status);
    }

    [Fact]
    public void Described_csr_has_its_names()
    {
        var evidence = Paste.Read(
            """
            $ kubectl describe csr csr-2bwsl
            Name:               csr-2bwsl
            Labels:             <none>
            Annotations:        <none>
            CreationTimestamp:  Thu, 04 Mar 2021 10:00:00 +0000
            Requesting User:    system:node:worker-1
            Signer:             kubernetes.io/kubelet-serving
            Status:             Pending
            Subject:
              Common Name:    system:node:worker-1
              Serial Number:
              Organization:   system:nodes
            Subject Alternative Names:
                     DNS Names:     worker-1
                     IP Addresses:  10.0.0.7
                                    10.0.0.8
            Events:  <none>
            """);

        var request = Paste.Request(evidence, "csr-2bwsl");
        Assert.True(request.IsPending);
        Assert.Equal("system:node:worker-1", request.Request!.Subject.CommonName);
        Assert.Equal(["worker-1"], request.Request.DnsNames);
        Assert.Equal(["10.0.0.7", "10.0.0.8"], request.Request.IpAddresses.Select(a => a.ToString()));
    }

    [Fact]
    public void Event_tables_old_and_new()
    {
        var evidence = Paste.Read(
            """
            $ kubectl get events -A
            NAMESPACE   LAST SEEN            TYPE      REASON         OBJECT          MESSAGE
            default     5m (x4 over 2h)      Normal    NodeNotReady   node/worker-1   Node worker-1 status is now: NodeNotReady

            LAST SEEN   FIRST SEEN   COUNT   NAME         KIND   SUBOBJECT   TYPE      REASON                SOURCE              MESSAGE
            1m          3h           12      worker-2     Node               Warning   InvalidDiskCapacity   kubelet, worker-2   invalid capacity 0 on image filesystem
            """);

        Assert.Equal(["NodeNotReady worker-1 4", "InvalidDiskCapacity worker-2 12"], evidence.Cluster.Events!.Select(e => $"{e.Reason} {e.ObjectName} {e.Count}"));
        Assert.All(evidence.Cluster.Events!, e => Assert.Equal("Node", e.ObjectKind));
        Assert.Equal("kubelet", evidence.Cluster.Events![1].Component);
    }

    [Fact]
    public void Pods_and_leases_of_kube_system()
    {
        var evidence = Paste.Read(
            """
            $ kubectl get pods -n kube-system
            NAME                          READY   STATUS             RESTARTS         AGE
            kube-apiserver-cp1            1/1     Running            3 (2d ago)       90d
            kube-controller-manager-cp1   0/1     CrashLoopBackOff   117 (4m1s ago)   90d
            $ kubectl get lease -n kube-system
            NAME                      HOLDER                                     AGE
            kube-controller-manager   cp1_4a1d2c3b-0000-4000-8000-000000000000   90d
            """);

        var manager = Assert.Single(evidence.Cluster.Pods!, p => p.Meta.Name == "kube-controller-manager-cp1");
        var container = Assert.Single(manager.Containers);
        Assert.Equal("kube-controller-manager", container.Name);
        Assert.Equal("CrashLoopBackOff", container.WaitingReason);
        Assert.Equal(117, container.RestartCount);
        Assert.False(container.Ready);
        Assert.StartsWith("cp1_", Assert.Single(evidence.Cluster.Leases!).Holder, StringComparison.Ordinal);
    }

    [Fact]
    public void Answers_of_can_i_are_kept_with_their_question()
    {
        var evidence = Paste.Read(
            """
            $ kubectl auth can-i create certificatesigningrequests.certificates.k8s.io --subresource=selfnodeclient --as=system:node:worker-1 --as-group=system:nodes
            no
            $ kubectl auth can-i create csr --as system:bootstrap:abcdef
            yes
            """);

        var answers = evidence.Cluster.AccessAnswers!;
        var denied = Assert.Single(answers, a => !a.Allowed);
        Assert.Equal("certificatesigningrequests.certificates.k8s.io/selfnodeclient", denied.Resource);
        Assert.Equal("system:node:worker-1", denied.User);
        Assert.Equal(["system:nodes"], denied.Groups);
        Assert.Equal("system:bootstrap:abcdef", Assert.Single(answers, a => a.Allowed).User);
    }

    [Fact]
    public void Server_version_is_read()
    {
        Assert.Equal("v1.28.2", Paste.Read("$ kubectl version\nClient Version: v1.29.0\nServer Version: v1.28.2\n").Cluster.ServerVersion);
        Assert.Equal("v1.20.4", Paste.Read("Server Version: version.Info{Major:\"1\", Minor:\"20\", GitVersion:\"v1.20.4\", GitCommit:\"e\"}").Cluster.ServerVersion);
    }
}
