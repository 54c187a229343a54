using System.Text.RegularExpressions;

namespace Certrot.Logs;

/// <summary>
/// What kube-controller-manager, kube-apiserver and CSR approvers log about certificates
/// (cmd/kube-controller-manager/app/certificates.go, pkg/controller/certificates, plugin/pkg/admission/certificates).
/// </summary>
public static partial class ControlPlaneMessages
{
    /// <summary>The signers do not run; <c>why</c> says for want of what.</summary>
    public static LogPattern SignerSkipped { get; } = new("signer-skipped", ["kipping CSR signer controller because", "Skipping \"csrsigning\"", "skipping controller\" controller=\"certificatesigningrequest-signing-controller\""], SignerSkippedText);

    /// <summary>The signers are switched off by <c>--controllers</c>.</summary>
    public static LogPattern SigningDisabled { get; } = new("signing-disabled", ["\"csrsigning\" is disabled", "controller is disabled\" controller=\"certificatesigningrequest-signing-controller\""]);

    /// <summary>The approver is switched off by <c>--controllers</c>.</summary>
    public static LogPattern ApprovingDisabled { get; } = new("approving-disabled", ["\"csrapproving\" is disabled", "controller is disabled\" controller=\"certificatesigningrequest-approving-controller\""]);

    /// <summary>A CSR could not be handled; <c>csr</c> and <c>err</c>.</summary>
    public static LogPattern SyncFailed { get; } = new("sync-failed", ["failed with : ", "Sync certificate request failed"], SyncFailedText);

    /// <summary>The signing CA is past its end; <c>t</c> is when it ended.</summary>
    public static LogPattern SignerExpired { get; } = new("signer-expired", ["the signer has expired: NotAfter=", "refusing to sign a certificate that expired in the past"], SignerExpiredText);

    /// <summary>The signing CA could not be loaded; <c>err</c> says why.</summary>
    public static LogPattern SignerUnreadable { get; } = new("signer-unreadable",
    [
        "error reading CA cert file", "error reading CA key file", "expected 1 certificate, found", "PEM file should contain only one object",
        "cannot specify default and per controller certs at the same time", "Failed to start certificate controller", "error parsing CA cert file", "error parsing CA key file",
        "failed to init kubernetes.io/", "failed to start kubernetes.io/",
    ], SignerUnreadableText);

    /// <summary>The approver knows the request and RBAC does not allow it; <c>csr</c> and <c>kind</c>.</summary>
    public static LogPattern ReviewNotApproved { get; } = new("review-not-approved", ["but subject access review was not approved"], ReviewNotApprovedText);

    /// <summary>An approver may not approve for this signer; <c>signer</c>.</summary>
    public static LogPattern ApproveForbidden { get; } = new("approve-forbidden", ["user not permitted to approve requests with signerName", "certificatesigningrequests/approval"], ApproveForbiddenText);

    /// <summary>A signer may not sign for this signer name; <c>signer</c>.</summary>
    public static LogPattern SignForbidden { get; } = new("sign-forbidden", ["user not permitted to sign requests with signerName"], SignForbiddenText);

    /// <summary>The certificate controller's own account is refused.</summary>
    public static LogPattern ControllerForbidden { get; } = new("controller-forbidden", ["certificate-controller\" cannot", "certificate-controller cannot"]);

    /// <summary>Leader election failed.</summary>
    public static LogPattern LeaderLost { get; } = new("leader-lost", ["leaderelection lost", "error retrieving resource lock", "Error retrieving lease lock", "failed to renew lease"]);

    /// <summary>kube-controller-manager ended; <c>err</c> says why.</summary>
    public static LogPattern ControllersFailed { get; } = new("controllers-failed", ["error starting controllers"], ControllersFailedText);

    /// <summary>Leadership was won.</summary>
    public static LogPattern LeaderWon { get; } = new("leader-won", ["successfully acquired lease", "Successfully acquired lease"]);

    /// <summary>The cleaner removed a CSR; <c>csr</c> is its name.</summary>
    public static LogPattern Cleaned { get; } = new("csr-cleaned", ["Cleaning CSR"], CleanedText);

    /// <summary>A client certificate was refused by the API server; <c>err</c> says why, <c>now</c>, <c>side</c> and <c>limit</c> where times are told.</summary>
    public static LogPattern ClientRefused { get; } = new("client-refused", ["Unable to authenticate the request"], ClientRefusedText);

    /// <summary>An approver refuses a CSR because of its names.</summary>
    public static LogPattern ApproverRefusesNames { get; } = new("approver-refuses-names", ["not in machine addresses", "Missing SAN in", "CSR SAN", "not authorized: "], ApproverRefusesNamesText);

    /// <summary>An approver denies a CSR.</summary>
    public static LogPattern ApproverDenies { get; } = new("approver-denies", ["Denying kubelet-serving CSR", "CSR denied"]);

    /// <summary>An approver stopped because of too many pending CSRs.</summary>
    public static LogPattern TooManyPending { get; } = new("too-many-pending", ["oo many recently pending", "oo many pending CSRs", "Pending CSRs:", "database space exceeded"], TooManyPendingText);

    /// <summary>All of them.</summary>
    public static IReadOnlyList<LogPattern> All { get; } =
    [
        SignerSkipped, SigningDisabled, ApprovingDisabled, SyncFailed, SignerExpired, SignerUnreadable, ReviewNotApproved, ApproveForbidden, SignForbidden,
        ControllerForbidden, LeaderLost, ControllersFailed, LeaderWon, Cleaned, ClientRefused, ApproverRefusesNames, ApproverDenies, TooManyPending,
    ];

    [GeneratedRegex("""because (?<why>[^"]+)|Skipping "csrsigning"|skipping controller""", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex SignerSkippedText();

    [GeneratedRegex("""Sync (?<csr>\S+) failed with : (?<err>.+?)(?:" logger=|$)|Sync certificate request failed.*csr="(?<csr>[^"]+)".*err="(?<err>[^"]+)|failed with : (?<err>.+)""", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex SyncFailedText();

    [GeneratedRegex("""(?:NotAfter=(?<t>\d{4}-\d\d-\d\d \d\d:\d\d:\d\d)|refusing to sign)""", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex SignerExpiredText();

    [GeneratedRegex("""(?<err>(?:failed to (?:init|start) kubernetes\.io/\S+ certificate controller: .+|error (?:reading|parsing) CA (?:cert|key) file.*|expected 1 certificate, found.*|the PEM file should contain only one object.*|PEM file should contain.*|cannot specify default and per controller certs at the same time|Failed to start certificate controller.*))""", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex SignerUnreadableText();

    [GeneratedRegex("""recognized csr "?(?<csr>[^\s"]+)"? as \[(?<kind>[^\]]*)\]|subject access review was not approved""", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex ReviewNotApprovedText();

    [GeneratedRegex("""user not permitted to approve requests with signerName "?(?<signer>[^"\s]+)|cannot (?:update|patch) (?:resource ")?certificatesigningrequests/approval""", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex ApproveForbiddenText();

    [GeneratedRegex("""user not permitted to sign requests with signerName "?(?<signer>[^"\s]+)""", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex SignForbiddenText();

    [GeneratedRegex("error starting controllers: (?<err>.+)|error starting controllers", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex ControllersFailedText();

    [GeneratedRegex("""Cleaning CSR "?(?<csr>csr-\w+|node-csr-\w+)"?|Cleaning CSR.*csr="(?<csr>[^"]+)"|Cleaning CSR""", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex CleanedText();

    [GeneratedRegex("""(?<err>(?:x509: |\[invalid bearer token).*?(?:current time (?<now>\S+) is (?<side>before|after) (?<limit>[\d:TZ+-]+).*?)?)(?:\]?"?$)""", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex ClientRefusedText();

    [GeneratedRegex("not in machine addresses|Missing SAN in|CSR SAN|CSR \\S+ not authorized: (?<why>.+)", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex ApproverRefusesNamesText();

    [GeneratedRegex("(?:oo many recently pending|oo many pending CSRs|database space exceeded|Pending CSRs: \\d+; Max pending allowed: \\d+\\. Difference between)", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex TooManyPendingText();
}
