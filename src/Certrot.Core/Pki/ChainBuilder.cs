using System.Formats.Asn1;
using System.Globalization;

namespace Certrot.Pki;

/// <summary>The search of crypto/x509/verify.go (<c>buildChains</c>), with its order, its limits and its words.</summary>
internal sealed class ChainBuilder(
    IReadOnlyList<Certificate> intermediates,
    IReadOnlyList<Certificate> anchors,
    DateTimeOffset at,
    string? extendedKeyUsage,
    bool verifySignatures)
{
    // crypto/x509/verify.go, maxChainSignatureChecks.
    private const int MaxChecks = 100;

    private const string UnknownAuthority = "x509: certificate signed by unknown authority";

    private int checks;
    private Certificate? wrongUsage;

    /// <summary>What Go says of a certificate at a moment outside its validity; null inside.</summary>
    internal static string? TimeMessage(Certificate certificate, DateTimeOffset at)
    {
        if (certificate.IsValidAt(at)) return null;
        var (word, limit) = at < certificate.NotBefore ? ("before", certificate.NotBefore) : ("after", certificate.NotAfter);
        return $"x509: certificate has expired or is not yet valid: current time {Rfc3339(at)} is {word} {Rfc3339(limit)}";
    }

    internal ChainResult Build(Certificate leaf)
    {
        var failure = Contains(anchors, leaf) ? Accept([leaf]) : Search([leaf]);
        if (failure is { Status: ChainStatus.Valid } || wrongUsage is null) return failure;
        return new ChainResult(ChainStatus.WrongUsage, "x509: certificate specifies an incompatible key usage", wrongUsage);
    }

    private ChainResult Search(Certificate[] chain)
    {
        var child = chain[^1];
        ChainResult? failure = null;
        ChainResult? hint = null;
        foreach (var candidate in Candidates(anchors, child))
        {
            var result = Consider(chain, candidate, isAnchor: true, ref hint);
            if (result is { Status: ChainStatus.Valid }) return result;
            failure = result ?? failure;
        }

        foreach (var candidate in Candidates(intermediates, child))
        {
            var result = Consider(chain, candidate, isAnchor: false, ref hint);
            if (result is { Status: ChainStatus.Valid }) return result;
            failure = result ?? failure;
        }

        return failure ?? hint ?? new ChainResult(ChainStatus.UnknownAuthority, UnknownAuthority, Anchor: null);
    }

    // Null: this candidate is not the issuer, and says at most so by the hint.
    private ChainResult? Consider(Certificate[] chain, Certificate candidate, bool isAnchor, ref ChainResult? hint)
    {
        foreach (var link in chain)
        {
            if (SameBytes(link.SubjectDer, candidate.SubjectDer) && SameBytes(link.PublicKeyInfo, candidate.PublicKeyInfo)) return null;
        }

        if (++checks > MaxChecks)
        {
            return new ChainResult(
                ChainStatus.UnknownAuthority,
                "x509: signature check attempts limit reached while verifying certificate chain",
                Anchor: null);
        }

        if (NotSigned(chain[^1], candidate, out var status) is { } why)
        {
            hint ??= new ChainResult(
                status,
                $"{UnknownAuthority} (possibly because of {NameText.Quote(why)} while trying to verify candidate authority certificate {NameText.Quote(Title(candidate))})",
                candidate);
            return null;
        }

        if (TimeMessage(candidate, at) is { } untimely)
            return new ChainResult(at < candidate.NotBefore ? ChainStatus.NotYetValid : ChainStatus.AnchorExpired, untimely, candidate);
        if (!isAnchor && !candidate.IsCa)
            return new ChainResult(ChainStatus.UnknownAuthority, "x509: certificate is not authorized to sign other certificates", candidate);
        if (candidate.MaxPathLength is { } limit && chain.Length - 1 > limit)
            return new ChainResult(ChainStatus.UnknownAuthority, "x509: too many intermediates for path length constraint", candidate);
        Certificate[] longer = [.. chain, candidate];
        return isAnchor ? Accept(longer) : Search(longer);
    }

    // crypto/x509/verify.go, checkChainForKeyUsage: a CA's usages narrow those of what it signs.
    private ChainResult Accept(Certificate[] chain)
    {
        var anchor = chain[^1];
        if (extendedKeyUsage is not null)
        {
            foreach (var link in chain)
            {
                var usages = link.ExtendedKeyUsages;
                if (usages.Count == 0 || usages.Contains(extendedKeyUsage) || usages.Contains(Oids.AnyExtendedKeyUsage)) continue;
                wrongUsage ??= anchor;
                return new ChainResult(ChainStatus.WrongUsage, "x509: certificate specifies an incompatible key usage", anchor);
            }
        }

        return new ChainResult(ChainStatus.Valid, $"a chain leads to {anchor.Subject.Text}, valid until {Rfc3339(anchor.NotAfter)}", anchor);
    }

    // Go's CheckSignatureFrom: why the parent did not sign the child, or null where it did.
    private string? NotSigned(Certificate child, Certificate parent, out ChainStatus status)
    {
        status = ChainStatus.UnknownAuthority;
        if ((parent.HasBasicConstraints ? !parent.IsCa : parent.Version == 3) || parent.MayNotSign)
            return "x509: invalid signature: parent certificate cannot sign this kind of certificate";
        var algorithm = SignatureAlgorithm.Find(child.SignatureAlgorithm);
        if (algorithm is { IsInsecure: true }) return $"x509: cannot verify signature: insecure algorithm {algorithm.Name}";
        if (algorithm is null) return "x509: cannot verify signature: algorithm unimplemented";

        status = ChainStatus.SignatureMismatch;
        var sameKeyId = child.AuthorityKeyId is not null && child.AuthorityKeyId == parent.SubjectKeyId;
        if (sameKeyId && !verifySignatures) return null;
        var otherKeyId = child.AuthorityKeyId is not null && parent.SubjectKeyId is not null && !sameKeyId;

        // What cannot be checked here (Ed25519) is believed, unless the key identifiers speak against it.
        if (Signatures.IsSignedBy(child, parent) ?? !otherKeyId) return null;
        var key = PublicKeyFacts.Read(parent.PublicKeyInfo, AsnEncodingRules.BER).AlgorithmOid;
        if (GoKey(key) is { } have && GoKey(algorithm.KeyOid) is { } want && have != want)
            return $"x509: signature algorithm specifies an {want} public key, but have public key of type {GoType(key)}";
        return algorithm.KeyOid switch
        {
            Oids.EcPublicKey => "x509: ECDSA verification failure",
            Oids.Ed25519 => "x509: Ed25519 verification failure",
            _ => "crypto/rsa: verification error",
        };
    }

    // crypto/x509/cert_pool.go, findPotentialParents: by name; those with the matching key identifier first, those with another one last.
    private static List<Certificate> Candidates(IReadOnlyList<Certificate> pool, Certificate child)
    {
        var matching = new List<Certificate>();
        List<Certificate>? unsure = null;
        List<Certificate>? other = null;
        foreach (var candidate in pool)
        {
            if (!SameBytes(candidate.SubjectDer, child.IssuerDer)) continue;
            if (candidate.SubjectKeyId == child.AuthorityKeyId) matching.Add(candidate);
            else if (candidate.SubjectKeyId is null || child.AuthorityKeyId is null) (unsure ??= []).Add(candidate);
            else (other ??= []).Add(candidate);
        }

        if (unsure is not null) matching.AddRange(unsure);
        if (other is not null) matching.AddRange(other);
        return matching;
    }

    private static bool Contains(IReadOnlyList<Certificate> pool, Certificate certificate)
    {
        foreach (var member in pool)
        {
            if (SameBytes(member.Der, certificate.Der)) return true;
        }

        return false;
    }

    private static bool SameBytes(byte[] left, byte[] right) => left.AsSpan().SequenceEqual(right);

    private static string Title(Certificate certificate) =>
        certificate.Subject.CommonName is { Length: > 0 } name ? name
        : certificate.Subject.Organizations is [var organization, ..] ? organization
        : "serial:" + certificate.SerialNumber;

    private static string? GoKey(string oid) => oid switch
    {
        Oids.EcPublicKey => "ECDSA",
        Oids.Rsa => "RSA",
        Oids.Ed25519 => "Ed25519",
        _ => null,
    };

    private static string GoType(string oid) => oid switch
    {
        Oids.EcPublicKey => "*ecdsa.PublicKey",
        Oids.Rsa => "*rsa.PublicKey",
        _ => "ed25519.PublicKey",
    };

    private static string Rfc3339(DateTimeOffset time) => time.UtcDateTime.ToString("yyyy-MM-ddTHH:mm:ssZ", CultureInfo.InvariantCulture);
}
