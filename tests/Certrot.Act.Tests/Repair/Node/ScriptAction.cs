using Certrot.Repair.Actions;

namespace Certrot.Act.Tests.Repair.Node;

/// <summary>An action of any text.</summary>
internal sealed record ScriptAction(Func<string?, string> Text) : NodeAction
{
    public ScriptAction(params string[] lines)
        : this(_ => string.Join('\n', lines))
    {
    }

    public string? From { get; init; }

    public override string? Reads => From;

    public override string Script(string? content) => Text(content);
}
