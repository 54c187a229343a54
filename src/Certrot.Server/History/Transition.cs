namespace Certrot.Server.History;

/// <summary>Something that happened to a node, as it was recorded.</summary>
/// <param name="Id">Its number: later ones have higher numbers; 0 while it is not recorded.</param>
/// <param name="At">When it was seen, UTC.</param>
/// <param name="Context">The cluster.</param>
/// <param name="Node">The node.</param>
/// <param name="Kind">One of <see cref="TransitionKinds"/>.</param>
/// <param name="Certificate"><c>client</c> or <c>serving</c>; null where it is of neither.</param>
/// <param name="Before">Verdict and cause before; null where the node was not known.</param>
/// <param name="After">Verdict and cause after; null where the node is no more.</param>
/// <param name="Text">What happened, in one sentence.</param>
public sealed record Transition(long Id, DateTimeOffset At, string Context, string Node, string Kind, string? Certificate, VerdictAndCause? Before, VerdictAndCause? After, string Text);
