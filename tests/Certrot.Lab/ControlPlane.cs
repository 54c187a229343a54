using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography;

namespace Certrot.Lab;

/// <summary>
/// A real etcd and kube-apiserver, and kube-controller-manager where asked for, in a temporary directory and on free ports. Disposing
/// it ends the processes and deletes the directory. Root is not needed.
/// </summary>
public sealed class ControlPlane : IAsyncDisposable
{
    private const int MaxAttempts = 3;

    private static readonly TimeSpan StopGrace = TimeSpan.FromSeconds(10);

    private readonly KubernetesBinaries _binaries;
    private readonly ControlPlaneOptions _options;
    private readonly DirectoryInfo _root;
    private readonly int _etcdPort;
    private readonly int _etcdPeerPort;
    private readonly int _controllerManagerPort;
    private LabProcess? _etcd;
    private LabProcess? _apiServer;
    private LabProcess? _controllerManager;

    private ControlPlane(KubernetesBinaries binaries, ControlPlaneOptions options)
    {
        _binaries = binaries;
        _options = options;
        _root = options.ParentDirectory is { } parent
            ? Directory.CreateDirectory(Path.Combine(parent, Guid.NewGuid().ToString("n")))
            : Directory.CreateTempSubdirectory("certrot-lab-");
        var ports = FreePorts(4);
        _etcdPort = ports[0];
        _etcdPeerPort = ports[1];
        _controllerManagerPort = ports[3];
        Server = new Uri($"https://{options.Address}:{ports[2]}");
        Authority = new LabAuthority("kubernetes");
        Kubectl = new Kubectl(binaries.Kubectl, AdminKubeconfig, Path.Combine(Root, "kubectl"));
    }

    /// <summary>Everything of this control plane is below it.</summary>
    public string Root => _root.FullName;

    /// <summary>URL of the API server.</summary>
    public Uri Server { get; }

    /// <summary>The cluster CA.</summary>
    public LabAuthority Authority { get; }

    /// <summary>kubectl as cluster administrator (group system:masters).</summary>
    public Kubectl Kubectl { get; }

    /// <summary>Kubeconfig of the cluster administrator.</summary>
    public string AdminKubeconfig => Path.Combine(Root, "admin.conf");

    /// <summary>Log of kube-apiserver.</summary>
    public string ApiServerLog => _apiServer?.Log ?? "";

    /// <summary>Log of kube-controller-manager; empty where it does not run.</summary>
    public string ControllerManagerLog => _controllerManager?.Log ?? "";

    private string Pki => Path.Combine(Root, "pki");

    /// <summary>Starts a control plane and waits until it is ready.</summary>
    /// <param name="binaries">Programs to run.</param>
    /// <param name="options">Options; null for the default ones.</param>
    /// <exception cref="LabException">It did not become ready; nothing of it is left.</exception>
    public static async Task<ControlPlane> StartAsync(KubernetesBinaries binaries, ControlPlaneOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(binaries);
        for (var attempt = 1; ; attempt++)
        {
            var plane = new ControlPlane(binaries, options ?? new ControlPlaneOptions());
            try
            {
                await plane.UpAsync();
                return plane;
            }
            catch (Exception e)
            {
                await plane.DisposeAsync();
                // Somebody else took a port between our look and the start.
                if (attempt == MaxAttempts || !e.Message.Contains("address already in use", StringComparison.Ordinal))
                    throw;
            }
        }
    }

    /// <summary>Starts kube-controller-manager, again where it runs.</summary>
    /// <param name="options">How.</param>
    public async Task StartControllerManagerAsync(ControllerManagerOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        await StopControllerManagerAsync();
        var kubeconfig = Path.Combine(Root, "controller-manager.conf");
        Kubeconfig.Write(kubeconfig, Server, Authority.Certificate.Pem, Authority.Client("system:kube-controller-manager"));
        List<string> arguments =
        [
            $"--kubeconfig={kubeconfig}",
            $"--controllers={options.Controllers}",
            "--bind-address=127.0.0.1",
            $"--secure-port={_controllerManagerPort}",
            // 1.20 also opens a port without TLS unless told not to.
            "--port=0",
            $"--root-ca-file={Path.Combine(Pki, "ca.crt")}",
            $"--service-account-private-key-file={Path.Combine(Pki, "sa.key")}",
            "--use-service-account-credentials=true",
            "--authentication-skip-lookup=true",
            "--leader-elect=false",
        ];
        if (options.Signs)
        {
            arguments.Add($"--cluster-signing-cert-file={Path.Combine(Pki, "ca.crt")}");
            arguments.Add($"--cluster-signing-key-file={Path.Combine(Pki, "ca.key")}");
        }
        _controllerManager = Start("kube-controller-manager", _binaries.ControllerManager, [.. arguments, .. options.Arguments]);
    }

    /// <summary>Stops kube-controller-manager.</summary>
    public async Task StopControllerManagerAsync()
    {
        if (_controllerManager is null)
            return;
        await _controllerManager.StopAsync(StopGrace);
        _controllerManager.Dispose();
        _controllerManager = null;
    }

    /// <summary>Stops kube-apiserver.</summary>
    public async Task StopApiServerAsync()
    {
        if (_apiServer is null)
            return;
        await _apiServer.StopAsync(StopGrace);
        _apiServer.Dispose();
        _apiServer = null;
    }

    /// <summary>Starts kube-apiserver anew with another serving certificate, and waits until it accepts connections: whether clients like the certificate is theirs to say.</summary>
    /// <param name="notBefore">Start of the certificate; null for five minutes ago.</param>
    /// <param name="notAfter">End of the certificate; null for one year from now.</param>
    public async Task RestartApiServerAsync(DateTimeOffset? notBefore = null, DateTimeOffset? notAfter = null)
    {
        await StopApiServerAsync();
        Serving(notBefore, notAfter).Write(Pki, "apiserver");
        StartApiServer();
        await WaitAsync("the API server's port", _options.ReadyTimeout, AcceptsAsync);
    }

    /// <summary>Waits until something holds. Looking takes a quarter of the time at the most: a kubectl in every tenth of a second would take what the kubelets need.</summary>
    /// <param name="what">What is waited for, for the message.</param>
    /// <param name="timeout">How long.</param>
    /// <param name="holds">Whether it holds.</param>
    /// <exception cref="LabException">It did not come to hold, or a component ended meanwhile.</exception>
    public async Task WaitAsync(string what, TimeSpan timeout, Func<Task<bool>> holds)
    {
        ArgumentNullException.ThrowIfNull(holds);
        var end = TimeProvider.System.GetTimestamp() + (long)(timeout.TotalSeconds * TimeProvider.System.TimestampFrequency);
        while (true)
        {
            var began = TimeProvider.System.GetTimestamp();
            if (await holds())
                return;
            var looked = TimeProvider.System.GetElapsedTime(began);
            if (Components().FirstOrDefault(c => c.HasExited) is { } dead)
                throw new LabException($"{dead.Name} ended while waiting for {what}:\n{dead.LogTail}");
            if (TimeProvider.System.GetTimestamp() > end)
                throw new LabException($"timed out after {timeout.TotalSeconds:0} s waiting for {what}\n{_apiServer?.LogTail}");
            await Task.Delay(TimeSpan.FromMilliseconds(Math.Clamp(looked.TotalMilliseconds * 3, 100, 2_000)));
        }
    }

    public ValueTask DisposeAsync()
    {
        // Nothing of it is kept, so nothing needs to end in good order.
        foreach (var component in Components())
            component.Dispose();
        Authority.Dispose();
        if (Directory.Exists(Root))
            _root.Delete(recursive: true);
        return ValueTask.CompletedTask;
    }

    private async Task UpAsync()
    {
        WritePki();
        var etcdUrl = $"http://127.0.0.1:{_etcdPort}";
        var peerUrl = $"http://127.0.0.1:{_etcdPeerPort}";
        _etcd = Start("etcd", _binaries.Etcd,
        [
            $"--data-dir={Path.Combine(Root, "etcd")}",
            $"--listen-client-urls={etcdUrl}",
            $"--advertise-client-urls={etcdUrl}",
            $"--listen-peer-urls={peerUrl}",
            $"--initial-advertise-peer-urls={peerUrl}",
            $"--initial-cluster=default={peerUrl}",
            "--unsafe-no-fsync",
        ]);
        StartApiServer();
        await WaitAsync("the API server", _options.ReadyTimeout, IsReadyAsync);
        if (_options.ControllerManager is { } controllerManager)
            await StartControllerManagerAsync(controllerManager);
    }

    private void StartApiServer() => _apiServer = Start("kube-apiserver", _binaries.ApiServer,
        [
            $"--etcd-servers=http://127.0.0.1:{_etcdPort}",
            $"--bind-address={_options.Address}",
            $"--advertise-address={_options.Address}",
            $"--secure-port={Server.Port}",
            $"--authorization-mode={_options.AuthorizationMode}",
            "--enable-bootstrap-token-auth=true",
            "--enable-admission-plugins=NodeRestriction",
            "--allow-privileged=true",
            "--endpoint-reconciler-type=none",
            "--service-cluster-ip-range=10.96.0.0/16",
            "--service-account-issuer=https://kubernetes.default.svc.cluster.local",
            "--kubelet-preferred-address-types=InternalIP",
            $"--client-ca-file={Path.Combine(Pki, "ca.crt")}",
            $"--tls-cert-file={Path.Combine(Pki, "apiserver.crt")}",
            $"--tls-private-key-file={Path.Combine(Pki, "apiserver.key")}",
            $"--kubelet-client-certificate={Path.Combine(Pki, "apiserver-kubelet-client.crt")}",
            $"--kubelet-client-key={Path.Combine(Pki, "apiserver-kubelet-client.key")}",
            $"--service-account-key-file={Path.Combine(Pki, "sa.pub")}",
            $"--service-account-signing-key-file={Path.Combine(Pki, "sa.key")}",
            .. _options.ApiServerArguments,
        ]);

    /// <summary>Ready includes the post-start hook that writes the bootstrap roles.</summary>
    private async Task<bool> IsReadyAsync()
    {
        if (!await AcceptsAsync())
            return false;
        var answer = await Kubectl.TryRunAsync(["get", "--raw=/readyz"]);
        return answer.ExitCode == 0 && answer.Output == "ok";
    }

    /// <summary>Cheaper than kubectl, which takes processor time from what it would wait for.</summary>
    private async Task<bool> AcceptsAsync()
    {
        try
        {
            using var client = new TcpClient();
            await client.ConnectAsync(_options.Address, Server.Port);
            return true;
        }
        catch (SocketException)
        {
            return false;
        }
    }

    private void WritePki()
    {
        Authority.Certificate.Write(Pki, "ca");
        Serving(notBefore: null, notAfter: null).Write(Pki, "apiserver");
        Authority.Client("kube-apiserver-kubelet-client", "system:masters").Write(Pki, "apiserver-kubelet-client");
        using var serviceAccounts = RSA.Create(2048);
        File.WriteAllText(Path.Combine(Pki, "sa.key"), serviceAccounts.ExportRSAPrivateKeyPem());
        File.WriteAllText(Path.Combine(Pki, "sa.pub"), serviceAccounts.ExportSubjectPublicKeyInfoPem());
        Kubeconfig.Write(AdminKubeconfig, Server, Authority.Certificate.Pem, Authority.Client("kubernetes-admin", "system:masters"));
    }

    private LabCertificate Serving(DateTimeOffset? notBefore, DateTimeOffset? notAfter) => Authority.Serving(
        "kube-apiserver", ["kubernetes", "kubernetes.default", "kubernetes.default.svc", "localhost"], [_options.Address, IPAddress.Parse("10.96.0.1")], notBefore, notAfter);

    private LabProcess Start(string name, string program, IReadOnlyList<string> arguments) =>
        LabProcess.Start(name, Path.Combine(Root, "logs", name + ".log"), program, arguments);

    private IEnumerable<LabProcess> Components() => new[] { _controllerManager, _apiServer, _etcd }.OfType<LabProcess>();

    /// <summary>Ports that were free a moment ago; all are held before the first is let go, so that they differ.</summary>
    private static int[] FreePorts(int count)
    {
        var listeners = Enumerable.Range(0, count).Select(_ => new TcpListener(IPAddress.Loopback, 0)).ToList();
        try
        {
            foreach (var listener in listeners)
                listener.Start();
            return [.. listeners.Select(listener => ((IPEndPoint)listener.LocalEndpoint).Port)];
        }
        finally
        {
            foreach (var listener in listeners)
                listener.Dispose();
        }
    }
}
