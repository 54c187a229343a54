using System.Globalization;

namespace Certrot.Approval.Rules;

/// <summary>The lifetime that is asked for (<c>spec.expirationSeconds</c>, since 1.22) is within the policy's bounds; without one the signer chooses.</summary>
internal sealed class LifetimeRule : ApprovalRule
{
    public override string Id => "lifetime";

    public override string Question => "Is the lifetime that is asked for within bounds?";

    public override RuleResult Judge(ApprovalCase request)
    {
        if (request.Csr.ExpirationSeconds is not { } seconds) return Pass("the signer chooses");
        var (asked, policy) = (TimeSpan.FromSeconds(seconds), request.Policy);
        return asked < policy.MinLifetime || asked > policy.MaxLifetime
            ? Fail($"the lifetime is too {(asked < policy.MinLifetime ? "short" : "long")}", $"{Text(policy.MinLifetime)} to {Text(policy.MaxLifetime)}", Text(asked))
            : Pass(Text(asked));
    }

    private static string Text(TimeSpan time) => string.Create(CultureInfo.InvariantCulture, $"{time.TotalHours:0.##} h");
}
