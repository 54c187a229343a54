using Certrot.Simulator.Cluster;
using Certrot.Simulator.Kubelets;
using Microsoft.AspNetCore.Http;

namespace Certrot.Simulator.Api;

/// <summary>Answers for kubelets, as if the API server had asked them: health, metrics and configuration.</summary>
/// <param name="cluster">The cluster.</param>
internal sealed class NodeProxy(SimulatedCluster cluster)
{
    /// <summary>How long the API server waits for a kubelet that takes the connection and says nothing (pkg/kubelet/client, kubelet-timeout).</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);

    /// <summary>Answers a path of a kubelet.</summary>
    /// <exception cref="ApiError">There is no such node, or its kubelet does not answer.</exception>
    public async Task AnswerAsync(HttpContext context, string node, string path)
    {
        string text;
        Kubelet kubelet;
        lock (cluster.Lock) kubelet = cluster.Kubelet(node) ?? throw ApiError.NotFound("nodes", "", node);
        if (kubelet.Behaviour.Port == PortBehaviour.Stalls)
        {
            await Task.Delay(Patience, context.RequestAborted).ConfigureAwait(false);
            throw Unreachable(kubelet, "net/http: TLS handshake timeout");
        }

        lock (cluster.Lock)
        {
            if (!kubelet.Runs(cluster.Clock.Now) || kubelet.Behaviour.Port == PortBehaviour.Refuses) throw Unreachable(kubelet, $"dial tcp {kubelet.Address}:{kubelet.Port}: connect: connection refused");
            if (kubelet.Behaviour.Port == PortBehaviour.Garbage) throw Unreachable(kubelet, "tls: first record does not look like a TLS handshake");
            // Without valid credentials the kubelet cannot ask whether the API server may (pkg/kubelet/server/server.go, InstallAuthFilter).
            if (kubelet.SilentSince(cluster.Clock.Now) is not null) throw new ApiError(500, "InternalError", $"Authorization error (user=kube-apiserver-kubelet-client, verb=get, resource=nodes, subresource=[{(path == "metrics" ? "metrics" : "proxy")}])");
            text = path switch
            {
                "healthz" => "ok",
                "metrics" => kubelet.Metrics(cluster.Clock.Now),
                "configz" => kubelet.Configz(),
                _ => throw new ApiError(404, "NotFound", "the server could not find the requested resource"),
            };
        }

        context.Response.ContentType = path == "configz" ? "application/json" : "text/plain";
        await context.Response.WriteAsync(text, context.RequestAborted).ConfigureAwait(false);
    }

    private static ApiError Unreachable(Kubelet kubelet, string why) => new(503, "ServiceUnavailable", $"error trying to reach service: {why} (node {kubelet.Name})");
}
