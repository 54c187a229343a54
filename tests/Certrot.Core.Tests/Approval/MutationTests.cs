using System.Diagnostics;
using System.Formats.Asn1;
using System.Globalization;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using Certrot.Approval;
using Certrot.Approval.Policy;
using Certrot.TestKit;
using Certrot.TestKit.Attacks;

namespace Certrot.Core.Tests.Approval;

/// <summary>
/// Requests that are damaged at random and, half of them, signed again: what is approved all the same must be what the sound request asks for, as .NET's own reader of
/// requests sees it. <c>CERTROT_MUTATIONS</c> says how many; 20,000 otherwise.
/// </summary>
public sealed class MutationTests
{
    private const string Label = "CERTIFICATE REQUEST", SubjectAltName = "2.5.29.17";
    private static readonly ECDsa key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
    private static readonly byte[] ecdsaSha256 = RequestBuilder.Encode(w => w.WriteObjectIdentifier("1.2.840.10045.4.3.2"));

    // Without names that are expected by a pattern: a change from one of them to another would rightly be approved.
    private static readonly ApprovalPolicy policy = AttackedCluster.Policy with
    {
        Bootstrap = AttackedCluster.Policy.Bootstrap! with { Names = null },
        Serving = AttackedCluster.Policy.Serving! with { DnsNames = PatternSet.Create([@"^[a-z]+-[0-9]+(\.example\.com)?$"], out _, out _) },
    };

    private static readonly Shape[] shapes =
    [
        new(CsrBuilder.Serving(), Der("worker-1", "worker-1", "10.0.0.11"), ["worker-1", "10.0.0.11", "2001:db8::11", "worker-1.example.com"]),
        new(CsrBuilder.Serving(), Der("worker-1", "worker-1", "worker-1.example.com", "10.0.0.11", "2001:db8::11"), ["worker-1", "10.0.0.11", "2001:db8::11", "worker-1.example.com"]),
        new(CsrBuilder.Serving("edge-1"), Der("edge-1", "edge-1", "10.0.1.1"), ["edge-1", "10.0.1.1", "edge-1.example.com"]),
        new(CsrBuilder.Serving("worker-3"), Der("worker-3", "10.0.0.13"), ["worker-3", "10.0.0.13", "worker-3.example.com"]),
        new(CsrBuilder.Renewal(), Der("worker-1"), []),
        new(CsrBuilder.Bootstrap(), Der("edge-7"), []),
    ];

    private static int Count => int.TryParse(Environment.GetEnvironmentVariable("CERTROT_MUTATIONS"), CultureInfo.InvariantCulture, out var count) ? count : 20_000;

    [Fact]
    public void A_mutated_request_is_approved_only_as_what_the_sound_one_is()
    {
        var seed = Environment.TickCount;
        var random = new Random(seed);
        var approved = 0;
        for (var i = 0; i < Count; i++)
        {
            var shape = shapes[random.Next(shapes.Length)];
            var pem = Mutate(random, shape);
            try
            {
                if (Check(shape, pem)) approved++;
            }
            catch (Exception e)
            {
                Assert.Fail($"seed {seed}, mutation {i}: {e.Message}\n{Convert.ToBase64String(pem)}");
            }
        }

        Assert.True(approved > 0, $"seed {seed}: nothing was approved, so nothing was compared");
    }

    [Fact]
    public void The_sound_requests_are_approved_and_compared()
    {
        foreach (var shape in shapes) Assert.True(Check(shape, Encoding.ASCII.GetBytes(CertificateForge.Pem(Label, shape.Der))));
    }

    [Fact]
    public void The_comparison_sees_what_it_must()
    {
        var shape = shapes[0];
        Assert.NotNull(Difference(shape, Der("worker-1", "worker-2")));
        Assert.NotNull(Difference(shape, Der("worker-1", "10.0.0.12")));
        Assert.NotNull(Difference(shape, Der("worker-2", "worker-1")));
        Assert.NotNull(Difference(shape, [.. shape.Der[..^1], (byte)(shape.Der[^1] ^ 1)]));
        Assert.NotNull(Difference(shapes[4], shape.Der));
        Assert.NotNull(Difference(shape, Der("worker-1")));
    }

    /// <returns>Whether it is approved.</returns>
    private static bool Check(Shape shape, byte[] pem)
    {
        var watch = Stopwatch.StartNew();
        var verdict = ApprovalJudge.Decide(AttackedCluster.Case((shape.Csr with { Request = pem }).Build()) with { Policy = policy });
        if (watch.Elapsed > TimeSpan.FromSeconds(5)) throw new InvalidOperationException($"it took {watch.Elapsed}");
        if (verdict.Decision != Decision.Approve) return false;
        if (Difference(shape, PemDer(pem)) is { } difference) throw new InvalidOperationException("approved, but " + difference);
        return true;
    }

    private static byte[] Mutate(Random random, Shape shape)
    {
        if (random.Next(8) == 0) return Change(random, Encoding.ASCII.GetBytes(CertificateForge.Pem(Label, shape.Der)), shapes[random.Next(shapes.Length)].Der);
        var other = shapes[random.Next(shapes.Length)].Der;
        var der = random.Next(2) == 0 ? Change(random, shape.Der, other) : SignAgain(Change(random, Info(shape.Der), Info(other)));
        return Encoding.ASCII.GetBytes(CertificateForge.Pem(Label, der));
    }

    private static byte[] Change(Random random, byte[] sound, byte[] other)
    {
        var bytes = sound.ToList();
        for (var steps = random.Next(3) == 0 ? random.Next(2, 6) : 1; steps > 0 && bytes.Count > 1; steps--)
        {
            var (at, value) = (random.Next(bytes.Count), (byte)random.Next(256));
            var length = Math.Min(random.Next(1, 24), bytes.Count - at);
            switch (random.Next(9))
            {
                case 0: bytes[at] ^= (byte)(1 << random.Next(8)); break;
                case 1: bytes[at] = value; break;
                case 2: bytes.Insert(at, value); break;
                case 3: bytes.RemoveRange(at, length); break;
                case 4: bytes.InsertRange(random.Next(bytes.Count), bytes.GetRange(at, length)); break;
                case 5: Splice(random, bytes, at, other); break;
                case 6: bytes = [.. DuplicateValue(random, [.. bytes])]; break;
                case 7: bytes = [.. Relength(random, [.. bytes])]; break;
                default: bytes[at] = "\0\u0001\u007F\u0080\u00FF \n-=*.aA1"u8[random.Next(11)]; break;
            }
        }

        return [.. bytes];
    }

    private static void Splice(Random random, List<byte> bytes, int at, byte[] other)
    {
        var from = random.Next(other.Length);
        var taken = other[from..Math.Min(other.Length, from + random.Next(1, 60))];
        bytes.RemoveRange(at, Math.Min(taken.Length, bytes.Count - at));
        bytes.InsertRange(at, taken);
    }

    /// <summary>A value of the tree is written twice, and the lengths around it are made right: so that more than the outermost check is reached.</summary>
    private static byte[] DuplicateValue(Random random, byte[] der) => Rebuild(random, der, value => [.. value, .. value]);

    /// <summary>A byte is put into the content of a value of the tree, or taken out, and the lengths around it are made right.</summary>
    private static byte[] Relength(Random random, byte[] der) => Rebuild(random, der, value =>
    {
        var content = value[2..];
        if (value[1] >= 0x80) return value;
        if (content.Length > 0 && random.Next(2) == 0) return RequestBuilder.Tlv(value[0], content[..^1]);
        return RequestBuilder.Tlv(value[0], [.. content, (byte)random.Next(256)]);
    });

    private static byte[] Rebuild(Random random, byte[] der, Func<byte[], byte[]> change)
    {
        try
        {
            var reader = new AsnReader(der, AsnEncodingRules.DER);
            var tag = reader.PeekTag();
            var isWhole = reader.PeekEncodedValue().Length == der.Length;
            if (!isWhole || (!tag.IsConstructed && tag != Asn1Tag.PrimitiveOctetString) || random.Next(4) == 0) return change(der);
            var inner = new AsnReader(reader.PeekContentBytes(), AsnEncodingRules.DER);
            var values = new List<byte[]>();
            while (inner.HasData) values.Add(inner.ReadEncodedValue().ToArray());
            if (values.Count == 0) return change(der);
            var chosen = random.Next(values.Count);
            values[chosen] = Rebuild(random, values[chosen], change);
            return RequestBuilder.Tlv(der[0], [.. values.SelectMany(v => v)]);
        }
        catch (AsnContentException)
        {
            return der.Length > 2 ? change(der) : der;
        }
    }

    private static byte[] Der(string node, params string[] names) => new RequestBuilder
    {
        Key = key,
        Subject = KubeletRequest.Subject(node),
        Attributes = names.Length == 0 ? [] : [RequestBuilder.ExtensionRequest(KubeletRequest.AltNames(names))],
    }.Build();

    private static byte[] Info(byte[] der) => new AsnReader(der, AsnEncodingRules.DER).ReadSequence().ReadEncodedValue().ToArray();

    private static byte[] SignAgain(byte[] info) => RequestBuilder.Seal(info, ecdsaSha256, RequestBuilder.Signature(key, info, HashAlgorithmName.SHA256));

    private static byte[] PemDer(byte[] pem)
    {
        var text = Encoding.ASCII.GetString(pem);
        return Convert.FromBase64String(text[PemEncoding.Find(text).Base64Data]);
    }

    /// <summary>What is approved is read by .NET, which knows nothing of this program: why it is not what the node may have; null where it is.</summary>
    private static string? Difference(Shape shape, byte[] der)
    {
        CertificateRequest request;
        try
        {
            request = CertificateRequest.LoadSigningRequest(der, HashAlgorithmName.SHA256, CertificateRequestLoadOptions.UnsafeLoadCertificateExtensions);
        }
        catch (CryptographicException e)
        {
            return $".NET does not read it: {e.Message}";
        }

        var sound = CertificateRequest.LoadSigningRequest(shape.Der, HashAlgorithmName.SHA256, CertificateRequestLoadOptions.UnsafeLoadCertificateExtensions);
        if (request.SubjectName.Name != sound.SubjectName.Name) return $"the subject is {request.SubjectName.Name}";
        if (request.OtherRequestAttributes.Count > 0) return "there are other attributes";
        if (request.CertificateExtensions.FirstOrDefault(e => e.Oid?.Value != SubjectAltName) is { } extension) return $"there is the extension {extension.Oid?.Value}";
        if (request.CertificateExtensions.Count > 1) return "there are several extensions";
        if ((request.CertificateExtensions.Count == 0) != (shape.Allowed.Length == 0)) return "there are names, or none";
        foreach (var found in request.CertificateExtensions)
        {
            var names = new X509SubjectAlternativeNameExtension(found.RawData);
            string[] all = [.. names.EnumerateDnsNames(), .. names.EnumerateIPAddresses().Select(a => (a.IsIPv4MappedToIPv6 ? a.MapToIPv4() : a).ToString())];
            if (all.Length == 0 || all.Length != Values(found.RawData)) return "there is a name of another type";
            if (all.FirstOrDefault(n => !shape.Allowed.Contains(n, StringComparer.OrdinalIgnoreCase)) is { } other) return $"there is the name {other}";
        }

        return null;
    }

    private static int Values(byte[] sequence)
    {
        var (reader, count) = (new AsnReader(sequence, AsnEncodingRules.DER).ReadSequence(), 0);
        for (; reader.HasData; count++) reader.ReadEncodedValue();
        return count;
    }

    private sealed record Shape(CsrBuilder Csr, byte[] Der, string[] Allowed);
}
