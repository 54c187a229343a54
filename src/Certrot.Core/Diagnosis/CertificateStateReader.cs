using System.Globalization;
using Certrot.Evidence;
using Certrot.Kubernetes;
using Certrot.Logs;
using Certrot.Metrics;
using Certrot.Pki;

namespace Certrot.Diagnosis;

/// <summary>Puts files, kubeconfig, CSRs, log and metrics together into the state of each certificate.</summary>
internal sealed class CertificateStateReader(NodeEvidence evidence, LogView log)
{
    /// <summary>The signer backdates by five minutes (pkg/controller/certificates/signer/signer.go).</summary>
    private static readonly TimeSpan Backdate = TimeSpan.FromMinutes(5);

    private readonly HostEvidence host = evidence.Host;
    private readonly DateTimeOffset now = evidence.CollectedAt;

    public CertificateState Client()
    {
        var current = Find("kubelet-client-current.pem") ?? Find("client-kubelet.crt") ?? NewestDated("kubelet-client-");
        var (enabled, enabledQuote) = ClientRotation();
        var configured = Configured();
        var file = current?.Leaf is not null && enabled != false && !UsesOtherFile() ? current : configured ?? current;
        if (file?.Leaf is null && configured?.Leaf is not null) file = configured;
        return Build(CertificateKind.Client, file, current, enabled, enabledQuote);
    }

    public CertificateState Serving()
    {
        var current = Find("kubelet-server-current.pem") ?? Find("serving-kubelet.crt") ?? NewestDated("kubelet-server-");
        var (enabled, quote) = ServingRotation();
        var configured = host.Configuration?.TlsCertFile ?? Flag("tls-cert-file");
        var fixedFile = (string.IsNullOrEmpty(configured) ? null : Find(FileName(configured))) ?? Find("kubelet.crt") ?? Find("kubelet-server.crt") ?? Find("kubeletserver.crt");
        var file = host.Serving?.Leaf is not null ? host.Serving : enabled == false ? fixedFile ?? current : current ?? fixedFile;
        return Build(CertificateKind.Serving, file, current, enabled, quote);
    }

    private CertificateState Build(CertificateKind kind, CertificateFile? file, CertificateFile? current, bool? enabled, Quote? enabledQuote)
    {
        var csrs = CsrsOf(kind);
        var issued = file?.Leaf is null ? Issued(kind, csrs) : null;
        var certificate = file?.Leaf ?? issued?.Certificate;
        var source = certificate is null ? (Source?)null : issued?.Meta.Source ?? file!.Source;
        var state = new CertificateState
        {
            Kind = kind,
            Certificate = certificate,
            CertificateSource = source,
            CurrentFile = current,
            NotBefore = certificate?.NotBefore,
            NotAfter = certificate?.NotAfter,
            ExpiryQuote = certificate is null ? null : new Quote(source!.Value, $"notAfter={certificate.NotAfter:yyyy-MM-dd HH:mm:ss} UTC, subject {certificate.Subject.Text}"),
            RotationEnabled = enabled,
            RotationQuote = enabledQuote,
            Csrs = csrs,
        };
        if (certificate is null) state = FromLogAndMetrics(state);
        var acquired = certificate is null ? (DateTimeOffset?)null : issued is null ? Acquired(file!, certificate) : issued.Meta.Created;
        var origin = certificate is null ? null : state.Csrs?.FirstOrDefault(c => IsOrigin(c, certificate));
        var over = origin ?? (certificate is null ? csrs?.Find(c => c.Certificate is { } old && (old.NotAfter <= now || old.NotAfter <= state.NotAfter + Backdate)) : null);
        var renewal = (csrs ?? []).Where(c => c != over && BelongsToRenewal(c, certificate, acquired, over)).ToList();
        state = state with
        {
            Origin = origin,
            Renewal = renewal,
            // Evidence is dated in whole seconds: of the second that it ends in, the certificate lives the first instant only (crypto/x509/verify.go, isValid).
            Expired = state.NotAfter is { } end ? now >= end : null,
            Stored = issued is null ? acquired : null,
            LastRotation = origin?.Meta.Created ?? acquired,
        };
        state = state with { Stage = StageOf(state) };
        return state with { FailingSince = SinceOf(state, acquired) };
    }

    /// <summary>
    /// The node's newest issued CSR, where its files were out of reach: the kubelet fetches a certificate within seconds. Its metrics know better, and must not
    /// tell of another. One that has ended tells nothing: the CSR of a later one may be cleaned up.
    /// </summary>
    private CertificateSigningRequest? Issued(CertificateKind kind, List<CertificateSigningRequest>? csrs)
    {
        if (host.Pki is not null || host.KubeletLog is not null || csrs?.Find(c => c.Certificate is not null) is not { } newest || newest.Certificate!.NotAfter <= now) return null;
        if (TimeToLive(kind) is not { } sample) return newest;
        return double.IsFinite(sample.Value) && (MeasuredAt.AddSeconds(sample.Value) - newest.Certificate.NotAfter).Duration() < Backdate ? newest : null;
    }

    /// <summary>When the metrics, which count from then, were read.</summary>
    private DateTimeOffset MeasuredAt => host.Metrics?.Source.Time ?? now;

    private MetricSample? TimeToLive(CertificateKind kind) =>
        host.Metrics?.Find(kind == CertificateKind.Client ? "kubelet_certificate_manager_client_ttl_seconds" : "kubelet_certificate_manager_server_ttl_seconds");

    private RotationStage StageOf(CertificateState state)
    {
        if (state.Renewal.Count > 0)
        {
            var newest = state.Renewal[0];
            if (newest.Denied is not null) return RotationStage.Denied;
            if (newest.Failed is not null) return RotationStage.Failed;
            if (newest.HasCertificate) return IsStored(state) ? RotationStage.StoredNotUsed : RotationStage.IssuedNotStored;
            if (newest.Approved is not null) return RotationStage.ApprovedNotIssued;

            // After a denial the kubelet asks again within seconds (2, 4, 8, 16, then every 32): the denial is the state, not the new request.
            return state.Renewal.Any(c => c.Denied is not null && newest.Meta.Created - c.Meta.Created < TimeSpan.FromMinutes(5))
                ? RotationStage.Denied
                : RotationStage.Pending;
        }

        if (state.RotationEnabled == false) return RotationStage.NotRotated;
        if (IsStored(state)) return RotationStage.StoredNotUsed;
        if (log.LastNow(KubeletMessages.StoreFailed) is { } store && Means(state, store) && !state.IsHistory(store)) return RotationStage.IssuedNotStored;
        if (log.LastNow(KubeletMessages.CsrDenied) is { } denied && Means(state, denied) && !state.IsHistory(denied)) return RotationStage.Denied;
        if (log.LastNow(KubeletMessages.CsrFailed) is { } failed && Means(state, failed) && !state.IsHistory(failed)) return RotationStage.Failed;
        if (log.LastNow(KubeletMessages.CsrCreateFailed) is { } create && Means(state, create) && !state.IsHistory(create) && NoneSince(create, state)) return RotationStage.NotRequested;
        if (state.NotAfter is null) return RotationStage.Unknown;
        if (state.Expired == true) return RotationStage.NotRequested;

        // The log tells the end alone, and with it the time that the kubelet chose for the rotation.
        if (state.WindowStart is null)
            return log.All(KubeletMessages.RotationDeadline).LastOrDefault(m => NamesSigner(m, state)) is { } line && now < Time(line, "deadline") ? RotationStage.NotDue : RotationStage.Unknown;
        if (state.Origin is not null && now < state.WindowStart) return RotationStage.InUse;
        if (now < state.WindowStart) return RotationStage.NotDue;
        return now < state.WindowEnd ? RotationStage.Due : RotationStage.NotRequested;
    }

    /// <summary>Whether the file that rotation writes holds a newer certificate than the one in use.</summary>
    private static bool IsStored(CertificateState state) =>
        state is { Certificate: { } used, CurrentFile.Leaf: { } stored } && stored.NotBefore > used.NotBefore && !stored.Der.AsSpan().SequenceEqual(used.Der);

    /// <summary>
    /// Whether a line speaks of this certificate. One that names no signer (releases up to 1.21) is taken for the client certificate in pasted text, where
    /// nothing else tells: its loss is the worse.
    /// </summary>
    private bool Means(CertificateState state, LogMatch match) =>
        state.Kind == CertificateKind.Client || !evidence.Fragmentary
            ? state.Concerns(match)
            : match.Text.Contains(SignerNames.KubeletServing, StringComparison.Ordinal) || match.Text.Contains("kubelet-server", StringComparison.Ordinal);

    private bool NoneSince(LogMatch failure, CertificateState state) =>
        new[] { KubeletMessages.CsrCreated, KubeletMessages.CsrApproved, KubeletMessages.CsrIssued }
            .All(p => log.Last(p) is not { } m || m.Line < failure.Line || !state.Concerns(m));

    private DateTimeOffset? SinceOf(CertificateState state, DateTimeOffset? acquired)
    {
        if (!state.RenewalFails) return null;
        DateTimeOffset? since = state.Renewal.Count > 0 ? state.Renewal[^1].Meta.Created : null;
        foreach (var pattern in new[] { KubeletMessages.CsrCreateFailed, KubeletMessages.RequestFailed, KubeletMessages.RequestNotSigned, KubeletMessages.StoreFailed, KubeletMessages.CsrDenied })
        {
            foreach (var match in log.All(pattern))
            {
                if (match.Time is not { } time || !state.Concerns(match) || time <= acquired) continue;
                if (since is null || time < since) since = time;
            }
        }

        return since ?? (state.Expired == true ? state.NotAfter : state.WindowEnd);
    }

    private static bool IsOrigin(CertificateSigningRequest csr, Certificate certificate) =>
        csr.Certificate is { } issued ? issued.Der.AsSpan().SequenceEqual(certificate.Der)
            : csr.HasCertificate && csr.Request is { } request && request.PublicKeyInfo.AsSpan().SequenceEqual(certificate.PublicKeyInfo);

    /// <param name="csr">The CSR.</param>
    /// <param name="certificate">The certificate in use; null where it was not read.</param>
    /// <param name="acquired">When it came to the node.</param>
    /// <param name="over">The CSR that it came from, or of an earlier certificate; null where none is known.</param>
    private static bool BelongsToRenewal(CertificateSigningRequest csr, Certificate? certificate, DateTimeOffset? acquired, CertificateSigningRequest? over)
    {
        if (over?.Meta.Created is { } got && csr.Meta.Created is { } made) return made > got;
        if (certificate is null) return !csr.HasCertificate || csr.Username.StartsWith("system:node:", StringComparison.Ordinal);
        if (csr.Meta.Created is not { } created) return true;

        // An issued CSR that was made before the file came there belongs to an earlier certificate, or to a bootstrap since replaced.
        if (csr.HasCertificate) return created > acquired && csr.Username.StartsWith("system:node:", StringComparison.Ordinal);
        return created > certificate.NotBefore;
    }

    /// <summary>When the certificate in use came to the node: the file's time, else the time in its name, else its start of validity.</summary>
    private DateTimeOffset Acquired(CertificateFile file, Certificate certificate)
    {
        var name = FileName(file.Source.Path);
        var entry = host.Files?.FirstOrDefault(f => f.Name == name);
        if (entry?.Target is { } target) entry = host.Files?.FirstOrDefault(f => f.Path == target || f.Name == FileName(target)) ?? entry;
        return entry?.Modified ?? Dated(name) ?? (certificate.NotBefore + Backdate < now ? certificate.NotBefore + Backdate : certificate.NotBefore);
    }

    private static DateTimeOffset? Dated(string name)
    {
        var digits = name.LastIndexOf(".pem", StringComparison.Ordinal) - 19;
        return digits > 0 && DateTimeOffset.TryParseExact(
            name.Substring(digits, 19), "yyyy-MM-dd-HH-mm-ss", CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var time)
            ? time
            : null;
    }

    private CertificateState FromLogAndMetrics(CertificateState state)
    {
        if (state.Kind == CertificateKind.Client && log.Last(KubeletMessages.StartedExpired) is { } expired && Time(expired, "t") is { } t)
            return state with { NotAfter = t, ExpiryQuote = log.Quote(expired) };
        if (log.All(KubeletMessages.RotationDeadline).LastOrDefault(m => NamesSigner(m, state)) is { } deadline && Time(deadline, "expiration") is { } end)
            return state with { NotAfter = end, ExpiryQuote = log.Quote(deadline) };

        if (TimeToLive(state.Kind) is { } sample && double.IsFinite(sample.Value) && Math.Abs(sample.Value) < 1e10)
            return state with { NotAfter = MeasuredAt.AddSeconds(sample.Value), ExpiryQuote = Quote(host.Metrics!, sample) };
        return state;
    }

    private static bool NamesSigner(LogMatch match, CertificateState state) =>
        match.Text.Contains(state.SignerName, StringComparison.Ordinal)
        || (state.Kind == CertificateKind.Client && !match.Text.Contains(SignerNames.KubeletServing, StringComparison.Ordinal));

    private static DateTimeOffset? Time(LogMatch match, string capture) =>
        match.Captures.TryGetValue(capture, out var text)
        && DateTimeOffset.TryParseExact(text, "yyyy-MM-dd HH:mm:ss", CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var time)
            ? time
            : null;

    private static Quote Quote(MetricSet metrics, MetricSample sample) =>
        new(metrics.Source with { Line = sample.Line }, $"{sample.Name} {sample.Value.ToString(CultureInfo.InvariantCulture)}");

    private (bool? Enabled, Quote? Quote) ClientRotation()
    {
        if (Switch("rotate-certificates") is { } flag) return flag;
        if (host.Configuration is { } configuration)
        {
            // Absent means the kubelet's default, which is false (pkg/kubelet/apis/config/v1beta1/defaults.go).
            return (configuration.RotateCertificates ?? false,
                new Quote(configuration.Source, configuration.RotateCertificates is { } set ? $"rotateCertificates: {(set ? "true" : "false")}" : "rotateCertificates is not set (default false)"));
        }

        if (log.Last(KubeletMessages.ClientRotationOn) is { } on) return (true, log.Quote(on));
        if (TimeToLive(CertificateKind.Client) is { } sample) return (true, Quote(host.Metrics!, sample));
        if (log.Last(KubeletMessages.RotationNotEnabled) is { } off) return (false, log.Quote(off));
        return (null, null);
    }

    private (bool? Enabled, Quote? Quote) ServingRotation()
    {
        if (Switch("rotate-server-certificates") is { } flag) return flag;
        if (host.Configuration is { } configuration)
        {
            return (configuration.ServerTlsBootstrap ?? false,
                new Quote(configuration.Source, configuration.ServerTlsBootstrap is { } set ? $"serverTLSBootstrap: {(set ? "true" : "false")}" : "serverTLSBootstrap is not set (default false)"));
        }

        if (TimeToLive(CertificateKind.Serving) is { } sample) return (true, Quote(host.Metrics!, sample));
        return (null, null);
    }

    private (bool? Enabled, Quote? Quote)? Switch(string name) =>
        host.Process is { } process && CommandLine.Switch(process.CommandLine, name) is { } on
            ? (on, new Quote(process.Source, $"--{name}={(on ? "true" : "false")}"))
            : null;

    private string? Flag(string name) => host.Process is { } process ? CommandLine.Flag(process.CommandLine, name) : null;

    /// <summary>The certificate that the kubeconfig names, if it was collected.</summary>
    private CertificateFile? Configured()
    {
        var kubeconfig = host.Kubeconfig;
        if (kubeconfig?.ClientCertificateData is { } data) return data;
        return kubeconfig?.ClientCertificatePath is { } path ? Find(FileName(path)) : null;
    }

    /// <summary>Whether the kubeconfig names another certificate than the one that rotation writes, and that one is not valid any more.</summary>
    private bool UsesOtherFile() => Configured()?.Leaf is { } leaf && leaf.NotAfter < now;

    private CertificateFile? Find(string name) => host.Pki is { } pki && pki.TryGetValue(name, out var file) ? file : null;

    private CertificateFile? NewestDated(string prefix) => host.Pki?
        .Where(f => f.Key.StartsWith(prefix, StringComparison.Ordinal) && f.Value.Leaf is not null && !f.Key.Contains("current", StringComparison.Ordinal))
        .Select(f => f.Value).MaxBy(f => f.Leaf!.NotBefore);

    private static string FileName(string path) => path[(path.LastIndexOf('/') + 1)..];

    private List<CertificateSigningRequest>? CsrsOf(CertificateKind kind)
    {
        if (evidence.Cluster.CertificateSigningRequests is not { } all) return null;
        var signer = kind == CertificateKind.Client ? SignerNames.KubeletClient : SignerNames.KubeletServing;
        var username = $"system:node:{evidence.NodeName}";
        var mine = new List<CertificateSigningRequest>();
        mine.AddRange(all.Where(c => c.SignerName == signer && c.FitsKubelet && (c.Username == username || c.Request?.Subject.CommonName == username
                    || (c.Request is null && evidence.Fragmentary && (evidence.NodeName is null || !c.Username.StartsWith("system:node:", StringComparison.Ordinal))))));
        mine.Sort(NewestFirst);
        return mine;
    }

    private static int NewestFirst(CertificateSigningRequest a, CertificateSigningRequest b)
    {
        var byTime = (b.Meta.Created ?? DateTimeOffset.MinValue).CompareTo(a.Meta.Created ?? DateTimeOffset.MinValue);
        return byTime != 0 ? byTime : string.CompareOrdinal(b.Meta.Name, a.Meta.Name);
    }
}
