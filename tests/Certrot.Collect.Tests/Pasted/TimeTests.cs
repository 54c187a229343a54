namespace Certrot.Collect.Tests.Pasted;

public sealed class TimeTests
{
    [Theory]
    // The message itself has the year.
    [InlineData("E0304 10:00:05.000000 1 a.go:1] x509: certificate has expired or is not yet valid: current time 2021-03-04T10:00:05Z is after 2021-03-03T09:55:00Z", "2021-03-04T10:00:05Z")]
    // The expiry is the last thing that has a year: the log is from after it.
    [InlineData("Jan 18 17:33:58 w1 kubelet[1]: E0118 17:33:58.888700 1 bootstrap.go:265] part of the existing bootstrap client certificate is expired: 2020-12-06 18:55:55 +0000 UTC", "2021-01-18T17:33:58Z")]
    // Certificate dates beside a log that speaks of expiry.
    [InlineData("E0304 10:00:05.000000 1 a.go:1] x509: certificate has expired or is not yet valid\n\nnotBefore=Mar  3 09:55:00 2020 GMT\nnotAfter=Mar  3 09:55:00 2021 GMT\n", "2021-03-04T10:00:05Z")]
    // Only the end of a certificate: the log is from about then.
    [InlineData("E0318 10:00:05.000000 1 a.go:1] Unauthorized\n\nnotAfter=Mar  3 09:55:00 2021 GMT\n", "2021-03-18T10:00:05Z")]
    // Journald with a year, klog without, across New Year.
    [InlineData("2021-01-01T00:00:03+0000 w1 kubelet[1]: E0101 00:00:03.000000 1 a.go:1] x\nE1231 23:59:58.000000 1 a.go:1] x", "2021-01-01T00:00:03Z")]
    // Nothing has a year: the newest occurrence that is not in the future.
    [InlineData("E1124 10:00:05.000000 1 a.go:1] x509: certificate signed by unknown authority", "2026-11-24T10:00:05Z")]
    [InlineData("E1201 10:00:05.000000 1 a.go:1] x509: certificate signed by unknown authority", "2025-12-01T10:00:05Z")]
    // A log that runs over New Year ends in January.
    [InlineData("E1231 10:00:05.000000 1 a.go:1] x\nE0101 10:00:05.000000 1 a.go:1] x", "2026-01-01T10:00:05Z")]
    // A dated certificate file.
    [InlineData("I0620 11:14:21.000000 1 certificate_store.go:130] Loading cert/key pair from \"/var/lib/kubelet/pki/kubelet-client-2021-06-20-11-14-20.pem\".", "2021-06-20T11:14:21Z")]
    [InlineData("nothing at all", "2026-11-23T09:00:00Z")]
    public void Present_is_found_in_the_text(string text, string expected)
    {
        var evidence = Paste.Read(text);

        Assert.Equal(Paste.Utc(expected), evidence.CollectedAt);
        Assert.False(evidence.CollectedAtKnown);
    }

    [Theory]
    [InlineData("$ date\nThu Mar  4 10:00:00 CET 2021", "2021-03-04T09:00:00Z")]
    [InlineData("$ date -u\nThu 04 Mar 2021 10:00:00 PM UTC", "2021-03-04T22:00:00Z")]
    [InlineData("$ date -R\nThu, 04 Mar 2021 10:00:00 +0100", "2021-03-04T09:00:00Z")]
    [InlineData("$ date -Is\n2021-03-04T10:00:00+01:00", "2021-03-04T09:00:00Z")]
    [InlineData("Sun Aug 23 22:28:31 HKT 2020", "2020-08-23T14:28:31Z")]
    public void Date_tells_the_present(string text, string expected)
    {
        var evidence = Paste.Read(text);

        Assert.Equal(Paste.Utc(expected), evidence.CollectedAt);
        Assert.True(evidence.CollectedAtKnown);
    }
}
