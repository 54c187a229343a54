using System.Formats.Asn1;

namespace Certrot.Pki;

/// <summary>The three parts that certificates and requests have in common: what is signed, how, and the signature.</summary>
internal readonly ref struct SignedDer
{
    private SignedDer(ReadOnlyMemory<byte> signed, string algorithm, ReadOnlyMemory<byte> parameters, byte[] signature)
    {
        Signed = signed;
        Algorithm = algorithm;
        Parameters = parameters;
        Signature = signature;
    }

    internal ReadOnlyMemory<byte> Signed { get; }

    internal string Algorithm { get; }

    /// <summary>Parameters of the algorithm, DER; empty where there are none.</summary>
    internal ReadOnlyMemory<byte> Parameters { get; }

    internal byte[] Signature { get; }

    /// <exception cref="AsnContentException">The bytes are no such structure.</exception>
    internal static SignedDer Read(ReadOnlyMemory<byte> der)
    {
        var outer = new AsnReader(der, AsnEncodingRules.BER).ReadSequence();
        var signed = outer.ReadEncodedValue();
        var algorithm = outer.ReadSequence();
        var oid = Der.ReadOid(algorithm);
        var parameters = algorithm.HasData ? algorithm.ReadEncodedValue() : default;
        return new SignedDer(signed, oid, parameters, outer.ReadBitString(out _));
    }
}
