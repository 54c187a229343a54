namespace Certrot.Repair;

/// <summary>What a check says.</summary>
/// <param name="State">Whether it is done.</param>
/// <param name="Text">What was seen, in one sentence.</param>
public sealed record CheckResult(CheckState State, string Text)
{
    /// <summary>The step worked.</summary>
    public static CheckResult Done(string text) => new(CheckState.Done, text);

    /// <summary>It may still work.</summary>
    public static CheckResult Waiting(string text) => new(CheckState.Waiting, text);

    /// <summary>It did not work, and waiting does not help.</summary>
    public static CheckResult Failed(string text) => new(CheckState.Failed, text);
}
