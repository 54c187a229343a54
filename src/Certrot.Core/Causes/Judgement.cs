using Certrot.Diagnosis;
using Certrot.Evidence;

namespace Certrot.Causes;

/// <summary>What a cause says about a situation.</summary>
public abstract record Judgement
{
    private Judgement()
    {
    }

    /// <summary>Nothing speaks for the cause.</summary>
    public sealed record Silent : Judgement;

    /// <summary>It looked like the cause, and a decisive check excludes it.</summary>
    /// <param name="Reason">Why it is not that, in one sentence.</param>
    /// <param name="Evidence">What excludes it.</param>
    public sealed record RuledOut(string Reason, IReadOnlyList<Quote> Evidence) : Judgement;

    /// <summary>The cause holds.</summary>
    /// <param name="Confidence">How sure.</param>
    /// <param name="Certificate">Which certificate it concerns; null for neither.</param>
    /// <param name="Summary">One sentence with the names of this node and cluster.</param>
    /// <param name="Since">Since when; null where nothing tells.</param>
    /// <param name="Change">The change that preceded it; null where no evidence shows one.</param>
    /// <param name="Evidence">What it rests on, strongest first.</param>
    /// <param name="Latent">True where nothing fails yet.</param>
    public sealed record Holds(
        Confidence Confidence,
        CertificateKind? Certificate,
        string Summary,
        DateTimeOffset? Since,
        string? Change,
        IReadOnlyList<Quote> Evidence,
        bool Latent) : Judgement;
}
