namespace Certrot.Approval;

/// <summary>A rule of the policy. It looks at everything of its own matter, trusts nothing that another rule checks, and never throws for what a CSR holds.</summary>
public abstract class ApprovalRule
{
    /// <summary>Its id: a public contract, in conditions, audit lines and metrics.</summary>
    public abstract string Id { get; }

    /// <summary>What it asks, as a sentence.</summary>
    public abstract string Question { get; }

    /// <summary>Judges a CSR.</summary>
    public abstract RuleResult Judge(ApprovalCase request);

    /// <summary>It holds.</summary>
    private protected RuleResult Pass(string text) => new(Id, RuleOutcome.Pass, text, null, null, IsFinal: false);

    /// <summary>It does not hold, and never will.</summary>
    private protected RuleResult Fail(string text, string? expected = null, string? found = null) => new(Id, RuleOutcome.Fail, text, expected, found, IsFinal: true);

    /// <summary>It does not hold as things are.</summary>
    private protected RuleResult NotNow(string text, string? expected = null, string? found = null) => new(Id, RuleOutcome.Fail, text, expected, found, IsFinal: false);

    /// <summary>It cannot be told at present.</summary>
    private protected RuleResult Wait(string text) => new(Id, RuleOutcome.Wait, text, null, null, IsFinal: false);

    /// <summary>It does not concern this CSR.</summary>
    private protected RuleResult Skip(string text) => new(Id, RuleOutcome.Skip, text, null, null, IsFinal: false);

    /// <summary>It needs the request, which cannot be read.</summary>
    private protected RuleResult Unread() => Skip("the request cannot be read");
}
