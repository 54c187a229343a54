namespace Certrot.Simulator.Kubelets;

/// <summary>What a kubelet does otherwise than it should. All false is a sound one.</summary>
internal sealed record KubeletBehaviour
{
    /// <summary>It does not rotate its client certificate (<c>rotateCertificates: false</c>).</summary>
    public bool KeepsClient { get; init; }

    /// <summary>It never asks for a new client certificate, although it should.</summary>
    public bool NeverAsks { get; init; }

    /// <summary>It cannot store what was issued to it.</summary>
    public bool CannotStore { get; init; }

    /// <summary>It shows a serving certificate that it signed itself and never renews (<c>serverTLSBootstrap: false</c>).</summary>
    public bool OwnServing { get; init; }

    /// <summary>Somebody denies its CSRs.</summary>
    public bool IsDenied { get; init; }

    /// <summary>What its port does.</summary>
    public PortBehaviour Port { get; init; }
}
