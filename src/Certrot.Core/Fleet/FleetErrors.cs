namespace Certrot.Fleet;

/// <summary>Errors of a scan that tell something of a node.</summary>
public static class FleetErrors
{
    /// <summary>The kubelet answers the API server with 401: it does not accept the certificate that the API server shows it.</summary>
    public const string KubeletRefuses = "the kubelet refuses the API server's credentials (401 Unauthorized)";

    /// <summary>
    /// The kubelet answers 500, for it has to ask the API server who may see its metrics and cannot (pkg/kubelet/server/server.go, InstallAuthFilter): its own credentials
    /// do not work, or it does not reach the API server. It remembers an answer for five minutes.
    /// </summary>
    public const string KubeletCannotAsk = "the kubelet cannot ask the API server who may see its metrics (500 Authorization error)";
}
