using System.Text.RegularExpressions;
using Certrot.Evidence;
using Certrot.Kubernetes;

namespace Certrot.Collect.Pasted;

/// <summary>Decides which certificate was pasted: by the command or heading above it, else by its subject.</summary>
internal static partial class CertificatePlacer
{
    /// <summary>Puts a file where it belongs.</summary>
    public static void Place(PasteState state, CertificateFile file)
    {
        var draft = state.Draft;
        state.Use();
        if (state.Endpoint is { } endpoint)
        {
            if (!endpoint.EndsWith(":10250", StringComparison.Ordinal))
            {
                draft.AddCertificate("apiserver.crt", file);
                return;
            }
            if (draft.Serving?.Leaf is not { Der.Length: > 0 } || file.Leaf is { Der.Length: > 0 }) draft.Serving = file;
            return;
        }
        if (state.Path is not { } path)
        {
            draft.AddCertificate(NameOf(file), file);
            return;
        }
        var name = path[(path.LastIndexOf('/') + 1)..];
        // openssl's output is often kept as NAME.txt beside NAME.pem.
        if (name.EndsWith(".txt", StringComparison.Ordinal)) name = name[..^4] + ".pem";
        if (name is "kubelet.conf" && state.Command.Contains("certificate", StringComparison.Ordinal))
        {
            PlaceInKubeconfig(state, file);
            return;
        }
        draft.AddCertificate(path.Contains("/etcd/", StringComparison.Ordinal) ? "etcd/" + name : name, file);
    }

    /// <summary>A certificate that a command took out of kubelet.conf.</summary>
    private static void PlaceInKubeconfig(PasteState state, CertificateFile file)
    {
        var draft = state.Draft;
        var known = draft.Kubeconfig ?? new Kubeconfig { Source = file.Source };
        draft.Kubeconfig = state.Command.Contains("certificate-authority", StringComparison.Ordinal) ? known with { CaData = file } : known with { ClientCertificateData = file };
        if (file.Leaf is not { IsCa: false } leaf) return;
        if (leaf.Subject.CommonName is { } user) draft.Names.FromUser(user, NodeNames.Certificate);
    }

    private static string NameOf(CertificateFile file)
    {
        if (file.Leaf is not { } leaf) return $"line-{file.Source.Line}.pem";
        var name = leaf.Subject.CommonName ?? "";
        if (name.StartsWith("system:node:", StringComparison.Ordinal))
        {
            var serves = leaf.ExtendedKeyUsages.Contains("1.3.6.1.5.5.7.3.1", StringComparer.Ordinal)
                || (leaf.ExtendedKeyUsages.Count == 0 && leaf.DnsNames.Count + leaf.IpAddresses.Count > 0);
            return serves ? "kubelet-server-current.pem" : "kubelet-client-current.pem";
        }
        if (name is "kube-apiserver") return "apiserver.crt";
        if (name is "kube-apiserver-kubelet-client") return "apiserver-kubelet-client.crt";
        if (SelfSigned().IsMatch(name)) return "kubelet.crt";
        return leaf.IsCa || name is "kubernetes" or "kubernetes-ca" or "kube-ca" ? "ca.crt" : $"line-{file.Source.Line}.pem";
    }

    /// <summary>The kubelet's self-signed certificate (client-go util/cert GenerateSelfSignedCertKey): <c>host@epoch</c>.</summary>
    [GeneratedRegex(@"@\d{9,11}$", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, RegexTime.Limit)]
    private static partial Regex SelfSigned();
}
