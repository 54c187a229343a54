using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;

namespace Certrot.Pki;

public sealed partial record CertificateRequest
{
    /// <summary>Placeholder: the subject only.</summary>
    public static CertificateRequest? TryParsePem(ReadOnlySpan<byte> pem, out string? problem)
    {
        problem = null;
        try
        {
            var request = System.Security.Cryptography.X509Certificates.CertificateRequest.LoadSigningRequestPem(
                Encoding.UTF8.GetString(pem), HashAlgorithmName.SHA256, CertificateRequestLoadOptions.SkipSignatureValidation);
            string? name = null;
            foreach (var part in request.SubjectName.EnumerateRelativeDistinguishedNames(reversed: false))
            {
                if (part.GetSingleElementType().Value == "2.5.4.3")
                    name = part.GetSingleElementValue();
            }
            return new CertificateRequest
            {
                Subject = new DistinguishedName(name, [], request.SubjectName.Name),
                KeyDescription = "",
                PublicKeyInfo = [],
                SignatureAlgorithm = "",
                Der = [],
            };
        }
        catch (Exception error) when (error is CryptographicException or ArgumentException or InvalidOperationException or NotSupportedException)
        {
            problem = error.Message;
            return null;
        }
    }
}
