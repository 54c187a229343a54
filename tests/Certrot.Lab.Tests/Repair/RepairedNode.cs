using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Certrot.Lab.Tests.Repair;

/// <summary>What the program said and did of a broken node.</summary>
/// <param name="Plan">Output of <c>certrot fix NODE -o json</c>.</param>
/// <param name="Repair">Output of <c>certrot fix NODE --apply --yes</c>.</param>
/// <param name="Before">The bootstrap kubeconfig before; null where there was none.</param>
/// <param name="After">The bootstrap kubeconfig afterwards; null where there is none.</param>
/// <param name="Audit">The audit lines; null where none were written.</param>
internal sealed record RepairedNode(ProgramResult Plan, ProgramResult Repair, string? Before, string? After, string? Audit)
{
    /// <summary>Content of a file; null where there is none.</summary>
    public static string? Content(string path) => File.Exists(path) ? File.ReadAllText(path) : null;

    /// <summary>The certificate in the file that rotation writes; null where there is none that can be read.</summary>
    public static X509Certificate2? CertificateOf(KubeletNode node, string which)
    {
        var folder = Path.Combine(node.KubeletDirectory, Path.GetFileName(RepairFaults.Certificates)) is var own && Directory.Exists(own) ? own : Path.Combine(node.KubeletDirectory, "pki");
        var link = Path.Combine(folder, which == "client" ? "kubelet-client-current.pem" : "kubelet-server-current.pem");
        // The link is one of the node's own paths.
        var file = new FileInfo(link).LinkTarget is { } target ? Path.Combine(folder, Path.GetFileName(target)) : link;
        try
        {
            return File.Exists(file) ? X509Certificate2.CreateFromPem(File.ReadAllText(file)) : null;
        }
        catch (CryptographicException)
        {
            return null;
        }
    }
}
