namespace Certrot.Pki;

/// <summary>Object identifiers that the parsers know.</summary>
internal static class Oids
{
    internal const string CommonName = "2.5.4.3";
    internal const string Organization = "2.5.4.10";

    internal const string SubjectKeyIdentifier = "2.5.29.14";
    internal const string KeyUsage = "2.5.29.15";
    internal const string SubjectAltName = "2.5.29.17";
    internal const string BasicConstraints = "2.5.29.19";
    internal const string AuthorityKeyIdentifier = "2.5.29.35";
    internal const string ExtendedKeyUsage = "2.5.29.37";
    internal const string AnyExtendedKeyUsage = "2.5.29.37.0";

    internal const string ExtensionRequest = "1.2.840.113549.1.9.14";

    internal const string EcPublicKey = "1.2.840.10045.2.1";
    internal const string Rsa = "1.2.840.113549.1.1.1";
    internal const string RsaPss = "1.2.840.113549.1.1.10";
    internal const string Ed25519 = "1.3.101.112";

    internal const string Sha256 = "2.16.840.1.101.3.4.2.1";
    internal const string Sha384 = "2.16.840.1.101.3.4.2.2";
    internal const string Sha512 = "2.16.840.1.101.3.4.2.3";

    /// <summary>The short name of an attribute of a distinguished name (RFC 4514 §3), or the identifier itself.</summary>
    internal static string AttributeName(string oid) => oid switch
    {
        CommonName => "CN",
        "2.5.4.5" => "SERIALNUMBER",
        "2.5.4.6" => "C",
        "2.5.4.7" => "L",
        "2.5.4.8" => "ST",
        "2.5.4.9" => "STREET",
        Organization => "O",
        "2.5.4.11" => "OU",
        "2.5.4.17" => "POSTALCODE",
        "0.9.2342.19200300.100.1.1" => "UID",
        "0.9.2342.19200300.100.1.25" => "DC",
        "1.2.840.113549.1.9.1" => "emailAddress",
        _ => oid,
    };

    /// <summary>The name of an extension or attribute with its identifier, or the identifier itself.</summary>
    internal static string Describe(string oid)
    {
        var name = oid switch
        {
            SubjectKeyIdentifier => "subjectKeyIdentifier",
            KeyUsage => "keyUsage",
            SubjectAltName => "subjectAltName",
            BasicConstraints => "basicConstraints",
            "2.5.29.30" => "nameConstraints",
            "2.5.29.32" => "certificatePolicies",
            AuthorityKeyIdentifier => "authorityKeyIdentifier",
            ExtendedKeyUsage => "extendedKeyUsage",
            "1.2.840.113549.1.9.2" => "unstructuredName",
            "1.2.840.113549.1.9.7" => "challengePassword",
            "1.3.6.1.4.1.311.13.2.3" => "Microsoft OS version",
            "1.3.6.1.4.1.311.21.20" => "Microsoft request client info",
            _ => null,
        };
        return name is null ? oid : $"{name} ({oid})";
    }
}
