namespace Certrot.Lab;

/// <summary>An approver of serving CSRs, which Kubernetes has none of.</summary>
public static class ServingApproval
{
    /// <summary>Gives a node its serving certificate, as an approver would, and waits until the API server can reach its kubelet.</summary>
    /// <param name="plane">Where.</param>
    /// <param name="node">The node.</param>
    public static async Task ApproveServingAsync(this ControlPlane plane, string node)
    {
        ArgumentNullException.ThrowIfNull(plane);
        await plane.WaitAsync($"the kubelet of {node}", TimeSpan.FromSeconds(60), async () =>
        {
            if ((await plane.Kubectl.TryRunAsync(["get", "--raw", $"/api/v1/nodes/{node}/proxy/healthz"])).ExitCode == 0) return true;
            var rows = (await plane.Kubectl.RunAsync(["get", "csr", "--no-headers"])).Split('\n').Select(r => r.Split(' ', StringSplitOptions.RemoveEmptyEntries));
            foreach (var row in rows.Where(r => r.Contains("kubernetes.io/kubelet-serving") && r.Contains($"system:node:{node}") && r[^1] == "Pending")) await plane.Kubectl.RunAsync(["certificate", "approve", row[0]]);
            return false;
        });
    }
}
