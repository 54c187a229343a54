using System.Text.Json.Nodes;

namespace Certrot.Lab;

/// <summary>How a kubelet is started.</summary>
public sealed record KubeletOptions
{
    /// <summary>Fields of the KubeletConfiguration that replace the lab's own.</summary>
    public JsonObject Configuration { get; init; } = [];

    /// <summary>More flags; they come last.</summary>
    public IReadOnlyList<string> Arguments { get; init; } = [];

    /// <summary>Variables of its environment.</summary>
    public IReadOnlyDictionary<string, string> Environment { get; init; } = new Dictionary<string, string>();

    /// <summary>Changes the node's files before the kubelet starts; null for nothing.</summary>
    public Action<KubeletNode>? Prepare { get; init; }

    /// <summary>Undoes what would keep the node's files from being deleted; null for nothing.</summary>
    public Action<KubeletNode>? Undo { get; init; }

    /// <summary>Whether it has a bootstrap kubeconfig with <see cref="TlsBootstrap.Token"/>.</summary>
    public bool Bootstraps { get; init; } = true;

    /// <summary>A client certificate that it has already, as after years of service; null for none.</summary>
    public LabCertificate? Client { get; init; }

    /// <summary>
    /// Whether the node's first process is a real systemd and its kubelet the unit <c>kubelet.service</c>, so that systemctl works there;
    /// see <see cref="NodeSystemd.WhyNot"/>. It knows no other units than those of <see cref="KubeletNode.UnitDirectory"/>. The kubelet's command line always names a bootstrap kubeconfig then, as kubeadm's does.
    /// </summary>
    public bool Systemd { get; init; }

    /// <summary>Whether its container runtime has <see cref="LabImage"/>, so that pods can run.</summary>
    public bool RunsPods { get; init; }

    /// <summary>An address of IPv6 that it has as well; null for none.</summary>
    public string? SecondAddress { get; init; }

    /// <summary><c>--v</c>.</summary>
    public int Verbosity { get; init; } = 2;
}
