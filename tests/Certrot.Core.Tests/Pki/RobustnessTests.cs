using System.Text;
using Certrot.Pki;
using Certrot.TestKit;
using FsCheck;
using FsCheck.Fluent;

namespace Certrot.Core.Tests.Pki;

/// <summary>Nothing that comes in makes the readers throw.</summary>
public sealed class RobustnessTests
{
    private static readonly DateTimeOffset Now = new(2026, 11, 23, 0, 0, 0, TimeSpan.Zero);
    private static readonly byte[] SoundCertificate = CertificateTests.Parse(Recorded.ServingFile).Der;
    private static readonly byte[] SoundRequest = PemReader.Read(Encoding.ASCII.GetBytes(Recorded.ServingRequestPem))[0].Der!;
    private static readonly byte[] SoundFile = Encoding.ASCII.GetBytes(Recorded.ServingFile);
    private static readonly Certificate Anchor = CertificateTests.Parse(Recorded.AuthorityPem);

    [Fact]
    public void Random_bytes_never_throw()
    {
        Prop.ForAll<byte[]>(bytes =>
        {
            var content = bytes ?? [];
            TryAll(content);
            TryAll([0x30, .. content]);
            return true;
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(500));
    }

    [Fact]
    public void Mutated_certificates_never_throw() => CheckMutations(SoundCertificate, 4000);

    [Fact]
    public void Mutated_requests_never_throw() => CheckMutations(SoundRequest, 4000);

    [Fact]
    public void Mutated_files_never_throw() => CheckMutations(SoundFile, 2000);

    [Fact]
    public void Every_cut_of_a_file_is_either_sound_or_told()
    {
        for (var length = 0; length < SoundFile.Length; length++)
        {
            var file = CertificateFileReader.Read(SoundFile.AsSpan(0, length), "x");
            Assert.True(file.Problems.Count > 0 || file.Certificates.Count == 1, $"cut at {length}");
        }
    }

    [Fact]
    public void No_change_of_one_bit_keeps_a_request_both_sound_and_signed()
    {
        for (var i = 0; i < SoundRequest.Length; i++)
        {
            var changed = (byte[])SoundRequest.Clone();
            changed[i] ^= 0x01;
            var request = CertificateRequest.TryParseDer(changed, out _);
            Assert.False(request is { Problems.Count: 0 } && request.HasValidSignature(), $"byte {i}");
        }
    }

    private static void CheckMutations(byte[] sound, int count)
    {
        var mutations = Gen.ArrayOf(
            from place in Gen.Choose(0, sound.Length - 1)
            from value in Gen.Choose(0, 255)
            from kind in Gen.Choose(0, 3)
            select (place, (byte)value, kind));
        Prop.ForAll(mutations.Resize(6).ToArbitrary(), steps =>
        {
            var bytes = sound.ToList();
            foreach (var (place, value, kind) in steps)
            {
                var at = Math.Min(place, bytes.Count - 1);
                if (kind == 0) bytes.Insert(at, value);
                else if (kind == 1 && bytes.Count > 1) bytes.RemoveAt(at);
                else bytes[at] = value;
            }

            TryAll([.. bytes]);
            return true;
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(count));
    }

    private static void TryAll(byte[] bytes)
    {
        var certificate = Certificate.TryParse(bytes, out var certificateProblem);
        Assert.Equal(certificate is null, certificateProblem is not null);
        if (certificate is not null)
        {
            ChainVerifier.Verify(certificate, [], [Anchor], Now, CertificateForge.ServerAuth, verifySignatures: true);
            HostNames.Covers(certificate, "worker-1");
            Signatures.IsSignedBy(Anchor, certificate);
        }

        var request = CertificateRequest.TryParseDer(bytes, out var requestProblem);
        Assert.Equal(request is null, requestProblem is not null);
        request?.HasValidSignature();
        var fromPem = CertificateRequest.TryParsePem(bytes, out var pemProblem);
        Assert.Equal(fromPem is null, pemProblem is not null);
        PemReader.Read(bytes);
        CertificateFileReader.Read(bytes, "x");
    }
}
