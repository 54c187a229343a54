using System.Text.Json;
using Certrot.Simulator.Kubelets;

namespace Certrot.Simulator.Cluster;

/// <summary>A Node. Heartbeats are worked out when it is read: the kubelet posts its status every five minutes, and the lease every ten seconds.</summary>
internal sealed class SimNode(Kubelet kubelet) : SimObject
{
    private static readonly (string Type, string Status, string Reason, string Message)[] pressures =
    [
        ("MemoryPressure", "False", "KubeletHasSufficientMemory", "kubelet has sufficient memory available"),
        ("DiskPressure", "False", "KubeletHasNoDiskPressure", "kubelet has no disk pressure"),
        ("PIDPressure", "False", "KubeletHasSufficientPID", "kubelet has sufficient PID available"),
    ];

    public override IReadOnlyDictionary<string, string> Labels { get; init; } = new Dictionary<string, string>(StringComparer.Ordinal)
    {
        ["kubernetes.io/arch"] = "amd64",
        ["kubernetes.io/os"] = "linux",
        ["kubernetes.io/hostname"] = kubelet.Name,
        ["topology.kubernetes.io/zone"] = kubelet.Zone,
        ["agentpool"] = kubelet.Pool,
    };

    public override void WriteBody(Utf8JsonWriter json, DateTimeOffset now)
    {
        var heard = kubelet.LastStatus(now);
        var lost = kubelet.LostAt(now);
        json.WriteStartObject("spec"u8);
        json.WriteString("podCIDR"u8, "10.244.0.0/24");
        json.WriteString("providerID"u8, $"simulated://{kubelet.Name}");
        if (lost is { } tainted)
        {
            json.WriteStartArray("taints"u8);
            foreach (var effect in new[] { "NoSchedule", "NoExecute" })
            {
                json.WriteStartObject();
                json.WriteString("key"u8, "node.kubernetes.io/unreachable");
                json.WriteString("effect"u8, effect);
                json.WriteString("timeAdded"u8, Rfc3339(tainted));
                json.WriteEndObject();
            }

            json.WriteEndArray();
        }

        json.WriteEndObject();
        json.WriteStartObject("status"u8);
        foreach (var amount in new[] { "capacity", "allocatable" })
        {
            json.WriteStartObject(amount);
            json.WriteString("cpu"u8, "8");
            json.WriteString("ephemeral-storage"u8, "101430960Ki");
            json.WriteString("memory"u8, "32869064Ki");
            json.WriteString("pods"u8, "110");
            json.WriteEndObject();
        }

        json.WriteStartArray("conditions"u8);
        foreach (var (type, status, reason, message) in pressures) Condition(json, type, lost is null ? status : "Unknown", lost is null ? reason : "NodeStatusUnknown", lost is null ? message : "Kubelet stopped posting node status.", heard, lost ?? Created);
        Condition(json, "Ready", lost is null ? "True" : "Unknown", lost is null ? "KubeletReady" : "NodeStatusUnknown", lost is null ? "kubelet is posting ready status" : "Kubelet stopped posting node status.", heard, lost ?? Created);
        json.WriteEndArray();
        json.WriteStartArray("addresses"u8);
        foreach (var (type, address) in new[] { ("InternalIP", kubelet.Address.ToString()), ("Hostname", Name) })
        {
            json.WriteStartObject();
            json.WriteString("type"u8, type);
            json.WriteString("address"u8, address);
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteStartObject("daemonEndpoints"u8);
        json.WriteStartObject("kubeletEndpoint"u8);
        json.WriteNumber("Port"u8, kubelet.Port);
        json.WriteEndObject();
        json.WriteEndObject();
        json.WriteStartObject("nodeInfo"u8);
        foreach (var (name, value) in Info) json.WriteString(name, value);
        json.WriteEndObject();
        json.WriteEndObject();
    }

    public override IReadOnlyList<object?> Cells(DateTimeOffset now) =>
        [Name, kubelet.LostAt(now) is null ? "Ready" : "NotReady", "<none>", Age(Created, now), SimulatedCluster.KubernetesVersion, kubelet.Address.ToString(), "<none>", Info["osImage"], Info["kernelVersion"], Info["containerRuntimeVersion"]];

    private static Dictionary<string, string> Info { get; } = new(StringComparer.Ordinal)
    {
        ["machineID"] = "",
        ["systemUUID"] = "",
        ["bootID"] = "",
        ["kernelVersion"] = "6.12.0-simulated",
        ["osImage"] = "Simulated Linux",
        ["containerRuntimeVersion"] = "containerd://2.0.0",
        ["kubeletVersion"] = SimulatedCluster.KubernetesVersion,
        ["kubeProxyVersion"] = SimulatedCluster.KubernetesVersion,
        ["operatingSystem"] = "linux",
        ["architecture"] = "amd64",
    };

    private static void Condition(Utf8JsonWriter json, string type, string status, string reason, string message, DateTimeOffset heard, DateTimeOffset changed)
    {
        json.WriteStartObject();
        json.WriteString("type"u8, type);
        json.WriteString("status"u8, status);
        json.WriteString("lastHeartbeatTime"u8, Rfc3339(heard));
        json.WriteString("lastTransitionTime"u8, Rfc3339(changed));
        json.WriteString("reason"u8, reason);
        json.WriteString("message"u8, message);
        json.WriteEndObject();
    }
}
