namespace Certrot.Pki;

/// <summary>A part of a PKCS#10 request.</summary>
public enum RequestPart
{
    /// <summary>PEM, and the outer structure of the DER.</summary>
    Form,

    /// <summary>The subject.</summary>
    Subject,

    /// <summary>The public key.</summary>
    Key,

    /// <summary>Attributes, and extensions other than subjectAltName.</summary>
    Attributes,

    /// <summary>The names of subjectAltName.</summary>
    AltNames,

    /// <summary>The signature.</summary>
    Signature,
}
