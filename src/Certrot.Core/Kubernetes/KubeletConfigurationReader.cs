using System.Text.Json.Nodes;
using Certrot.Evidence;
using Certrot.Text;

namespace Certrot.Kubernetes;

/// <summary>Reads a KubeletConfiguration (k8s.io/kubelet/config/v1beta1/types.go) as far as certificates need it.</summary>
public static class KubeletConfigurationReader
{
    private static readonly string[] KnownFields =
        ["rotateCertificates", "serverTLSBootstrap", "tlsCertFile", "tlsPrivateKeyFile", "authentication", "featureGates"];

    /// <summary>Reads the kubelet's configuration file, YAML or JSON, or what its <c>/configz</c> answers.</summary>
    /// <param name="content">The file.</param>
    /// <param name="path">Path inside the bundle.</param>
    /// <param name="problems">Takes what could not be read; a field of a wrong type counts as not set.</param>
    /// <returns>The configuration; null where the file is none.</returns>
    public static KubeletConfiguration? Read(ReadOnlyMemory<byte> content, string path, ICollection<ReadProblem> problems)
    {
        ArgumentNullException.ThrowIfNull(problems);
        var root = YamlReader.Read(content, out var problem) as JsonObject;
        root = root.Object("kubeletconfig") ?? root;
        if (root is not null && root.Text("kind") is { } kind && kind != "KubeletConfiguration")
            (root, problem) = (null, $"holds kind {kind}, not KubeletConfiguration: ignored");
        if (root is null)
        {
            problems.Add(new ReadProblem(path, $"{path} {problem ?? "holds no KubeletConfiguration: ignored"}"));
            return null;
        }
        return new KubeletConfiguration
        {
            Source = new Source(path),
            RotateCertificates = Boolean(root, "rotateCertificates", path, problems),
            ServerTlsBootstrap = Boolean(root, "serverTLSBootstrap", path, problems),
            TlsCertFile = root.Text("tlsCertFile"),
            ClientCaFile = root.Object("authentication").Object("x509").Text("clientCAFile"),
            FeatureGates = FeatureGates(root, path, problems),
            MistypedFields = MistypedFields(root),
        };
    }

    private static bool? Boolean(JsonObject parent, string name, string path, ICollection<ReadProblem> problems)
    {
        if (parent.Field(name) is not { } value)
            return null;
        if (value.AsBoolean() is { } boolean)
            return boolean;
        problems.Add(new ReadProblem(path, $"{path} has {name} that is neither true nor false: taken as not set"));
        return null;
    }

    private static Dictionary<string, bool> FeatureGates(JsonObject root, string path, ICollection<ReadProblem> problems)
    {
        var gates = new Dictionary<string, bool>(StringComparer.Ordinal);
        if (root.Object("featureGates") is { } map)
        {
            var wrong = 0;
            foreach (var (name, value) in map)
            {
                if (value?.AsBoolean() is { } on)
                    gates[SafeText.Clean(name)] = on;
                else
                    wrong++;
            }
            if (wrong > 0)
                problems.Add(new ReadProblem(path, $"{path} has {wrong} feature gates that are neither true nor false: taken as not set"));
        }
        return gates;
    }

    private static List<string> MistypedFields(JsonObject root)
    {
        var mistyped = new List<string>();
        foreach (var (name, _) in root)
        {
            foreach (var known in KnownFields)
            {
                if (name != known && name.Equals(known, StringComparison.OrdinalIgnoreCase))
                    mistyped.Add(name);
            }
        }
        return mistyped;
    }
}
