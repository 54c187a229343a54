using System.Text.RegularExpressions;

namespace Certrot.Logs;

/// <summary>
/// What kubelets log about certificates and about reaching the API server, in the wordings of releases 1.6 to 1.36
/// (client-go util/certificate/certificate_manager.go and certificate_store.go, util/certificate/csr/csr.go;
/// pkg/kubelet/certificate/transport.go and bootstrap/bootstrap.go; cmd/kubelet/app/server.go; Go's net and crypto/x509).
/// </summary>
public static partial class KubeletMessages
{
    /// <summary>The kubelet could not create its CSR; <c>err</c> is the API server's or the network's answer.</summary>
    public static LogPattern CsrCreateFailed { get; } = new("csr-create-failed", ["cannot create certificate signing request: ", "(post certificatesigningrequests"], CsrCreateFailedText);

    /// <summary>A request for a certificate failed before it was signed; <c>err</c> says why.</summary>
    public static LogPattern RequestFailed { get; } = new("request-failed", ["Failed while requesting a signed certificate from the"], RequestFailedText);

    /// <summary>Nobody signed the request in time, or it was refused; <c>err</c> says which.</summary>
    public static LogPattern RequestNotSigned { get; } = new("request-not-signed", ["ertificate request was not signed"], RequestNotSignedText);

    /// <summary>The CSR was denied; <c>reason</c> and <c>message</c> are the condition's.</summary>
    public static LogPattern CsrDenied { get; } = new("csr-denied", ["certificate signing request is denied, reason:", "certificate signing request is not approved, reason:"], CsrDeniedText);

    /// <summary>The signer refused the CSR; <c>reason</c> and <c>message</c> are the condition's.</summary>
    public static LogPattern CsrFailed { get; } = new("csr-failed", ["certificate signing request failed, reason:"], CsrFailedText);

    /// <summary>The CSR vanished while the kubelet waited for it; <c>csr</c> is its name.</summary>
    public static LogPattern CsrDeleted { get; } = new("csr-deleted", ["\" was deleted", "changed UIDs"], CsrDeletedText);

    /// <summary>A bootstrap CSR of the same name exists and does not fit; <c>err</c> says why.</summary>
    public static LogPattern CsrIncompatible { get; } = new("csr-incompatible", ["retrieved csr is not compatible"], CsrIncompatibleText);

    /// <summary>A bootstrap CSR of the same name exists and is used again.</summary>
    public static LogPattern CsrReused { get; } = new("csr-reused", ["csr for this node already exists, reusing"]);

    /// <summary>A CSR was created; <c>csr</c> is its name.</summary>
    public static LogPattern CsrCreated { get; } = new("csr-created", ["Certificate signing request created"], CsrName);

    /// <summary>The CSR is approved and the kubelet waits for the signer; <c>csr</c> is its name.</summary>
    public static LogPattern CsrApproved { get; } = new("csr-approved", ["approved, waiting to be issued"], CsrName);

    /// <summary>The CSR was signed; <c>csr</c> is its name.</summary>
    public static LogPattern CsrIssued { get; } = new("csr-issued", ["is issued"], CsrIssuedText);

    /// <summary>A rotation begins.</summary>
    public static LogPattern Rotating { get; } = new("rotating", ["Rotating certificates"]);

    /// <summary>The next rotation was scheduled; <c>expiration</c> and <c>deadline</c> are times in UTC.</summary>
    public static LogPattern RotationDeadline { get; } = new("rotation-deadline", ["rotation deadline is", "Certificate rotation deadline determined"], RotationDeadlineText);

    /// <summary>A certificate manager rotates.</summary>
    public static LogPattern RotationEnabled { get; } = new("rotation-enabled", ["Certificate rotation is enabled"]);

    /// <summary>A certificate manager does not rotate.</summary>
    public static LogPattern RotationNotEnabled { get; } = new("rotation-not-enabled", ["Certificate rotation is not enabled"]);

    /// <summary>The kubelet rotates its client certificate.</summary>
    public static LogPattern ClientRotationOn { get; } = new("client-rotation-on", ["Client rotation is on, will bootstrap in background"]);

    /// <summary>A new client certificate came into use.</summary>
    public static LogPattern Rotated { get; } = new("rotated", ["ertificate rotation detected, shutting down client connections"]);

    /// <summary>The certificate manager's own certificate is past its end.</summary>
    public static LogPattern CurrentExpired { get; } = new("current-expired", ["Current certificate is expired"]);

    /// <summary>The wanted names changed, so that a new certificate is asked for.</summary>
    public static LogPattern TemplateChanged { get; } = new("template-changed", ["Certificate template changed, rotating", "Current certificate is missing requested"]);

    /// <summary>The certificate's CN is not the node's; <c>current</c> and <c>wanted</c> are the names.</summary>
    public static LogPattern CommonNameMismatch { get; } = new("cn-mismatch", ["match requested CN"], CommonNameMismatchText);

    /// <summary>A signed certificate could not be stored; <c>err</c> says why.</summary>
    public static LogPattern StoreFailed { get; } = new("store-failed", ["Unable to store the new cert/key pair"], StoreFailedText);

    /// <summary><c>current.pem</c> is a regular file; <c>file</c> is its path.</summary>
    public static LogPattern NotSymlink { get; } = new("not-symlink", ["to be a symlink but it is a file"], NotSymlinkText);

    /// <summary>A certificate file holds no usable pair.</summary>
    public static LogPattern PairUnreadable { get; } = new("pair-unreadable",
    [
        "could not convert data from", "unable to load TLS c", "failed to parse certificate PEM data", "does not contain any valid RSA or ECDSA certificates",
        "failed to find any PEM data", "private key does not match public key", "failed to find certificate PEM data",
    ]);

    /// <summary>A certificate file is missing; <c>file</c> is its path.</summary>
    public static LogPattern PairMissing { get; } = new("pair-missing", ["unable to read client-cert", "unable to read client-key", "no cert/key files read at", "kubelet-client-current.pem: no such file"], PairMissingText);

    /// <summary>The kubelet may not read or write its certificate directory; <c>file</c> is the path.</summary>
    public static LogPattern PkiPermission { get; } = new("pki-permission", ["permission denied", "operation not permitted"], PkiPermissionText);

    /// <summary>A write failed because of the disk; <c>why</c> is the system's word.</summary>
    public static LogPattern DiskFailure { get; } = new("disk-failure", ["no space left on device", "read-only file system", "input/output error", "failed to sync certificate data to disk", "disk quota exceeded"], DiskFailureText);

    /// <summary>The kubeconfig's client certificate was found expired at start; <c>t</c> is its end, <c>file</c> the kubeconfig.</summary>
    public static LogPattern StartedExpired { get; } = new("started-expired", ["art of the existing bootstrap client certificate"], StartedExpiredText);

    /// <summary>The bootstrap kubeconfig is not there; <c>file</c> is its path.</summary>
    public static LogPattern BootstrapMissing { get; } = new("bootstrap-missing", ["unable to load bootstrap kubeconfig"], BootstrapMissingText);

    /// <summary>The kubelet uses its bootstrap kubeconfig.</summary>
    public static LogPattern BootstrapUsed { get; } = new("bootstrap-used", ["Use the bootstrap credentials to request a cert", "Using bootstrap kubeconfig to generate TLS client cert"]);

    /// <summary>The client CA file is missing.</summary>
    public static LogPattern ClientCaMissing { get; } = new("client-ca-missing", ["unable to load client CA file"]);

    /// <summary>No valid client certificate for minutes; <c>verb</c> tells whether the server answers.</summary>
    public static LogPattern NoValidClientCertificate { get; } = new("no-valid-client", ["o valid client certificate is found", "since a valid client cert was found", "currently active client certificate has expired"], NoValidClientText);

    /// <summary>There is no serving certificate to answer a handshake with.</summary>
    public static LogPattern NoServingCertificate { get; } = new("no-serving-certificate", ["no serving certificate available for the kubelet", ": no certificate available"]);

    /// <summary>Five attempts failed; one more follows every 32 seconds.</summary>
    public static LogPattern BackoffLimit { get; } = new("backoff-limit", ["Reached backoff limit, still unable to rotate certs"]);

    /// <summary>A pair was loaded; <c>file</c> is its path.</summary>
    public static LogPattern LoadingPair { get; } = new("loading-pair", ["Loading cert/key pair from"], LoadingPairText);

    /// <summary>The kubelet gave up at start; <c>err</c> says why.</summary>
    public static LogPattern FailedToRun { get; } = new("failed-to-run", ["failed to run Kubelet", "Failed to run kubelet", "\"command failed\"", "invalid configuration: ", "failed to load Kubelet config file"], FailedToRunText);

    /// <summary>The kubelet ended by itself, whatever for: the stacks that a fatal line (klog.Fatal) and a panic leave behind begin with that of the main goroutine.</summary>
    public static LogPattern Died { get; } = new("died", ["goroutine 1 [running]"]);

    /// <summary>The node was registered: the API server accepts the kubelet.</summary>
    public static LogPattern Registered { get; } = new("registered", ["Successfully registered node", "Node was previously registered", "Recording NodeReady event", "\"Node became not ready\""]);

    /// <summary>The API server's certificate is not from a CA that the client trusts.</summary>
    public static LogPattern UnknownAuthority { get; } = new("x509-unknown-authority", ["x509: certificate signed by unknown authority"]);

    /// <summary>A certificate is outside its validity.</summary>
    public static LogPattern X509Expired { get; } = new("x509-expired", ["x509: certificate has expired or is not yet valid"]);

    /// <summary>A certificate does not cover the name that was called.</summary>
    public static LogPattern X509Names { get; } = new("x509-names", ["x509: certificate is valid for", "doesn't contain any IP SANs", "x509: certificate is not valid for any names", "x509: certificate relies on legacy Common Name"]);

    /// <summary>A TCP connection failed.</summary>
    public static LogPattern DialFailed { get; } = new("dial-failed", ["connection refused", "no route to host", "network is unreachable", "connection timed out", ": i/o timeout", "host is down"], DialFailedText);

    /// <summary>A name was not resolved.</summary>
    public static LogPattern LookupFailed { get; } = new("lookup-failed", ["dial tcp: lookup "]);

    /// <summary>A request took too long.</summary>
    public static LogPattern RequestTimeout { get; } = new("request-timeout", ["TLS handshake timeout", "net/http: request canceled", "context deadline exceeded", "Client.Timeout exceeded"]);

    /// <summary>A proxy stands between the kubelet and the API server.</summary>
    public static LogPattern Proxy { get; } = new("proxy", ["proxyconnect tcp", "Proxy Authentication Required", "uses proxy", "via proxy", ": Forbidden", ": Service Unavailable", ": Bad Gateway"], ProxyText);

    /// <summary>The API server does not know who asks (401).</summary>
    public static LogPattern Unauthorized { get; } = new("unauthorized", ["Unauthorized", "the server has asked for the client to provide credentials"]);

    /// <summary>The request carried no accepted credentials.</summary>
    public static LogPattern Anonymous { get; } = new("anonymous", ["User \"system:anonymous\""]);

    /// <summary>The API server knows who asks, and refuses (403); <c>user</c>, <c>verb</c>, <c>resource</c>.</summary>
    public static LogPattern Forbidden { get; } = new("forbidden", ["forbidden: User \""], ForbiddenText);

    /// <summary>The certificate is another node's; <c>a</c> is its node, <c>b</c> the one that was asked for.</summary>
    public static LogPattern OtherNode { get; } = new("other-node", ["not allowed to modify node", "cannot modify node", "can only access node lease with the same name", "can only create a node CSR with CN=", "can only read resources this node", "unknown node for user"], OtherNodeText);

    /// <summary>Admission refused or could not be asked; <c>webhook</c> is its name.</summary>
    public static LogPattern Admission { get; } = new("admission", ["failed calling webhook", "admission webhook", "exceeded quota", "ValidatingAdmissionPolicy"], AdmissionText);

    /// <summary>The API server or etcd is overloaded.</summary>
    public static LogPattern Overloaded { get; } = new("overloaded", ["the server is currently unable to handle the request", "Too Many Requests", "etcdserver: ", "client rate limiter Wait returned an error", "the server has received too many requests", "unable to return a response in the time allotted"]);

    /// <summary>The kubelet refused somebody's certificate on its own port.</summary>
    public static LogPattern IncomingRefused { get; } = new("incoming-refused", ["Unable to authenticate the request"]);

    /// <summary>A client of port 10250 is unhappy with the serving certificate; <c>err</c> says why.</summary>
    public static LogPattern KubeletPort { get; } = new("kubelet-port", [":10250"], KubeletPortText);

    /// <summary>The kubelet's TLS answer was "internal error": it has no serving certificate.</summary>
    public static LogPattern RemoteInternalError { get; } = new("remote-internal-error", ["remote error: tls: internal error"]);

    /// <summary>The API server's credentials are refused by a kubelet.</summary>
    public static LogPattern KubeletRefusesApiServer { get; } = new("kubelet-refuses-apiserver", ["unable to upgrade connection: Unauthorized", "pods/log", "pods/exec"], KubeletRefusesText);

    /// <summary>The container runtime or the network plugin is not ready.</summary>
    public static LogPattern RuntimeNotReady { get; } = new("runtime-not-ready", ["container runtime is down", "container runtime network not ready", "network plugin is not ready", "cni plugin not initialized", "cni config uninitialized", "PLEG is not healthy"]);

    /// <summary>
    /// The API server answers the kubelet that its Node object does not exist; <c>node</c>. Such an answer needs a client certificate that works; a lookup in
    /// the kubelet's own cache, which reads <c>node "x" not found</c>, does not (pkg/kubelet/kubelet_node_status.go, tryUpdateNodeStatus).
    /// </summary>
    public static LogPattern NodeGone { get; } = new("node-gone", ["error getting node"], NodeGoneText);

    /// <summary>k3s or RKE2 speaks of its own certificates.</summary>
    public static LogPattern Rancher { get; } = new("rancher", ["/var/lib/rancher/", "k3s-agent", "rke2-agent", "Starting k3s ", "Starting rke2 ", "tunnel endpoints", "Waiting to retrieve agent configuration"]);

    /// <summary>The node lists no IP address, so that no serving CSR is made.</summary>
    public static LogPattern NoAddress { get; } = new("no-address", ["Skipping CSR", "no IP addresses", "node has no IP", "externally provided IP"]);

    /// <summary>All of them.</summary>
    public static IReadOnlyList<LogPattern> All { get; } =
    [
        CsrCreateFailed, RequestFailed, RequestNotSigned, CsrDenied, CsrFailed, CsrDeleted, CsrIncompatible, CsrReused, CsrCreated, CsrApproved, CsrIssued,
        Rotating, RotationDeadline, RotationEnabled, RotationNotEnabled, ClientRotationOn, Rotated, CurrentExpired, TemplateChanged, CommonNameMismatch,
        StoreFailed, NotSymlink, PairUnreadable, PairMissing, PkiPermission, DiskFailure, StartedExpired, BootstrapMissing, BootstrapUsed, ClientCaMissing,
        NoValidClientCertificate, NoServingCertificate, BackoffLimit, LoadingPair, FailedToRun, Died, Registered, UnknownAuthority, X509Expired, X509Names, DialFailed,
        LookupFailed, RequestTimeout, Proxy, Unauthorized, Anonymous, Forbidden, OtherNode, Admission, Overloaded, IncomingRefused, KubeletPort,
        RemoteInternalError, KubeletRefusesApiServer, RuntimeNotReady, NodeGone, Rancher, NoAddress,
    ];

    [GeneratedRegex("""(?:cannot create certificate signing request: (?<err>.+?)(?:" logger=|$))|(?<err>.*\(post certificatesigningrequests.*)""", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex CsrCreateFailedText();

    [GeneratedRegex("""Failed while requesting a signed certificate from the (?:master|control plane)(?:: |" err=")(?<err>.+?)(?:" logger=|$)""", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex RequestFailedText();

    [GeneratedRegex("""ertificate request was not signed(?:: |" err=")(?<err>.+?)(?:" logger=|$)""", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex RequestNotSignedText();

    [GeneratedRegex("""certificate signing request is (?:denied|not approved), reason: (?<reason>.*?), message: (?<message>.*?)(?:"(?: logger=|$)|$)""", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex CsrDeniedText();

    [GeneratedRegex("""certificate signing request failed, reason: (?<reason>.*?), message: (?<message>.*?)(?:"(?: logger=|$)|$)""", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex CsrFailedText();

    [GeneratedRegex("""csr "(?<csr>[^"]+)" (?:was deleted|changed UIDs)""", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex CsrDeletedText();

    [GeneratedRegex("retrieved csr is not compatible:? ?(?<err>.*)", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex CsrIncompatibleText();

    [GeneratedRegex("""(?:csr="(?<csr>[^"]+)"|certificate signing request (?<csr>\S+) is approved|Certificate signing request created)""", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex CsrName();

    [GeneratedRegex("""ertificate signing request (?:is issued"?.*?csr="(?<csr>[^"]+)"|(?<csr>\S+) is issued|is issued)""", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex CsrIssuedText();

    [GeneratedRegex("""(?:expiration is |expiration=")(?<expiration>\d{4}-\d\d-\d\d \d\d:\d\d:\d\d).*?(?:deadline is |deadline=")(?<deadline>\d{4}-\d\d-\d\d \d\d:\d\d:\d\d)""", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex RotationDeadlineText();

    [GeneratedRegex("""CN \((?<current>[^)]*)\) does not match requested CN \((?<wanted>[^)]*)\)|does not match requested CN" current\w*="(?<current>[^"]*)" (?:desired|requested)\w*="(?<wanted>[^"]*)"|match requested CN""", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex CommonNameMismatchText();

    [GeneratedRegex("""Unable to store the new cert/key pair(?:: |" err=")(?<err>.+?)(?:" logger=|$)""", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex StoreFailedText();

    [GeneratedRegex("""expected "(?<file>[^"]+)" to be a symlink but it is a file""", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex NotSymlinkText();

    [GeneratedRegex("""(?:unable to read client-(?:cert|key) (?<file>\S+) for \S+ due to (?<err>.+)|no cert/key files read at "?(?<file>[^"\s,]+)|(?<file>[^\s:]*kubelet-client-current\.pem): no such file)""", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex PairMissingText();

    [GeneratedRegex("""(?<file>/[^\s":]*(?:/pki|/certificates|/ssl|/certs|kubelet-client|kubelet-server)[^\s":]*)"?: (?<why>permission denied|operation not permitted)|Unable to store the new cert/key pair.*(?<why>permission denied|operation not permitted)""", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex PkiPermissionText();

    [GeneratedRegex("(?<why>no space left on device|read-only file system|input/output error|failed to sync certificate data to disk|disk quota exceeded)", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex DiskFailureText();

    [GeneratedRegex("""art of the existing bootstrap client certificate (?:in (?<file>\S+) )?is expired: (?<t>\d{4}-\d\d-\d\d \d\d:\d\d:\d\d)?""", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex StartedExpiredText();

    [GeneratedRegex("""unable to load bootstrap kubeconfig(?:: stat (?<file>[^\s:]+))?""", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex BootstrapMissingText();

    [GeneratedRegex("(?:server is (?<verb>not )?responsive|server is(?<verb>n't) responsive|valid client|has expired)", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex NoValidClientText();

    [GeneratedRegex("""(?:Loading cert/key pair from "|filePath=")(?<file>[^"]+)""", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex LoadingPairText();

    [GeneratedRegex("""(?:[Ff]ailed to run [Kk]ubelet(?:: |" err=")(?<err>.+?)|"command failed" err="(?<err>.+?)|(?<err>(?:invalid configuration: |failed to load Kubelet config file).+?))"?$""", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex FailedToRunText();

    [GeneratedRegex("""error getting node .*nodes \\?"(?<node>[^"\\]+)\\?" not found""", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex NodeGoneText();

    [GeneratedRegex("""(?:dial tcp (?<ep>\S+): |\.\.\. )(?:(?:connect|getsockopt): )?(?<why>connection refused|no route to host|network is unreachable|connection timed out|i/o timeout|host is down)""", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex DialFailedText();

    [GeneratedRegex("""(?:proxyconnect tcp|Proxy Authentication Required|uses proxy|via proxy|(?:Get|Post|Put|Patch) "?https?://\S+?"?: (?:Forbidden|Service Unavailable|Bad Gateway))""", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex ProxyText();

    [GeneratedRegex("""forbidden: User "(?<user>[^"]*)" cannot (?<verb>\w+) (?:resource "(?<resource>[^"]+)"|(?<resource>[\w./-]+))""", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex ForbiddenText();

    [GeneratedRegex("""node "(?<a>[^"]+)" (?:is not allowed to|cannot) modify node "(?<b>[^"]+)"|can only access node lease with the same name|can only create a node CSR with CN=(?<a>[\w:.-]+)|can only read resources this node|unknown node for user|cannot modify node""", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex OtherNodeText();

    [GeneratedRegex("""failed calling webhook "(?<webhook>[^"]+)"|admission webhook "(?<webhook>[^"]+)" denied|failed calling webhook|admission webhook|exceeded quota|ValidatingAdmissionPolicy '(?<webhook>[^']+)'|ValidatingAdmissionPolicy""", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex AdmissionText();

    [GeneratedRegex("""https?://(?<host>[^\s/"]+):10250\S*"?: (?<err>.+)|:10250.*(?<err>x509: .+|remote error: tls: internal error)""", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex KubeletPortText();

    [GeneratedRegex("""unable to upgrade connection: Unauthorized|the server has asked for the client to provide credentials ?\( ?(?:get )?pods/(?:log|exec)|provide credentials.*pods/(?:log|exec)""", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex KubeletRefusesText();
}
