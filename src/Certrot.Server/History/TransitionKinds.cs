namespace Certrot.Server.History;

/// <summary>Values of <see cref="Transition.Kind"/>.</summary>
public static class TransitionKinds
{
    /// <summary>The node was seen for the first time.</summary>
    public const string FirstSeen = "first-seen";

    /// <summary>It fails from now on.</summary>
    public const string Failing = "failing";

    /// <summary>It failed or was at risk, and is healthy now.</summary>
    public const string Recovered = "recovered";

    /// <summary>Its verdict is another, and neither of the two above.</summary>
    public const string VerdictChanged = "verdict-changed";

    /// <summary>Its verdict is the same, for another cause.</summary>
    public const string CauseChanged = "cause-changed";

    /// <summary>One of its certificates was renewed.</summary>
    public const string Rotated = "rotated";

    /// <summary>Its Ready condition is no longer True.</summary>
    public const string NotReady = "not-ready";

    /// <summary>Its Ready condition is True again.</summary>
    public const string Ready = "ready";

    /// <summary>The node is no more.</summary>
    public const string Gone = "gone";
}
