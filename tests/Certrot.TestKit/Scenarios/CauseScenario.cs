namespace Certrot.TestKit.Scenarios;

/// <summary>The scenario of a cause, and a near miss that must not get its label. Found by reflection: writing the class is enough.</summary>
public abstract class CauseScenario
{
    /// <summary>The label.</summary>
    public abstract string Cause { get; }

    /// <summary><c>client</c>, <c>serving</c> or null, as the report must say.</summary>
    public virtual string? Certificate => "client";

    /// <summary>The verdict that the report must have.</summary>
    public virtual string Verdict => Reports.Verdicts.Failing;

    /// <summary>Evidence whose root cause is the label.</summary>
    public abstract NodeScenario Build();

    /// <summary>Evidence that looks like it and is something else.</summary>
    public abstract NodeScenario NearMiss();

    /// <summary>The label that the near miss must get.</summary>
    public abstract string NearMissIs { get; }
}
