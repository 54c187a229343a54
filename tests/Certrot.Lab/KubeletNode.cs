using System.Net;
using System.Text.Json.Nodes;

namespace Certrot.Lab;

/// <summary>
/// A real kubelet with a containerd of its own, in namespaces of its own: its network, its processes, and its files at the usual paths.
/// Needs root. Its files are below the control plane's directory, which deletes them.
/// </summary>
public sealed class KubeletNode : IAsyncDisposable
{
    private static readonly TimeSpan StopGrace = TimeSpan.FromSeconds(5);

    private readonly KubernetesBinaries _binaries;
    private readonly ControlPlane _plane;
    private readonly LabNetwork _network;
    private readonly KubeletOptions _options;
    private readonly byte _last;
    private readonly string _namespace;
    private NodeSystemd? _systemd;
    private LabProcess? _holder;
    private LabProcess? _containerd;
    private LabProcess? _kubelet;

    private KubeletNode(KubernetesBinaries binaries, ControlPlane plane, LabNetwork network, string name, byte last, KubeletOptions options)
    {
        _binaries = binaries;
        _plane = plane;
        _network = network;
        _options = options;
        _last = last;
        Name = name;
        Root = Path.Combine(plane.Root, "nodes", name);
        _namespace = network.AddNamespace(last);
    }

    /// <summary>Name of the node.</summary>
    public string Name { get; }

    /// <summary>Everything of this node is below it.</summary>
    public string Root { get; }

    /// <summary>What the node sees as <c>/var/lib/kubelet</c>.</summary>
    public string KubeletDirectory => Path.Combine(Root, "kubelet");

    /// <summary>What the node sees as <c>/etc/kubernetes</c>.</summary>
    public string EtcDirectory => Path.Combine(Root, "etc");

    /// <summary>What the node sees as <c>/var/lib/certrot</c>.</summary>
    public string RepairDirectory => Path.Combine(Root, "certrot");

    /// <summary>What the node sees as <c>/var/log/kubelet.log</c>.</summary>
    public string KubeletLog => Path.Combine(Root, "log", "kubelet.log");

    /// <summary>What a node with <see cref="KubeletOptions.Systemd"/> sees as <c>/etc/systemd/system</c>.</summary>
    public string UnitDirectory => Path.Combine(Root, "units");

    /// <summary>Its address.</summary>
    public IPAddress Address => _network.Address(_last);

    /// <summary>Log of the kubelet, over all its starts.</summary>
    public string Log => LabProcess.ReadLog(KubeletLog);

    /// <summary>Why there can be no nodes here; null where there can.</summary>
    /// <param name="binaries">Programs to run.</param>
    public static string? WhyNot(KubernetesBinaries binaries)
    {
        ArgumentNullException.ThrowIfNull(binaries);
        if (!Environment.IsPrivilegedProcess)
            return "a real kubelet needs root";
        string[] needed = ["ip", "nsenter", "unshare", "containerd", "runc"];
        var missing = needed.Where(name => KubernetesBinaries.OnPath(name) is null).ToList();
        if (!File.Exists(binaries.Kubelet)) missing.Add(binaries.Kubelet);
        return missing.Count == 0 ? null : $"no kubelet here, run eng/kubernetes.sh; missing: {string.Join(", ", missing)}";
    }

    /// <summary>Starts a node; it joins in its own time.</summary>
    /// <param name="binaries">Programs to run.</param>
    /// <param name="plane">Control plane that listens on the network's gateway.</param>
    /// <param name="network">Network to attach it to.</param>
    /// <param name="name">Name of the node.</param>
    /// <param name="last">Last byte of its address, from 2.</param>
    /// <param name="options">Options; null for the default ones.</param>
    public static async Task<KubeletNode> StartAsync(
        KubernetesBinaries binaries, ControlPlane plane, LabNetwork network, string name, byte last, KubeletOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(binaries);
        ArgumentNullException.ThrowIfNull(plane);
        ArgumentNullException.ThrowIfNull(network);
        var node = new KubeletNode(binaries, plane, network, name, last, options ?? new KubeletOptions());
        try
        {
            node.WriteFiles();
            await node.StartHolderAsync();
            await node.StartContainerdAsync();
            if (node._options.SecondAddress is { } second)
                node.Run("ip", "-6", "addr", "add", $"{second}/64", "dev", "eth0", "nodad");
            node._options.Prepare?.Invoke(node);
            await node.StartKubeletAsync();
            return node;
        }
        catch
        {
            await node.DisposeAsync();
            throw;
        }
    }

    /// <summary>Starts the kubelet, again where it runs.</summary>
    public async Task StartKubeletAsync()
    {
        if (_systemd is not null)
        {
            await SystemctlAsync("restart", "kubelet");
            return;
        }
        await StopKubeletAsync();
        _kubelet = LabProcess.Start($"kubelet-{Name}", KubeletLog, "nsenter", [.. Inside, "env", .. _options.Environment.Select(v => $"{v.Key}={v.Value}"), .. KubeletCommand()], forks: true);
    }

    /// <summary>Arguments of nsenter before a program that sees what the kubelet sees: the node's network, processes, and files at the usual paths.</summary>
    // Not `ip netns exec`: it hides /sys/fs/cgroup, which the kubelet needs.
    public IReadOnlyList<string> Inside =>
        [$"--net=/run/netns/{_namespace}", $"--target={_holder?.ChildId}", "--mount", "--pid", .. _systemd is null ? Array.Empty<string>() : ["--uts", "--cgroup"], "--"];

    /// <summary>Runs a program on the node.</summary>
    /// <exception cref="LabException">It failed.</exception>
    public void Run(params string[] command) => Command.Run("nsenter", [.. Inside, .. command]);

    /// <summary>Stops the kubelet.</summary>
    public async Task StopKubeletAsync()
    {
        if (_systemd is not null)
            await SystemctlAsync("stop", "kubelet");
        if (_kubelet is null)
            return;
        await _kubelet.StopAsync(StopGrace);
        _kubelet.Dispose();
        _kubelet = null;
    }

    /// <summary>Plugs or pulls the node's network cable.</summary>
    /// <param name="plugged">Whether it is plugged.</param>
    public void SetCable(bool plugged) => _network.SetCable(_last, plugged);

    /// <summary>Waits until the API server shows the node as Ready.</summary>
    /// <param name="timeout">How long.</param>
    public async Task WaitReadyAsync(TimeSpan timeout)
    {
        try
        {
            await _plane.WaitAsync($"node {Name}", timeout, async () =>
            {
                var node = await _plane.Kubectl.TryRunAsync(
                    ["get", "node", Name, "-o", "jsonpath={.status.conditions[?(@.type==\"Ready\")].status}"]);
                return node.Output == "True";
            });
        }
        catch (LabException e)
        {
            throw new LabException($"{e.Message}\n{LabProcess.Tail(Log)}", e);
        }
    }

    public async ValueTask DisposeAsync()
    {
        // A systemd ends with everything that it started, and may not have come up to take the order.
        if (_systemd is null)
            await StopKubeletAsync();
        _options.Undo?.Invoke(this);
        _containerd?.Dispose();
        _holder?.Dispose();
        _systemd?.Dispose();
    }

    private string Socket => Path.Combine(Root, "containerd", "sock");

    private List<string> KubeletCommand()
    {
        List<string> command =
        [
            _binaries.Kubelet,
            "--kubeconfig=/etc/kubernetes/kubelet.conf",
            "--config=/var/lib/kubelet/config.yaml",
            $"--hostname-override={Name}",
            _options.SecondAddress is null ? $"--node-ip={Address}" : $"--node-ip={Address},{_options.SecondAddress}",
            $"--v={_options.Verbosity}",
            "--container-runtime=remote",
            $"--container-runtime-endpoint=unix://{Socket}",
        ];
        // kubeadm's unit names the file whether there is one or not.
        if (_options.Bootstraps || _options.Systemd)
            command.Add("--bootstrap-kubeconfig=/etc/kubernetes/bootstrap-kubelet.conf");
        // Of its own accord from 1.21 on.
        if (_options.SecondAddress is not null)
            command.Add("--feature-gates=IPv6DualStack=true");
        command.AddRange(_options.Arguments);
        return command;
    }

    private async Task SystemctlAsync(params string[] arguments)
    {
        var result = await Command.CaptureAsync("nsenter", [.. Inside, "systemctl", .. arguments]);
        if (result.ExitCode != 0)
            throw new LabException($"systemctl {string.Join(' ', arguments)} on {Name}: {result.Error}");
    }

    private void WriteFiles()
    {
        Directory.CreateDirectory(Path.GetDirectoryName(KubeletLog)!);
        Directory.CreateDirectory(Path.Combine(KubeletDirectory, "pki"));
        Directory.CreateDirectory(Path.Combine(EtcDirectory, "pki"));
        Directory.CreateDirectory(RepairDirectory);
        File.WriteAllText(Path.Combine(EtcDirectory, "pki", "ca.crt"), _plane.Authority.Certificate.Pem);
        File.WriteAllText(Path.Combine(KubeletDirectory, "config.yaml"), Configuration().ToJsonString());
        if (_options.Bootstraps)
        {
            Kubeconfig.Write(
                Path.Combine(EtcDirectory, "bootstrap-kubelet.conf"),
                _plane.Server,
                _plane.Authority.Certificate.Pem,
                new JsonObject { ["token"] = TlsBootstrap.Token });
        }
        if (_options.Client is { } client)
            WriteClient(client);
    }

    private void WriteClient(LabCertificate client)
    {
        const string current = "/var/lib/kubelet/pki/kubelet-client-current.pem";
        var pki = Path.Combine(KubeletDirectory, "pki");
        File.WriteAllText(Path.Combine(pki, "kubelet-client-2026-01-01-00-00-00.pem"), client.Pem + client.KeyPem);
        File.CreateSymbolicLink(Path.Combine(pki, "kubelet-client-current.pem"), "/var/lib/kubelet/pki/kubelet-client-2026-01-01-00-00-00.pem");
        Kubeconfig.Write(
            Path.Combine(EtcDirectory, "kubelet.conf"),
            _plane.Server,
            _plane.Authority.Certificate.Pem,
            new JsonObject { ["client-certificate"] = current, ["client-key"] = current });
    }

    private JsonObject Configuration()
    {
        var configuration = new JsonObject
        {
            ["apiVersion"] = "kubelet.config.k8s.io/v1beta1",
            ["kind"] = "KubeletConfiguration",
            ["authentication"] = new JsonObject
            {
                ["anonymous"] = new JsonObject { ["enabled"] = false },
                ["webhook"] = new JsonObject { ["enabled"] = true },
                ["x509"] = new JsonObject { ["clientCAFile"] = "/etc/kubernetes/pki/ca.crt" },
            },
            ["authorization"] = new JsonObject { ["mode"] = "Webhook" },
            ["rotateCertificates"] = true,
            ["serverTLSBootstrap"] = true,
            ["address"] = Address.ToString(),
            ["failSwapOn"] = false,
            // Pods and their limits are not what is tested.
            ["cgroupDriver"] = "cgroupfs",
            ["cgroupsPerQOS"] = false,
            ["enforceNodeAllocatable"] = new JsonArray(),
            ["nodeStatusUpdateFrequency"] = "4s",
            ["evictionHard"] = new JsonObject
            {
                ["nodefs.available"] = "0%",
                ["imagefs.available"] = "0%",
                ["nodefs.inodesFree"] = "0%",
                ["memory.available"] = "1Mi",
            },
        };
        foreach (var (field, value) in _options.Configuration)
            configuration[field] = value?.DeepClone();
        return configuration;
    }

    /// <summary>A first process that keeps the namespaces; all others of the node end with it.</summary>
    private async Task StartHolderAsync()
    {
        if (_options.Systemd)
        {
            _systemd = new NodeSystemd(Name, _namespace, UnitDirectory);
            _systemd.WriteKubelet(KubeletCommand(), _options.Environment, KubeletDirectory, "/var/log/kubelet.log");
        }
        const string mounts = """
            mkdir -p /var/lib/kubelet /etc/kubernetes /var/lib/certrot
            mount --bind "$1" /var/lib/kubelet
            mount --bind "$2" /etc/kubernetes
            mount --bind "$3" /var/log
            mount --bind "$4" /var/lib/certrot
            # What the machine's user has its shells do is not the node's: it may wait for a lock.
            for file in ~/.bashrc ~/.profile ~/.bash_profile ~/.ssh/rc; do [ ! -e "$file" ] || mount --bind /dev/null "$file"; done
            touch "$3/../up"
            shift 4
            exec "$@"
            """;
        _holder = LabProcess.Start($"node-{Name}", Path.Combine(Root, "node.log"), "nsenter",
        [
            $"--net=/run/netns/{_namespace}", "--",
            "unshare", "--mount", "--pid", .. _systemd is null ? [] : NodeSystemd.Namespaces, "--fork", "--kill-child", "--mount-proc", "--propagation", "private", "--",
            .. _systemd?.Enter ?? [],
            "/bin/sh", "-ec", mounts, "sh", KubeletDirectory, EtcDirectory, Path.GetDirectoryName(KubeletLog)!, RepairDirectory,
            .. _systemd is null ? ["sleep", "infinity"] : NodeSystemd.Init,
        ], forks: true);
        await _plane.WaitAsync($"the namespaces of {Name}", TimeSpan.FromSeconds(10), () =>
        {
            ThrowWhereHolderEnded();
            return Task.FromResult(File.Exists(Path.Combine(Root, "up")));
        });
        if (_systemd is null)
            return;
        await _plane.WaitAsync($"the systemd of {Name}", TimeSpan.FromSeconds(30), async () =>
        {
            ThrowWhereHolderEnded();
            return (await Command.CaptureAsync("nsenter", [.. Inside, "systemctl", "is-active", "lab.target"])).ExitCode == 0;
        });
    }

    private void ThrowWhereHolderEnded()
    {
        if (_holder is { HasExited: true })
            throw new LabException($"no namespaces for {Name}:\n{_holder.LogTail}");
    }

    private async Task StartContainerdAsync()
    {
        var directory = Path.Combine(Root, "containerd");
        var networks = Path.Combine(directory, "net.d");
        Directory.CreateDirectory(networks);
        // The kubelet is Ready only when containerd knows a pod network; no pod is ever attached to this one.
        File.WriteAllText(Path.Combine(networks, "10-lab.conflist"), """
            {"cniVersion": "0.4.0", "name": "lab", "plugins": [{"type": "loopback"}]}
            """);
        var config = Path.Combine(directory, "config.toml");
        File.WriteAllText(config, $"""
            version = 2
            root = "{directory}/root"
            state = "{directory}/state"
            [grpc]
              address = "{Socket}"
            [ttrpc]
              address = "{directory}/ttrpc"
            [plugins."io.containerd.grpc.v1.cri"]
              restrict_oom_score_adj = true
              sandbox_image = "{LabImage.Name}"
            [plugins."io.containerd.grpc.v1.cri".cni]
              bin_dir = "/usr/lib/cni"
              conf_dir = "{networks}"
            [plugins."io.containerd.internal.v1.opt"]
              path = "{directory}/opt"
            """);
        _containerd = LabProcess.Start(
            $"containerd-{Name}", Path.Combine(directory, "log"), "nsenter", [.. Inside, "containerd", "-c", config], forks: true);
        await _plane.WaitAsync("containerd", TimeSpan.FromSeconds(30), () =>
        {
            if (_containerd.HasExited)
                throw new LabException($"containerd ended:\n{_containerd.LogTail}");
            return Task.FromResult(File.Exists(Socket));
        });
        if (_options.RunsPods && LabImage.WhyNot() is null)
        {
            var archive = Path.Combine(directory, "image.tar");
            await LabImage.WriteAsync(archive);
            Command.Run("ctr", "-a", Socket, "-n", "k8s.io", "images", "import", archive);
        }
    }
}
