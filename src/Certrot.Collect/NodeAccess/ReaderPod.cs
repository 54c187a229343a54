using System.Security.Cryptography;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Certrot.Collect.NodeAccess;

/// <summary>
/// The pod that reads a node: bound to it without the scheduler, in the host's network because the pod network may be what is broken, with the host's files
/// read-only and no more rights than to read them and to enter them. It ends by itself if nobody deletes it.
/// </summary>
/// <param name="Node">The node.</param>
/// <param name="Namespace">Where the pod is created.</param>
/// <param name="Image">Its image.</param>
public sealed record ReaderPod(string Node, string Namespace, string Image)
{
    /// <summary>The kubelet ends the pod after this many seconds, whatever became of certrot.</summary>
    public const int LongestSeconds = 180;

    /// <summary>The container.</summary>
    public const string Container = "reader";

    /// <summary>Value of the label <c>app.kubernetes.io/name</c>.</summary>
    public const string Label = "certrot-node-reader";

    private const string Host = "/host";

    // Without letters and digits that look alike, as the API server's own names (k8s.io/apimachinery/pkg/util/rand).
    private const string Alphabet = "bcdfghjklmnpqrstvwxz2456789";

    private static readonly JsonWriterOptions indented = new() { Indented = true };

    /// <summary>What the container runs to read the script on standard input, in the host's own files.</summary>
    public static IReadOnlyList<string> Command { get; } = ["chroot", Host, "/bin/sh", "-s"];

    /// <summary>A name that no other pod has.</summary>
    public string Name { get; } = $"{Label}-{RandomNumberGenerator.GetString(Alphabet, 8)}";

    /// <summary>The pod as JSON, for the API server and for people.</summary>
    public byte[] Json()
    {
        using var buffer = new MemoryStream();
        using (var json = new Utf8JsonWriter(buffer, indented)) Object().WriteTo(json);
        return buffer.ToArray();
    }

    private JsonObject Object() => new()
    {
        ["apiVersion"] = "v1",
        ["kind"] = "Pod",
        ["metadata"] = new JsonObject
        {
            ["name"] = Name,
            ["namespace"] = Namespace,
            ["labels"] = new JsonObject { ["app.kubernetes.io/name"] = Label, ["app.kubernetes.io/managed-by"] = "certrot" },
        },
        ["spec"] = new JsonObject
        {
            ["nodeName"] = Node,
            ["hostNetwork"] = true,
            ["dnsPolicy"] = "Default",
            ["restartPolicy"] = "Never",
            ["activeDeadlineSeconds"] = LongestSeconds,
            // Nothing needs to end in good order, and a kubelet in trouble may never confirm an end.
            ["terminationGracePeriodSeconds"] = 0,
            ["automountServiceAccountToken"] = false,
            ["enableServiceLinks"] = false,
            ["tolerations"] = new JsonArray(new JsonObject { ["operator"] = "Exists" }),
            ["containers"] = new JsonArray(new JsonObject
            {
                ["name"] = Container,
                ["image"] = Image,
                ["imagePullPolicy"] = "IfNotPresent",
                ["command"] = new JsonArray("sleep", $"{LongestSeconds}"),
                ["securityContext"] = new JsonObject
                {
                    ["runAsUser"] = 0,
                    ["runAsGroup"] = 0,
                    ["allowPrivilegeEscalation"] = false,
                    ["readOnlyRootFilesystem"] = true,
                    // To enter the host's files, and to read those of other owners; not to look into processes.
                    ["capabilities"] = new JsonObject { ["drop"] = new JsonArray("ALL"), ["add"] = new JsonArray("SYS_CHROOT", "DAC_READ_SEARCH") },
                    ["seccompProfile"] = new JsonObject { ["type"] = "RuntimeDefault" },
                },
                ["volumeMounts"] = new JsonArray(new JsonObject
                {
                    ["name"] = "host",
                    ["mountPath"] = Host,
                    ["readOnly"] = true,
                    // Kubernetes 1.30 and later: file systems below are read-only too (KEP 3857). Older API servers drop the field.
                    ["recursiveReadOnly"] = "IfPossible",
                }),
            }),
            ["volumes"] = new JsonArray(new JsonObject { ["name"] = "host", ["hostPath"] = new JsonObject { ["path"] = "/", ["type"] = "Directory" } }),
        },
    };
}
