namespace Certrot.Core.Tests.Pki;

/// <summary>Certificates and requests of real clusters.</summary>
internal static class Recorded
{
    /// <summary>A cluster's CA, <c>CN=kubernetes</c>, made with openssl.</summary>
    public const string AuthorityPem = """
        -----BEGIN CERTIFICATE-----
        MIIBpjCCAUygAwIBAgIUEigT+jX59pId+wWRLzaCsWGierswCgYIKoZIzj0EAwIw
        FTETMBEGA1UEAwwKa3ViZXJuZXRlczAeFw0yNjExMjIwNTQ5MzRaFw0zNjExMTkw
        NTQ5MzRaMBUxEzARBgNVBAMMCmt1YmVybmV0ZXMwWTATBgcqhkjOPQIBBggqhkjO
        PQMBBwNCAASz5rkZQIiOs72NrAmDDbfk9Zx07RMdITsEZTTYpspyCOFLHnGprRNO
        9M2/vGJuvD643/0fJ8Rv3i/3p0N8qpE9o3oweDAdBgNVHQ4EFgQUkXw2ZeC3EYCm
        cKzDtHaaFZZYeO8wHwYDVR0jBBgwFoAUkXw2ZeC3EYCmcKzDtHaaFZZYeO8wDwYD
        VR0TAQH/BAUwAwEB/zAOBgNVHQ8BAf8EBAMCAYYwFQYDVR0RBA4wDIIKa3ViZXJu
        ZXRlczAKBggqhkjOPQQDAgNIADBFAiEAqEw6fMJUAm/Ip5fgt1gdFQzIyJ4ZnxmM
        hYOJLoZq86wCIAoZuHks3h7I7JWQT9xrTqu+90R8RjZA52A/5adwM+Zr
        -----END CERTIFICATE-----

        """;

    /// <summary>Another cluster's CA of the same name.</summary>
    public const string OtherAuthorityPem = """
        -----BEGIN CERTIFICATE-----
        MIIBpTCCAUygAwIBAgIURygj3wZavlxntrAKvpq8z68/BbwwCgYIKoZIzj0EAwIw
        FTETMBEGA1UEAwwKa3ViZXJuZXRlczAeFw0yNjExMjIwNTUxMjlaFw0zNjExMTkw
        NTUxMjlaMBUxEzARBgNVBAMMCmt1YmVybmV0ZXMwWTATBgcqhkjOPQIBBggqhkjO
        PQMBBwNCAATE0LRlIxzytX4QLjYk1RsEs0YQeOgB9MbhOSAltEI+oPhksmz76TAz
        TGTvH7pD5TuaV6BvOJF3ZB4egauti7+Bo3oweDAdBgNVHQ4EFgQUFC+0Z6KyQ8nU
        EcpmQSdqK1aHEeYwHwYDVR0jBBgwFoAUFC+0Z6KyQ8nUEcpmQSdqK1aHEeYwDwYD
        VR0TAQH/BAUwAwEB/zAOBgNVHQ8BAf8EBAMCAYYwFQYDVR0RBA4wDIIKa3ViZXJu
        ZXRlczAKBggqhkjOPQQDAgNHADBEAiA0PFaJ+hi4CK2faSy4Cj+LZUCyCkMKApaS
        /Rr+uBZF2AIgBB3xPu2VeYAsGMm0di/bjTnAOPnyuUg4ZyPozZYsYAU=
        -----END CERTIFICATE-----

        """;

    /// <summary>A kubelet's client file (1.20), signed by the CA.</summary>
    public const string ClientFile = """
        -----BEGIN CERTIFICATE-----
        MIIBoTCCAUagAwIBAgIRANvAPLaRrE/7fYOjPCdf16IwCgYIKoZIzj0EAwIwFTET
        MBEGA1UEAwwKa3ViZXJuZXRlczAeFw0yNjExMjIwNTQ0NDRaFw0yNzExMjIwNTQ0
        NDRaMDYxFTATBgNVBAoTDHN5c3RlbTpub2RlczEdMBsGA1UEAxMUc3lzdGVtOm5v
        ZGU6d29ya2VyLTEwWTATBgcqhkjOPQIBBggqhkjOPQMBBwNCAAT5RiSsCKZHToDY
        zF6qI0su1vGxEIlP9jQeYWfOpEVsC4o4Ifx2blXptCg+fj3zzmNdrJlS3KknFhbW
        jSCvkMxbo1YwVDAOBgNVHQ8BAf8EBAMCBaAwEwYDVR0lBAwwCgYIKwYBBQUHAwIw
        DAYDVR0TAQH/BAIwADAfBgNVHSMEGDAWgBSRfDZl4LcRgKZwrMO0dpoVllh47zAK
        BggqhkjOPQQDAgNJADBGAiEA4QCnQj+4GICCEWBX0pTPARDrquBuYiMxl9lHldi3
        pu4CIQChuzDsuUBZ4artAmvUzMNCGPILoTGfss7n+DnW8me65w==
        -----END CERTIFICATE-----
        -----BEGIN EC PRIVATE KEY-----
        REDACTED
        -----END EC PRIVATE KEY-----

        """;

    /// <summary>A kubelet's serving file (1.20), signed by the CA.</summary>
    public const string ServingFile = """
        -----BEGIN CERTIFICATE-----
        MIIBuzCCAWCgAwIBAgIQDI3c3+OKaUJPv9pDCJrDyzAKBggqhkjOPQQDAjAVMRMw
        EQYDVQQDDAprdWJlcm5ldGVzMB4XDTI2MTEyMjA1NDQ1OVoXDTI3MTEyMjA1NDQ1
        OVowNjEVMBMGA1UEChMMc3lzdGVtOm5vZGVzMR0wGwYDVQQDExRzeXN0ZW06bm9k
        ZTp3b3JrZXItMTBZMBMGByqGSM49AgEGCCqGSM49AwEHA0IABB+23VDd6ngbO5RB
        Rfam/+CKlD7JVCpq6KywGQspWuwOsEuP2Fr4Dl+jrnwhbU9eRsdGl1/+uhuAfKCH
        FqhiJmWjcTBvMA4GA1UdDwEB/wQEAwIFoDATBgNVHSUEDDAKBggrBgEFBQcDATAM
        BgNVHRMBAf8EAjAAMB8GA1UdIwQYMBaAFJF8NmXgtxGApnCsw7R2mhWWWHjvMBkG
        A1UdEQQSMBCCCHdvcmtlci0xhwQKYwELMAoGCCqGSM49BAMCA0kAMEYCIQCbUPLW
        YkUZakqfrHEHO6W60t0wFmRzhqjUFLlmtWlyvwIhAIZi80LOmGAR11swhrqI8hAK
        M8xzAQx+B4ubKCb1QWb1
        -----END CERTIFICATE-----
        -----BEGIN EC PRIVATE KEY-----
        REDACTED
        -----END EC PRIVATE KEY-----

        """;

    /// <summary>A client file that a full disk cut off.</summary>
    public const string CutOffFile = """
        -----BEGIN CERTIFICATE-----
        MIIBnzCCAUWgAwIBAgIQOQwQ/cNU1Kf2qDOeU5orFzAKBggqhkjOPQQDAjAVMRMw
        EQYDVQQDDAprdWJlcm5ldGVzMB4XDTI2MTEyMjA1NDMyOFoXDTI3MTEyMjA1NDMy
        OFowNjEVMBMGA1UEChMMc3lzdGVtOm5vZGVzMR0wGwYDVQQDExRzeXN0ZW06bm9k
        ZTp3b3JrZXItMTBZMBMGByqGSM49AgEGCCqGSM49AwEHA0IABJRWoVlOcoKi
        """;

    /// <summary>A kubelet's self-made serving certificate with its CA behind it.</summary>
    public const string SelfSignedFile = """
        -----BEGIN CERTIFICATE-----
        MIIBzTCCAXOgAwIBAgIUEspOMtdISXcPZ8b0ifrNtmUOWbowCgYIKoZIzj0EAwIw
        ITEfMB0GA1UEAwwWd29ya2VyLTEtY2FAMTcwMDAwMDAwMDAeFw0yNTExMjIwNjAy
        MzlaFw0yNjExMjIwMTAyMzlaMB4xHDAaBgNVBAMME3dvcmtlci0xQDE3MDAwMDAw
        MDAwWTATBgcqhkjOPQIBBggqhkjOPQMBBwNCAASg7AwV87B+QzNpUDA3sDd4O+Kn
        zHJMTV+sdIFe7rRoSUpevyx+LeyrK5ph6efy4fWCsF2zrM84bfIobCcaq8BAo4GL
        MIGIMAwGA1UdEwEB/wQCMAAwDgYDVR0PAQH/BAQDAgeAMBMGA1UdJQQMMAoGCCsG
        AQUFBwMBMBMGA1UdEQQMMAqCCHdvcmtlci0xMB0GA1UdDgQWBBTtv02eSHJwHbjt
        4UJBJ89vdy93WTAfBgNVHSMEGDAWgBQMG8vYKrh9SpamAU2U/KTDTeteKTAKBggq
        hkjOPQQDAgNIADBFAiEAg3JTLyzpssBW6YZHHfEFACqeNfvWYbqpE3xdyz2l7kAC
        IGzXHsUg+KmFtGlje4NxO9QFyqeRqDPQxnkbHa5ypY6e
        -----END CERTIFICATE-----
        -----BEGIN CERTIFICATE-----
        MIIBzDCCAXKgAwIBAgIUV9ziN9VbhcdRPiLRrEeflsCp80UwCgYIKoZIzj0EAwIw
        ITEfMB0GA1UEAwwWd29ya2VyLTEtY2FAMTcwMDAwMDAwMDAeFw0yNjExMjIwNjAy
        MzlaFw0zNjExMTkwNjAyMzlaMCExHzAdBgNVBAMMFndvcmtlci0xLWNhQDE3MDAw
        MDAwMDAwWTATBgcqhkjOPQIBBggqhkjOPQMBBwNCAARXI6SwAEY6EAhGyMJhX5Kv
        Qdh8ZYqCBOJt/CcdMOPwq8qxJsji6fLmKxzgfz7UWA7THMKXlS8aJWEJMRbkrCZI
        o4GHMIGEMB0GA1UdDgQWBBQMG8vYKrh9SpamAU2U/KTDTeteKTAfBgNVHSMEGDAW
        gBQMG8vYKrh9SpamAU2U/KTDTeteKTAPBgNVHRMBAf8EBTADAQH/MA4GA1UdDwEB
        /wQEAwIBhjAhBgNVHREEGjAYghZ3b3JrZXItMS1jYUAxNzAwMDAwMDAwMAoGCCqG
        SM49BAMCA0gAMEUCIGLZnkFE7SCPUKNADrE6vQ/2CHTBhZelqY3AzaM1RWJZAiEA
        qenr1TY0eovprOAizc4Uh+k5nGaU6gvnN51NQAnMPOE=
        -----END CERTIFICATE-----

        """;

    /// <summary>A kubelet's client request (1.36).</summary>
    public const string ClientRequestPem = """
        -----BEGIN CERTIFICATE REQUEST-----
        MIHxMIGYAgEAMDYxFTATBgNVBAoTDHN5c3RlbTpub2RlczEdMBsGA1UEAxMUc3lz
        dGVtOm5vZGU6d29ya2VyLTEwWTATBgcqhkjOPQIBBggqhkjOPQMBBwNCAARs5lvz
        rGgeuMn8heaMR301EzPyiHt4HTkcHh8aTkzRPB3ONUmAgw3bOSm9AEOXEdPEnULT
        ktEdOdru6WyN0pyPoAAwCgYIKoZIzj0EAwIDSAAwRQIhAOTh4Ilc6XbJXu83JhP/
        NNRO7q2zr4G95pxkel/tut/XAiBhJ2S+oNpGOvPI8MuPByMZDgUQcLcZyHIyzGrY
        N0e1ng==
        -----END CERTIFICATE REQUEST-----

        """;

    /// <summary>A kubelet's serving request (1.36).</summary>
    public const string ServingRequestPem = """
        -----BEGIN CERTIFICATE REQUEST-----
        MIIBHTCBxAIBADA2MRUwEwYDVQQKEwxzeXN0ZW06bm9kZXMxHTAbBgNVBAMTFHN5
        c3RlbTpub2RlOndvcmtlci0xMFkwEwYHKoZIzj0CAQYIKoZIzj0DAQcDQgAE3VI/
        mA1UCcCrXmeqeLQy3iOz18k5Cdal3cYPwMNtp5FaDqAb7qLwL+WVlf3/9wF8UAHj
        JeRtYwTVbmMZS/xuRKAsMCoGCSqGSIb3DQEJDjEdMBswGQYDVR0RBBIwEIIId29y
        a2VyLTGHBApjAAswCgYIKoZIzj0EAwIDSAAwRQIgGxygHeFfV1qBN993aH6YSM7i
        z3KCUEsS9es7XQ8ywbkCIQDnAUKhC/dyhYRJqyr0uKbpi683QNgHfHmtzaNPU9Ew
        wQ==
        -----END CERTIFICATE REQUEST-----

        """;
}
