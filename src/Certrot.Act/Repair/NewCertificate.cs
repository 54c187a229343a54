namespace Certrot.Act.Repair;

/// <summary>Whether a node got a certificate by its repair.</summary>
internal enum NewCertificate
{
    /// <summary>It got none: everything can be taken back.</summary>
    None,

    /// <summary>The newest steps brought one: what led to it is not taken back any more, for that would take the certificate, too.</summary>
    InUse,

    /// <summary>It got one by steps that are settled; what came behind them can be taken back by itself.</summary>
    Settled,
}
