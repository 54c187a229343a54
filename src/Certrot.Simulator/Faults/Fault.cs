using Certrot.Simulator.Cluster;
using Certrot.Simulator.Kubelets;

namespace Certrot.Simulator.Faults;

/// <summary>A fault that can be planted. Its name is a label of the catalogue of causes where there is one for it.</summary>
public sealed record Fault
{
    private static readonly TimeSpan Hour = TimeSpan.FromHours(1);

    private Fault(string name, string text) => (Name, Text) = (name, text);

    /// <summary>All faults.</summary>
    public static IReadOnlyList<Fault> All { get; } =
    [
        new("kcm-down", "kube-controller-manager stopped an hour ago") { OfControlPlane = true, Due = true, Plane = p => p with { StoppedFor = Hour } },
        new("csr-approver-controller-disabled", "kube-controller-manager runs without csrapproving") { OfControlPlane = true, Due = true, Plane = p => p with { Approves = false } },
        new("client-csr-autoapprove-rbac-missing", "no binding lets nodes renew") { OfControlPlane = true, Due = true, Plane = p => p with { BindsRenewal = false } },
        new("csr-approved-not-issued-no-signer", "kube-controller-manager has no CA to sign with") { OfControlPlane = true, Due = true, Plane = p => p with { Signs = false } },
        new("serving-csr-no-approver", "nothing approves serving CSRs") { OfControlPlane = true, DueServing = true, Plane = p => p with { ApprovesServing = false } },
        new("signer-ca-expired", "the CA ends in 20 days") { OfControlPlane = true, Plane = p => p with { CaLeft = TimeSpan.FromDays(20) } },
        new("api-forgets-pages", "the API server forgets lists between two pages (410)") { OfControlPlane = true, Plane = p => p with { ForgetsPages = true } },
        new("api-throttles", "the API server turns every third request away (429)") { OfControlPlane = true, Plane = p => p with { Throttles = true } },
        new("api-drops-watches", "the API server ends watches after two seconds") { OfControlPlane = true, Plane = p => p with { DropsWatches = true } },
        new("csr-denied-by-approver", "a policy denies the node's client CSRs") { Due = true, Node = k => k with { IsDenied = true } },
        new("client-expired-rotation-disabled", "rotation is off and the client certificate ended three hours ago") { ExpiredFor = 3 * Hour, Node = k => k with { KeepsClient = true } },
        new("client-expired-kubelet-running", "the client certificate ended two hours ago while the kubelet ran") { ExpiredFor = 2 * Hour },
        new("kubelet-not-running", "the kubelet stopped half an hour ago") { StoppedFor = Hour / 2, Node = k => k with { Port = PortBehaviour.Refuses } },
        new("rotation-silently-stalled", "the kubelet is past its rotation window and does not ask") { Late = true, Node = k => k with { NeverAsks = true } },
        new("pki-write-failed", "the kubelet cannot store what is issued to it") { Due = true, Node = k => k with { CannotStore = true } },
        new("serving-static-cert-expired", "the kubelet's own serving certificate ended three days ago") { ServingExpiredFor = TimeSpan.FromDays(3), Node = k => k with { OwnServing = true } },
        new("tls-stalls", "the kubelet's port takes connections and says nothing") { Node = k => k with { Port = PortBehaviour.Stalls } },
        new("tls-garbage", "the kubelet's port says what is no TLS") { Node = k => k with { Port = PortBehaviour.Garbage } },
        new("port-refused", "nobody listens on the kubelet's port") { Node = k => k with { Port = PortBehaviour.Refuses } },
    ];

    /// <summary>The name.</summary>
    public string Name { get; }

    /// <summary>What is wrong.</summary>
    public string Text { get; }

    /// <summary>Whether it is in the control plane, and nodes only meet it.</summary>
    public bool OfControlPlane { get; private init; }

    internal Func<PlaneBehaviour, PlaneBehaviour> Plane { get; private init; } = static p => p;

    internal Func<KubeletBehaviour, KubeletBehaviour> Node { get; private init; } = static k => k;

    /// <summary>Whether its nodes have to renew their client certificates now.</summary>
    internal bool Due { get; private init; }

    /// <summary>Whether its nodes have to renew their serving certificates now.</summary>
    internal bool DueServing { get; private init; }

    /// <summary>Whether its nodes are past the rotation window.</summary>
    internal bool Late { get; private init; }

    internal TimeSpan? ExpiredFor { get; private init; }

    internal TimeSpan? ServingExpiredFor { get; private init; }

    internal TimeSpan? StoppedFor { get; private init; }

    /// <summary>A fault by its name; null where there is none.</summary>
    public static Fault? Find(string name) => All.FirstOrDefault(f => f.Name == name);
}
