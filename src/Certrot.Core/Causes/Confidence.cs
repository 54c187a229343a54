namespace Certrot.Causes;

/// <summary>How sure a judgement is, least first.</summary>
public enum Confidence
{
    /// <summary>The evidence fits, and fits other causes as well.</summary>
    Possible,

    /// <summary>The evidence fits this cause best; its decisive check could not be made.</summary>
    Likely,

    /// <summary>The decisive check was made.</summary>
    Confirmed,
}
