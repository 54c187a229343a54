using System.Formats.Asn1;
using System.Text;

namespace Certrot.Pki;

/// <summary>Reads a distinguished name as Go's crypto/x509/pkix does (<c>Name.FillFromRDNSequence</c>: the last CN counts, all O count).</summary>
internal static class NameReader
{
    /// <summary>Reads a Name. What a strict policy refuses goes to <paramref name="problem"/>, where given.</summary>
    internal static DistinguishedName Read(ReadOnlyMemory<byte> name, AsnEncodingRules rules, Action<string>? problem)
    {
        string? commonName = null;
        var commonNames = 0;
        var organizations = new List<string>();
        var text = new StringBuilder();
        var sequence = new AsnReader(name, rules).ReadSequence();
        while (sequence.HasData)
        {
            var set = sequence.ReadSetOf(skipSortOrderValidation: true);
            if (!set.HasData) problem?.Invoke("the subject has an empty part (RDN)");
            for (var inSet = 0; set.HasData; inSet++)
            {
                if (inSet == 1) problem?.Invoke("the subject has a part with several attributes (multi-valued RDN)");
                var attribute = set.ReadSequence();
                var oid = Der.ReadOid(attribute);
                var label = Oids.AttributeName(oid);
                var value = Der.ReadText(attribute, out var isCommon);
                if (attribute.HasData) problem?.Invoke($"the subject's {label} has trailing data");
                if (!isCommon) problem?.Invoke($"the subject's {label} is not a sound PrintableString or UTF8String");
                if (oid == Oids.CommonName)
                {
                    commonName = value;
                    commonNames++;
                }
                else if (oid == Oids.Organization)
                {
                    organizations.Add(value);
                }
                else
                {
                    problem?.Invoke($"the subject has the attribute {label}; only O and CN are expected");
                }

                if (text.Length > 0) text.Append(inSet > 0 ? " + " : ", ");
                text.Append(label).Append('=');
                NameText.AppendAttributeValue(text, value);
            }
        }

        if (problem is not null)
        {
            if (commonNames == 0) problem("the subject has no CN");
            else if (commonName!.Length == 0) problem("the subject's CN is empty");
            if (commonNames > 1) problem($"the subject has {commonNames} CN: Go reads the last one only");
            if (organizations.Count > 1) problem($"the subject has {organizations.Count} O");
        }

        return new DistinguishedName(commonName, organizations, text.ToString());
    }
}
