using System.Diagnostics.CodeAnalysis;

namespace Certrot.Lab;

/// <summary>Where the programs of a real cluster are.</summary>
public sealed record KubernetesBinaries
{
    /// <summary>A directory of binaries to use instead of the cache, such as those of another release.</summary>
    public const string DirectoryVariable = "CERTROT_KUBERNETES";

    private KubernetesBinaries(string directory, string etcd, string kubectl)
    {
        Directory = directory;
        Etcd = etcd;
        Kubectl = kubectl;
    }

    public string Directory { get; }

    public string Etcd { get; }

    public string Kubectl { get; }

    public string ApiServer => Path.Combine(Directory, "kube-apiserver");

    public string ControllerManager => Path.Combine(Directory, "kube-controller-manager");

    public string Kubelet => Path.Combine(Directory, "kubelet");

    /// <summary>Finds the binaries in $CERTROT_KUBERNETES or where eng/kubernetes.sh puts them, etcd and kubectl on the PATH.</summary>
    public static bool TryFind([NotNullWhen(true)] out KubernetesBinaries? binaries, [NotNullWhen(false)] out string? whyNot)
    {
        binaries = null;
        if (!OperatingSystem.IsLinux())
        {
            whyNot = "a real control plane is run on Linux only";
            return false;
        }
        var directory = Environment.GetEnvironmentVariable(DirectoryVariable) is { Length: > 0 } given ? given : CacheDirectory();
        string[] needed =
        [
            .. new[] { "kube-apiserver", "kube-controller-manager" }.Select(name => Path.Combine(directory, name)),
        ];
        var missing = needed.Where(path => !File.Exists(path)).ToList();
        var etcd = OnPath("etcd");
        var kubectl = OnPath("kubectl");
        var setpriv = OnPath("setpriv");
        if (etcd is null) missing.Add("etcd");
        if (kubectl is null) missing.Add("kubectl");
        if (setpriv is null) missing.Add("setpriv");
        if (missing.Count > 0)
        {
            whyNot = $"no Kubernetes binaries here, run eng/kubernetes.sh; missing: {string.Join(", ", missing)}";
            return false;
        }
        binaries = new KubernetesBinaries(directory, etcd!, kubectl!);
        whyNot = null;
        return true;
    }

    private static string CacheDirectory()
    {
        var caches = Environment.GetEnvironmentVariable("XDG_CACHE_HOME") is { Length: > 0 } xdg
            ? xdg
            : Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.UserProfile), ".cache");
        return Path.Combine(caches, "certrot", "kubernetes");
    }

    internal static string? OnPath(string name) => (Environment.GetEnvironmentVariable("PATH") ?? "")
        .Split(':', StringSplitOptions.RemoveEmptyEntries)
        .Select(directory => Path.Combine(directory, name))
        .FirstOrDefault(File.Exists);
}
