using Certrot.Diagnosis;
using Certrot.Repair.Actions;

namespace Certrot.Repair.Steps;

/// <summary>Steps that are changes of the node's files and of its service.</summary>
internal static class NodeSteps
{
    private const string KeptUndo = "the files are put back as they were; copies are kept on the node";

    /// <summary>Restarts the kubelet; starts it where it does not run.</summary>
    public static RepairStep Restart(Situation s, RepairPhase phase = RepairPhase.Client)
    {
        var runs = s.Evidence.Host.Process is { Running: true };
        return new RepairStep
        {
            Title = runs ? "Restart the kubelet" : "Start the kubelet",
            Where = "node",
            Phase = phase,
            Action = new RunService(s.Names.RestartKubelet, s.Names.RestartKubelet),
            Commands = [s.Names.RestartKubelet],
            Changes = "the kubelet's process is another",
            Risk = s.Names.RestartsControlPlane ? $"{s.Names.Unit} runs the control plane as well: without another server the API server is away for some seconds" : "low: containers go on running; the node may be not ready for some seconds",
            Verification = "the kubelet runs, and was started now",
            Undo = "it is restarted once more, with the files that are put back",
            Check = Checks.Restarted,
            Patience = TimeSpan.FromSeconds(90),
        };
    }

    /// <summary>Starts a kubelet that somebody or something ended.</summary>
    public static RepairStep Start(Situation s) => Restart(s) with
    {
        Title = "Start the kubelet",
        Action = new RunService(s.Names.StartKubelet, s.Names.StopKubelet),
        Commands = [s.Names.StartKubelet],
        Changes = "the kubelet runs",
        Risk = "it may end again for the reason that it ended for: see journalctl",
        Undo = "it is stopped again",
        Check = Checks.Runs,
    };

    /// <summary>Lets a kubelet go on that a signal stopped.</summary>
    public static RepairStep Continue(Situation s) => new()
    {
        Title = "Let the kubelet go on",
        Where = "node",
        Phase = RepairPhase.Client,
        Action = new RunService("kill -CONT $(pidof kubelet)", "kill -STOP $(pidof kubelet)"),
        Commands = ["kill -CONT $(pidof kubelet)"],
        Changes = "the process goes on where it was stopped",
        Risk = "somebody stopped it, maybe with a reason",
        Verification = "the process is not stopped any more",
        Undo = "it is stopped again",
        Check = Checks.Runs,
    };

    /// <summary>Points the kubeconfig to the file that rotation writes; by hand where it holds what a new file would lose.</summary>
    public static RepairStep PointToRotatingFile(Situation s, IReadOnlyList<Pki.Certificate>? anchors = null, string? server = null)
    {
        var file = s.Names.ClientCurrent;
        var title = anchors is null && server is null ? "Point the kubeconfig to the rotating file" : "Write the kubeconfig anew, with the rotating file in it";
        if (s.Evidence.Host.Kubeconfig is not { } kubeconfig || KubeconfigText.WhyNot(kubeconfig) is { } || (server ?? kubeconfig.Server) is null)
        {
            return ByHandSteps.Of(s, new Reports.FixStep(title, "node", [$"vi {s.Names.Kubeconfig}"], $"client-certificate and client-key are both {file}. {(s.Evidence.Host.Kubeconfig is { } odd ? KubeconfigText.WhyNot(odd) : "The file was not read")}: it is not written anew."), RepairPhase.Client);
        }

        return new RepairStep
        {
            Title = title,
            Where = "node",
            Phase = RepairPhase.Client,
            Action = new WriteKubeconfig(s.Names.Kubeconfig, KubeconfigText.OfNode(kubeconfig, file, anchors, server)),
            Commands = [$"cp -a {s.Names.Kubeconfig} {s.Names.Kubeconfig}.before-repair", $"# then, in {s.Names.Kubeconfig}: client-certificate: {file}, client-key: {file}"],
            Changes = $"{s.Names.Kubeconfig}: {(anchors is null ? "" : "the CA that the cluster publishes; ")}{(server is null ? "" : $"server {server}; ")}client-certificate and client-key are {file}",
            Risk = $"low: {(anchors is null && server is null ? "server and CA stay as they are, " : "")}other contexts and users of the file are left out",
            Verification = "the kubeconfig that is read again names that file",
            Undo = KeptUndo,
            Check = view => view.Now.Evidence.Host.Kubeconfig is { } now && now.ClientCertificatePath == file && now.ClientKeyPath == file ? CheckResult.Done($"it names {file}") : CheckResult.Waiting("it names another file"),
        };
    }

    /// <summary>Puts a link in place of what is at its path.</summary>
    public static RepairStep Link(Situation s, string path, string target) => new()
    {
        Title = $"Point {path[(path.LastIndexOf('/') + 1)..]} to the newest pair that is good",
        Where = "node",
        Phase = RepairPhase.Client,
        Action = new Link(path, target),
        Commands = [$"ln -sfn {target} {path}"],
        Changes = $"{path} points to {target}",
        Risk = "low: the pair was read, it is in date and of this node",
        Verification = "the link that is read again has this target, or the newer one that the kubelet gave it since",
        Undo = KeptUndo,
        Check = view => IsLink(view, path, target),
    };

    /// <summary>Makes a dated file and a link of a file that should be a link.</summary>
    public static RepairStep MakeDated(Situation s, string path)
    {
        var dated = $"{path[..^"current.pem".Length]}{s.Now.UtcDateTime:yyyy-MM-dd-HH-mm-ss}.pem";
        return new RepairStep
        {
            Title = $"Make {path[(path.LastIndexOf('/') + 1)..]} a link to a dated file",
            Where = "node",
            Phase = path.Contains("kubelet-server", StringComparison.Ordinal) ? RepairPhase.Serving : RepairPhase.Client,
            Action = new MakeDated(path, dated),
            Commands = [$"mv {path} {dated}", $"ln -s {dated} {path}"],
            Changes = $"the file is {dated}, and {path} is a link to it",
            Risk = "low: the content stays the same",
            Verification = "the path is a link when it is read again",
            Undo = KeptUndo,
            Check = view => IsLink(view, path, dated),
        };
    }

    /// <summary>Sets or removes fields of the kubelet's configuration.</summary>
    public static RepairStep Configure(Situation s, string title, RepairPhase phase, params IReadOnlyList<(string Field, bool? Value)> fields)
    {
        var words = fields.Select(f => f.Value is { } value ? $"{f.Field}: {(value ? "true" : "false")}" : $"without {f.Field}");
        if (s.Evidence.Host.Process is { CommandLine: { Count: > 0 } flags } && Kubernetes.CommandLine.Flag(flags, "config") is null)
            return ByHandSteps.Of(s, new Reports.FixStep(title, "node", [$"systemctl cat {s.Names.Unit}"], $"The kubelet was started without --config, so no file is read: what corresponds to {string.Join(", ", words)} has to be set where its flags come from."), phase);
        return new RepairStep
        {
            Title = title,
            Where = "node",
            Phase = phase,
            Action = new Configure(s.Names.Configuration, fields),
            Commands = [$"cp -a {s.Names.Configuration} {s.Names.Configuration}.before-repair", $"# then, in {s.Names.Configuration}: {string.Join(", ", words)}"],
            Changes = $"{s.Names.Configuration}: {string.Join(", ", words)}",
            Risk = "low: only these fields change, and the text is read again before it is written; a flag of the same meaning goes before the file",
            Verification = "the configuration that is read again says so",
            Undo = KeptUndo,
            Note = "Set it in the ConfigMap kube-system/kubelet-config as well, so that new nodes get it.",
            Check = view => fields.All(f => Value(view.Now, f.Field) == f.Value) ? CheckResult.Done(string.Join(", ", words))
                // The kubelet itself may have been asked: it tells what it was started with.
                : Checks.Restarted(view).State != CheckState.Done ? CheckResult.Done("it is written; the kubelet takes it when it is started anew")
                : CheckResult.Waiting("the configuration does not say so"),
        };
    }

    /// <summary>Moves files into the repair's folder.</summary>
    public static RepairStep MoveAway(Situation s, string title, RepairPhase phase, string note, params IReadOnlyList<string> paths) => new()
    {
        Title = title,
        Where = "node",
        Phase = phase,
        Action = new MoveAway(paths),
        Commands = [$"mkdir -p /root/before-repair && mv {string.Join(' ', paths)} /root/before-repair/"],
        Changes = $"{string.Join(", ", paths)} {(paths.Count == 1 && !paths[0].EndsWith('*') ? "is" : "are")} not there any more; kept in the repair's folder on the node",
        Risk = note,
        Verification = "they are not found when the node is read again, or are new ones that the kubelet has written since",
        Undo = KeptUndo,
        Check = view => view.Now.Evidence.Host.Files is not { } files ? CheckResult.Waiting("the node's files are not listed")
            : files.FirstOrDefault(f => paths.Any(p => p.EndsWith('*') ? f.Path.StartsWith(p[..^1], StringComparison.Ordinal) : f.Path == p) && IsAsBefore(view, f)) is { } left ? CheckResult.Waiting($"{left.Path} is still there")
            : CheckResult.Done("they are gone"),
    };

    /// <summary>Gives root its certificate directory back.</summary>
    public static RepairStep RestoreAccess(Situation s) => new()
    {
        Title = "Put owner, mode, label and attributes of the certificate directory right",
        Where = "node",
        Phase = RepairPhase.Client,
        Action = new RestoreAccess(s.Names.CertificateDirectory),
        Commands =
        [
            $"chattr -R -i {s.Names.CertificateDirectory}", $"chown -R root:root {s.Names.CertificateDirectory}",
            $"chmod 0755 {s.Names.CertificateDirectory} && chmod 0600 {s.Names.CertificateDirectory}/*.pem", $"restorecon -R {s.Names.CertificateDirectory}",
        ],
        Changes = $"{s.Names.CertificateDirectory} and what is in it is root's, and not immutable",
        Risk = "whoever made it immutable had a reason, maybe another tool that does it again",
        Verification = "the folder is root's when it is read again",
        Undo = "owner, mode and attribute of each file are put back",
        Check = view => view.Now.Evidence.Host.Files?.FirstOrDefault(f => f.Path == s.Names.CertificateDirectory) is { UserId: 0 } folder && folder.Mode.Length > 3 && folder.Mode[2] == 'w' ? CheckResult.Done($"it is {folder.Mode} of root") : CheckResult.Waiting("the folder is not root's"),
    };

    /// <summary>Adds CA certificates to a file.</summary>
    public static RepairStep AppendCertificates(Situation s, string path, IReadOnlyList<Pki.Certificate> certificates) => new()
    {
        Title = "Add the cluster's CA to the node's client CA file",
        Where = "node",
        Phase = RepairPhase.Client,
        Action = new AppendCertificates(path, KubeconfigText.Pem(certificates)),
        Commands = [$"cp -a {path} {path}.before-repair", $"{s.Names.Kubectl} -n kube-system get configmap extension-apiserver-authentication -o jsonpath='{{.data.client-ca-file}}' >> {path}"],
        Changes = $"{path} holds {string.Join(", ", certificates.Select(c => $"{c.Subject.Text} until {c.NotAfter:yyyy-MM-dd}"))} as well",
        Risk = "low: it is the CA that the API server itself trusts; the old ones stay",
        Verification = "the file that is read again holds it",
        Undo = KeptUndo,
        Check = view => view.Now.Evidence.Host.ClientCa is { } file && certificates.All(c => file.Certificates.Any(f => f.Der.AsSpan().SequenceEqual(c.Der))) ? CheckResult.Done("the file holds it") : CheckResult.Waiting("the file does not hold it"),
    };

    /// <summary>A kubelet that gets a pair that it can use may have rotated, and moved the link on, before anybody looks.</summary>
    private static CheckResult IsLink(RepairView view, string path, string target)
    {
        var now = view.Now.Evidence.Host.Files?.FirstOrDefault(f => f.Path == path);
        var before = view.Before.Evidence.Host.Files?.FirstOrDefault(f => f.Path == path);
        return now?.Target is { } found && (found == target || (found != before?.Target && view.Now.Evidence.Host.Files!.Any(f => f.Path == found))) ? CheckResult.Done($"it points to {found}") : CheckResult.Waiting("it is no such link");
    }

    private static bool IsAsBefore(RepairView view, Evidence.HostFile file) =>
        view.Before.Evidence.Host.Files?.FirstOrDefault(f => f.Path == file.Path) is not { } before || (before.Size == file.Size && before.Modified == file.Modified && before.Target == file.Target);

    private static bool? Value(Situation s, string field) => s.Evidence.Host.Configuration is not { } configuration ? null : field switch
    {
        "rotateCertificates" => configuration.RotateCertificates,
        "serverTLSBootstrap" => configuration.ServerTlsBootstrap,
        "tlsCertFile" => string.IsNullOrEmpty(configuration.TlsCertFile) ? null : true,
        // Nothing is kept of other fields; the text was compared before it was written.
        _ => null,
    };
}
