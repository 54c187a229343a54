namespace Certrot.Simulator.Api;

/// <summary>A kind of object that the API serves.</summary>
/// <param name="Group">API group; empty for the core.</param>
/// <param name="Version">Version.</param>
/// <param name="Plural">Name in paths.</param>
/// <param name="Kind">Kind.</param>
/// <param name="Namespaced">Whether its objects have namespaces.</param>
/// <param name="ShortNames">What kubectl also calls it.</param>
/// <param name="Columns">Columns of its table: name, and whether only wide tables show it.</param>
internal sealed record ApiResource(string Group, string Version, string Plural, string Kind, bool Namespaced, IReadOnlyList<string> ShortNames, IReadOnlyList<(string Name, bool Wide)> Columns)
{
    private const string Rbac = "rbac.authorization.k8s.io";
    private const string Admission = "admissionregistration.k8s.io";
    private static readonly (string, bool)[] plain = [("Name", false), ("Age", false)];

    /// <summary>All kinds.</summary>
    public static IReadOnlyList<ApiResource> All { get; } =
    [
        new("", "v1", "nodes", "Node", false, ["no"], [("Name", false), ("Status", false), ("Roles", false), ("Age", false), ("Version", false), ("Internal-IP", true), ("External-IP", true), ("OS-Image", true), ("Kernel-Version", true), ("Container-Runtime", true)]),
        new("", "v1", "pods", "Pod", true, ["po"], [("Name", false), ("Ready", false), ("Status", false), ("Restarts", false), ("Age", false), ("IP", true), ("Node", true), ("Nominated Node", true), ("Readiness Gates", true)]),
        new("", "v1", "events", "Event", true, ["ev"], [("Last Seen", false), ("Type", false), ("Reason", false), ("Object", false), ("Subobject", true), ("Source", true), ("Message", false), ("First Seen", true), ("Count", true), ("Name", true)]),
        new("", "v1", "configmaps", "ConfigMap", true, ["cm"], plain),
        new("", "v1", "namespaces", "Namespace", false, ["ns"], plain),
        new("certificates.k8s.io", "v1", "certificatesigningrequests", "CertificateSigningRequest", false, ["csr"], [("Name", false), ("Age", false), ("SignerName", false), ("Requestor", false), ("RequestedDuration", false), ("Condition", false)]),
        new("coordination.k8s.io", "v1", "leases", "Lease", true, [], [("Name", false), ("Holder", false), ("Age", false)]),
        new(Rbac, "v1", "clusterroles", "ClusterRole", false, [], plain),
        new(Rbac, "v1", "clusterrolebindings", "ClusterRoleBinding", false, [], plain),
        new(Admission, "v1", "validatingwebhookconfigurations", "ValidatingWebhookConfiguration", false, [], plain),
        new(Admission, "v1", "mutatingwebhookconfigurations", "MutatingWebhookConfiguration", false, [], plain),
    ];

    /// <summary>Its group and version, as objects name it.</summary>
    public string ApiVersion => Group.Length == 0 ? Version : $"{Group}/{Version}";

    /// <summary>A kind by group, version and name; null where it is not served.</summary>
    public static ApiResource? Find(string group, string version, string plural) => All.FirstOrDefault(r => r.Group == group && r.Version == version && r.Plural == plural);
}
