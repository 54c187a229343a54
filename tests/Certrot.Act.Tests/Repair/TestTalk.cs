using Certrot.Act.Repair;
using Certrot.Repair;

namespace Certrot.Act.Tests.Repair;

/// <summary>Answers as a test wants it to, and keeps what it is told.</summary>
/// <param name="answer">The answer to a step of a number.</param>
internal sealed class TestTalk(Func<int, RepairAnswer> answer) : IRepairTalk
{
    public List<string> Said { get; } = [];

    public List<string> Asked { get; } = [];

    public Task<RepairAnswer> AskAsync(RepairPlan plan, RepairStep step, int number, int total, CancellationToken cancellation)
    {
        Asked.Add($"{plan.Node}: {step.Title}");
        return Task.FromResult(answer(number));
    }

    public void Say(string line) => Said.Add(line);
}
