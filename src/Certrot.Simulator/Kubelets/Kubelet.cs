using System.Globalization;
using System.Net;
using System.Net.Security;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using Certrot.Kubernetes;
using Certrot.Pki;
using Certrot.Simulator.Cluster;
using Certrot.Simulator.Faults;

namespace Certrot.Simulator.Kubelets;

/// <summary>
/// A kubelet as the rest of the cluster sees it: heartbeats, CSRs, its port. It rotates as the real one does (client-go util/certificate/certificate_manager.go).
/// All nodes share one key: making 10,000 takes longer than all the rest, and nobody looks at it. Changed under the cluster's lock only.
/// </summary>
internal sealed class Kubelet
{
    /// <summary>A node is Unknown this long after its last heartbeat (nodeMonitorGracePeriod).</summary>
    private static readonly TimeSpan Grace = TimeSpan.FromSeconds(50);

    /// <summary>A CSR that nobody signs is given up after this (certificateWaitTimeout).</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(15);

    private static readonly TimeSpan LeaseInterval = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan StatusInterval = TimeSpan.FromMinutes(5);
    private static readonly ECDsa key = ECDsa.Create(ECCurve.NamedCurves.nistP256);

    private readonly SimulatedCluster cluster;
    private readonly TimeSpan phase;
    private X509Certificate2 serving;
    private SslStreamCertificateContext? shown;
    private DateTimeOffset? stopped;
    private int clientErrors;
    private int attempts;

    /// <param name="cluster">Its cluster.</param>
    /// <param name="index">Its number, from 0.</param>
    /// <param name="fault">Its fault; null for none.</param>
    /// <param name="client">Validity of its client certificate.</param>
    /// <param name="servingValidity">Validity of its serving certificate.</param>
    public Kubelet(SimulatedCluster cluster, int index, Fault? fault, (DateTimeOffset From, DateTimeOffset To) client, (DateTimeOffset From, DateTimeOffset To) servingValidity)
    {
        this.cluster = cluster;
        Fault = fault;
        Behaviour = fault?.Node(new KubeletBehaviour()) ?? new KubeletBehaviour();
        Name = string.Create(CultureInfo.InvariantCulture, $"node-{index + 1:00000}");
        Zone = $"zone-{(char)('a' + (index % 3))}";
        Pool = index % 10 == 0 ? "system" : "workers";
        // 127.16.0.0/12: every address of the loopback network is this machine's.
        Address = new IPAddress(new byte[] { 127, (byte)(16 + (index >> 16)), (byte)(index >> 8), (byte)index });
        phase = TimeSpan.FromMilliseconds(index * 37 % 10_000);
        Client = client;
        Serving = servingValidity;
        serving = Behaviour.OwnServing ? Authority.SelfSigned(Name, key, servingValidity.From, servingValidity.To) : cluster.Authority.Sign(Authority.Request(Name, key, Address), serving: true, servingValidity.From, servingValidity.To);
    }

    /// <summary>Name of the node.</summary>
    public string Name { get; }

    /// <summary>Its zone.</summary>
    public string Zone { get; }

    /// <summary>Its node pool.</summary>
    public string Pool { get; }

    /// <summary>Its address.</summary>
    public IPAddress Address { get; }

    /// <summary>Its fault; null for none.</summary>
    public Fault? Fault { get; }

    /// <summary>What it does otherwise than it should.</summary>
    public KubeletBehaviour Behaviour { get; }

    /// <summary>Its port.</summary>
    public int Port => Behaviour.Port == PortBehaviour.Refuses ? 1 : cluster.KubeletPort;

    /// <summary>Validity of its client certificate.</summary>
    public (DateTimeOffset From, DateTimeOffset To) Client { get; private set; }

    /// <summary>Validity of its serving certificate.</summary>
    public (DateTimeOffset From, DateTimeOffset To) Serving { get; private set; }

    /// <summary>What its port shows.</summary>
    public SslStreamCertificateContext Shown => shown ??= SslStreamCertificateContext.Create(serving.HasPrivateKey ? serving : serving.CopyWithPrivateKey(key), null, offline: true);

    /// <summary>Whether its process runs.</summary>
    public bool Runs(DateTimeOffset now) => !(now >= stopped);

    /// <summary>Since when the API server does not hear of it, where it does not.</summary>
    public DateTimeOffset? SilentSince(DateTimeOffset now)
    {
        DateTimeOffset? silent = now >= Client.To ? Client.To : null;
        if (now >= stopped && !(silent < stopped)) silent = stopped;
        return silent;
    }

    /// <summary>When it was marked Unknown; null where it was not.</summary>
    public DateTimeOffset? LostAt(DateTimeOffset now) => SilentSince(now) + Grace is { } lost && lost <= now ? lost : null;

    /// <summary>Its last status.</summary>
    public DateTimeOffset LastStatus(DateTimeOffset now) => Last(now, StatusInterval);

    /// <summary>The last renewal of its lease.</summary>
    public DateTimeOffset LastLease(DateTimeOffset now) => Last(now, LeaseInterval);

    /// <summary>Ends the process, now or as if it had ended before.</summary>
    public void Stop(DateTimeOffset at) => stopped = at;

    /// <summary>Begins to rotate.</summary>
    public void Start(Random random)
    {
        ExpectLoss();
        if (Behaviour is { KeepsClient: false, NeverAsks: false }) cluster.At(Deadline(Client, random), () => Ask(SignerNames.KubeletClient));
        if (!Behaviour.OwnServing) cluster.At(Deadline(Serving, random), () => Ask(SignerNames.KubeletServing));
    }

    /// <summary>Takes what became of its CSR.</summary>
    public void Take(SimCsr csr)
    {
        if (csr.Certificate is null)
        {
            if (csr.Has("Denied") || csr.Has("Failed")) Again(csr.SignerName);
            return;
        }

        if (Behaviour.CannotStore)
        {
            Again(csr.SignerName);
            return;
        }

        attempts = 0;
        if (CertificateFileReader.Read(csr.Certificate, csr.Name).Leaf is not { } leaf) return;
        if (csr.SignerName == SignerNames.KubeletClient)
        {
            Client = (leaf.NotBefore, leaf.NotAfter);
            ExpectLoss();
            cluster.At(Deadline(Client, cluster.Random), () => Ask(SignerNames.KubeletClient));
        }
        else
        {
            // The old one may be in use by a handshake: the collector frees it.
            (serving, shown, Serving) = (X509CertificateLoader.LoadCertificate(leaf.Der), null, (leaf.NotBefore, leaf.NotAfter));
            cluster.At(Deadline(Serving, cluster.Random), () => Ask(SignerNames.KubeletServing));
        }

        cluster.Changed("nodes", Name);
    }

    /// <summary>Its metrics about certificates, among some of the others (pkg/kubelet/certificate/kubelet.go).</summary>
    public string Metrics(DateTimeOffset now)
    {
        var text = new StringBuilder();
        Gauge("go_goroutines", 230);
        if (!Behaviour.KeepsClient)
        {
            Gauge("kubelet_certificate_manager_client_expiration_renew_errors", clientErrors);
            Gauge("kubelet_certificate_manager_client_ttl_seconds", now < Client.To ? (Client.To - now).TotalSeconds : double.PositiveInfinity);
        }

        if (!Behaviour.OwnServing) Gauge("kubelet_certificate_manager_server_ttl_seconds", now < Serving.To ? (Serving.To - now).TotalSeconds : double.PositiveInfinity);
        Gauge("kubelet_running_pods", 5);
        Gauge("process_start_time_seconds", 1.7e9);
        return text.ToString();

        void Gauge(string name, double value) =>
            text.Append(CultureInfo.InvariantCulture, $"# HELP {name} [ALPHA] Simulated.\n# TYPE {name} gauge\n{name} {(double.IsPositiveInfinity(value) ? "+Inf" : value.ToString("R", CultureInfo.InvariantCulture))}\n");
    }

    /// <summary>Its running configuration, as <c>/configz</c> gives it.</summary>
    public string Configz() =>
        $$$"""{"kubeletconfig":{"rotateCertificates":{{{(Behaviour.KeepsClient ? "false" : "true")}}},"serverTLSBootstrap":{{{(Behaviour.OwnServing ? "false" : "true")}}}}}""";

    private DateTimeOffset Last(DateTimeOffset now, TimeSpan interval)
    {
        var until = SilentSince(now) ?? now;
        return until - TimeSpan.FromTicks((until.UtcTicks + phase.Ticks) % interval.Ticks);
    }

    /// <summary>Between 70 and 90 % of the lifetime.</summary>
    private static DateTimeOffset Deadline((DateTimeOffset From, DateTimeOffset To) validity, Random random) => validity.From + ((0.7 + (0.2 * random.NextDouble())) * (validity.To - validity.From));

    /// <summary>The node controller marks it when it was not heard of for so long, and whoever watches is told.</summary>
    private void ExpectLoss() => cluster.At(Client.To + Grace, () =>
    {
        if (LostAt(cluster.Clock.Now) is not null) cluster.Changed("nodes", Name);
    });

    private void Ask(string signer)
    {
        var now = cluster.Clock.Now;
        // Without a valid client certificate nobody takes its request.
        if (SilentSince(now) is not null) return;
        var server = signer == SignerNames.KubeletServing;
        var csr = cluster.CreateCsr(this, signer, Encoding.ASCII.GetBytes(Authority.Request(Name, key, server ? Address : null).CreateSigningRequestPem()));
        cluster.At(now + Patience, () =>
        {
            if (csr.Certificate is null && !csr.Has("Denied") && !csr.Has("Failed")) Again(signer);
        });
    }

    private void Again(string signer)
    {
        if (signer == SignerNames.KubeletClient) clientErrors++;
        var wait = attempts++ < 4 ? TimeSpan.FromSeconds(1 << attempts) : TimeSpan.FromSeconds(32);
        cluster.At(cluster.Clock.Now + wait, () => Ask(signer));
    }
}
