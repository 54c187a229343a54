namespace Certrot.TestKit.Attacks;

/// <summary>Makes attacks of requests.</summary>
internal static class AttackForge
{
    /// <summary>What worker-1 may ask for.</summary>
    internal static string[] OwnNames { get; } = ["worker-1", "10.0.0.11"];

    /// <summary>worker-1, or another node, asks for a serving certificate.</summary>
    internal static Attack Serving(string name, string rule, string why, RequestBuilder request, string node = "worker-1") => Of(name, rule, why, CsrBuilder.Serving(node).With(request));

    /// <summary>worker-1 asks for a serving certificate with its own names and others.</summary>
    internal static Attack Names(string name, string rule, string why, params string[] names) => Serving(name, rule, why, KubeletRequest.Serving("worker-1", [.. OwnNames, .. names]));

    /// <summary>worker-1 asks for a serving certificate with an altered request.</summary>
    internal static Attack Der(string name, string rule, string why, byte[] der) => Of(name, rule, why, CsrBuilder.Serving().WithDer(der));

    /// <summary>worker-1 asks for its next client certificate.</summary>
    internal static Attack Renewal(string name, string rule, string why, RequestBuilder request) => Of(name, rule, why, CsrBuilder.Renewal().With(request));

    /// <summary>A bootstrap token asks for a client certificate.</summary>
    internal static Attack Bootstrap(string name, string rule, string why, RequestBuilder request) => Of(name, rule, why, CsrBuilder.Bootstrap().With(request));

    /// <summary>Any CSR.</summary>
    internal static Attack Of(string name, string rule, string why, CsrBuilder csr) => new(name, rule, (csr with { Name = "attack-" + name }).Build(), why);

    /// <summary>A sound request of worker-1.</summary>
    internal static RequestBuilder Sound() => KubeletRequest.Serving("worker-1", OwnNames);

    /// <summary>A sound request of worker-1 but for its extensions.</summary>
    internal static RequestBuilder Extensions(params byte[][] extensions) => new() { Attributes = [RequestBuilder.ExtensionRequest(extensions)] };
}
