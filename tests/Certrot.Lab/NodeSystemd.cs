namespace Certrot.Lab;

/// <summary>What makes a systemd the first process of a node, with the kubelet as its unit, and keeps it from touching the machine's own.</summary>
public sealed class NodeSystemd : IDisposable
{
    private const string Program = "/lib/systemd/systemd";

    private readonly NodeControlGroups _groups;
    private readonly string _name;
    private readonly string _units;

    /// <summary>Makes the groups of a node and the folder of its units.</summary>
    /// <param name="name">Name of the node.</param>
    /// <param name="group">Name of its control groups.</param>
    /// <param name="units">Folder for its units.</param>
    internal NodeSystemd(string name, string group, string units)
    {
        _name = name;
        _units = Directory.CreateDirectory(units).FullName;
        // Started in place of what a machine starts, which would be everything that is installed here.
        File.WriteAllText(Path.Combine(units, "lab.target"), """
            [Unit]
            Description=Nothing but what the lab starts
            DefaultDependencies=no

            """);
        _groups = new NodeControlGroups(group);
    }

    /// <summary>Why no node can have a systemd here; null where one can.</summary>
    public static string? WhyNot() => !File.Exists(Program) || KubernetesBinaries.OnPath("systemctl") is null ? "systemd is not installed"
        : !NodeControlGroups.Possible ? "no hierarchy of control groups can be written to"
        : null;

    /// <summary>Arguments of unshare that a systemd needs more: it sets the host's name.</summary>
    internal static IReadOnlyList<string> Namespaces => ["--uts"];

    /// <summary>What is run in the node's namespaces before its files are put in place; the next program follows it.</summary>
    internal IReadOnlyList<string> Enter
    {
        get
        {
            const string enter = """
                group=$1 hierarchies=$2
                shift 2
                for hierarchy in $hierarchies; do echo 0 >"$hierarchy/$group/cgroup.procs"; done
                exec unshare --cgroup -- "$@"
                """;
            // /run is where a systemd takes orders, and /etc where it writes the machine's id: the node has its own /run, and writes into a layer over /etc.
            // The machine's units are hidden. A unit with the usual dependencies, and a systemd whose target cannot be loaded, start sysinit.target:
            // that empties /tmp, which is the machine's, and sets its sysctls.
            // The old mounts of control groups go: a kubelet looks at the first that it finds.
            const string hide = """
                group=$1 hierarchies=$2 name=$3 units=$4
                shift 4
                mount -t tmpfs tmpfs /run
                mkdir -p /run/lock /run/lab/group /run/lab/etc /run/lab/work
                for hierarchy in $hierarchies; do
                    mount --bind "$hierarchy/$group" /run/lab/group
                    umount "$hierarchy"
                    mount --move /run/lab/group "$hierarchy"
                done
                mount -t overlay -o lowerdir=/etc,upperdir=/run/lab/etc,workdir=/run/lab/work overlay /etc
                tr -d - </proc/sys/kernel/random/uuid >/etc/machine-id
                echo "$name" >/etc/hostname
                mkdir -p /etc/systemd/system
                mount --bind "$units" /etc/systemd/system
                for folder in /lib/systemd/system /usr/lib/systemd/system /usr/local/lib/systemd/system; do
                    [ ! -d "$folder" ] || mount -t tmpfs -o ro tmpfs "$folder"
                done
                [ ! -e /dev/console ] || mount --bind /dev/null /dev/console
                exec "$@"
                """;
            var hierarchies = string.Join(' ', _groups.Hierarchies);
            return ["/bin/sh", "-ec", enter, "sh", _groups.Name, hierarchies, "/bin/sh", "-ec", hide, "sh", _groups.Name, hierarchies, _name, _units];
        }
    }

    /// <summary>The systemd itself.</summary>
    internal static IReadOnlyList<string> Init =>
    [
        // `container` tells it that it does not have a machine of its own. The path of units keeps it from the machine's units, should one not be hidden.
        "env", "-i", "container=lab", "SYSTEMD_UNIT_PATH=/etc/systemd/system", "PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin",
        Program, "--system", "--unit=lab.target", "--log-target=null", "--show-status=0",
    ];

    public void Dispose() => _groups.Dispose();

    /// <summary>Writes the kubelet's unit: kubeadm's, with what it logs in a file. Its flags are where kubeadm has them, in variables of the unit and of a file.</summary>
    /// <param name="command">The kubelet's command line.</param>
    /// <param name="environment">Variables of its environment.</param>
    /// <param name="directory">Folder that the node has as <c>/var/lib/kubelet</c>.</param>
    /// <param name="log">The log as the node sees it.</param>
    internal void WriteKubelet(IReadOnlyList<string> command, IEnumerable<KeyValuePair<string, string>> environment, string directory, string log)
    {
        bool IsOwn(string flag) => flag.StartsWith("--kubeconfig=", StringComparison.Ordinal) || flag.StartsWith("--bootstrap-kubeconfig=", StringComparison.Ordinal) || flag.StartsWith("--config=", StringComparison.Ordinal);
        var own = Quoted($"KUBELET_KUBECONFIG_ARGS={string.Join(' ', command.Where(IsOwn))}");
        File.WriteAllText(Path.Combine(directory, "kubeadm-flags.env"), $"KUBELET_KUBEADM_ARGS=\"{string.Join(' ', command.Skip(1).Where(flag => !IsOwn(flag)))}\"\n");
        var variables = string.Concat(environment.Select(variable => $"Environment={Quoted($"{variable.Key}={variable.Value}")}\n"));
        File.WriteAllText(Path.Combine(_units, "kubelet.service"), $"""
            [Unit]
            Description=kubelet: The Kubernetes Node Agent
            Documentation=https://kubernetes.io/docs/home/
            DefaultDependencies=no
            StartLimitIntervalSec=0

            [Service]
            {variables}Environment={own}
            EnvironmentFile=-/var/lib/kubelet/kubeadm-flags.env
            ExecStart={command[0]} $KUBELET_KUBECONFIG_ARGS $KUBELET_KUBEADM_ARGS
            Restart=always
            RestartSec=10
            StandardOutput=append:{log}
            StandardError=append:{log}

            [Install]
            WantedBy=multi-user.target

            """);
    }

    private static string Quoted(string word) =>
        $"\"{word.Replace("\\", @"\\", StringComparison.Ordinal).Replace("\"", "\\\"", StringComparison.Ordinal).Replace("%", "%%", StringComparison.Ordinal)}\"";
}
