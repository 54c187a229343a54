using System.Globalization;
using Certrot.TestKit;
using Certrot.TestKit.Scenarios;

namespace Certrot.Scenarios.Tests;

/// <summary>The serving certificate that a kubelet makes for itself: a leaf <c>HOST@EPOCH</c> of a throw-away CA <c>HOST-ca@EPOCH</c>, for a year.</summary>
internal static class SelfSigned
{
    public static ForgedCertificate Of(NodeScenario s, DateTimeOffset made)
    {
        var epoch = made.ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture);
        var ca = CertificateForge.Authority(made.AddHours(-1), made.AddDays(365), $"{s.Node}-ca@{epoch}", rsa: true);
        return ca.Issue(organization: null, $"{s.Node}@{epoch}", made.AddHours(-1), made.AddDays(365), dns: [s.Node], extendedKeyUsage: CertificateForge.ServerAuth);
    }
}
