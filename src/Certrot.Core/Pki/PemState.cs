namespace Certrot.Pki;

/// <summary>How a PEM block was found.</summary>
public enum PemState
{
    /// <summary>BEGIN, base64, END. For private keys: BEGIN, some content that is not looked at, END.</summary>
    Sound,

    /// <summary>The body is a word such as REDACTED, or holds no base64 at all.</summary>
    Redacted,

    /// <summary>The body is not base64.</summary>
    BadBase64,

    /// <summary>There is no END line before the next BEGIN line or the end of the text.</summary>
    Unterminated,

    /// <summary>The END line names another label than the BEGIN line.</summary>
    MismatchedEnd,
}
