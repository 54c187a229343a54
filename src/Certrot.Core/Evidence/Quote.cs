namespace Certrot.Evidence;

/// <summary>A piece of evidence as it stands in its source. The text holds no control characters and no secret.</summary>
/// <param name="Source">Where it stands.</param>
/// <param name="Text">What stands there, shortened to what matters.</param>
public sealed record Quote(Source Source, string Text);
