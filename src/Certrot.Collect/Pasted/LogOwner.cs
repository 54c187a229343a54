namespace Certrot.Collect.Pasted;

/// <summary>The component that wrote a log line.</summary>
internal enum LogOwner
{
    /// <summary>Not known.</summary>
    Unknown,

    /// <summary>The kubelet, or systemd about it.</summary>
    Kubelet,

    /// <summary>kube-controller-manager.</summary>
    ControllerManager,

    /// <summary>kube-apiserver.</summary>
    ApiServer,

    /// <summary>A component that tells nothing about kubelet certificates.</summary>
    Other,
}
