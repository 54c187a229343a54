using Certrot.Act.Repair;
using Certrot.Render;
using Certrot.Render.Repair;
using Certrot.Repair;

namespace Certrot.Cli.Output;

/// <summary>Shows each step of a repair on standard output, and asks on the terminal.</summary>
/// <param name="asks">Whether there is somebody to ask.</param>
/// <param name="several">Whether several nodes are repaired: each step names its own then.</param>
/// <param name="options">How steps are shown.</param>
internal sealed class RepairTalk(bool asks, bool several, RenderOptions options) : IRepairTalk
{
    private bool all;
    private RepairStep? shown;

    public async Task<RepairAnswer> AskAsync(RepairPlan plan, RepairStep step, int number, int total, CancellationToken cancellation)
    {
        if (shown != step)
        {
            if (number > 1) Console.WriteLine();
            if (several) Console.WriteLine($"[{PlanText.Clean(plan.Node ?? "NODE")}]");
            PlanText.WriteStep(Console.Out, step, number, total, options);
            shown = step;
        }

        if (step.Phase == RepairPhase.Proof) return RepairAnswer.Go;
        if (step.IsByHand) return !asks ? RepairAnswer.Leave : await ReadAsync("  Press Enter when it is done, s to stop and take back: ", cancellation).ConfigureAwait(false) is "" ? RepairAnswer.Go : RepairAnswer.Stop;
        while (asks && !all)
        {
            switch (await ReadAsync("  Do it? [y]es, [a]ll, [s]top and take back: ", cancellation).ConfigureAwait(false))
            {
                case "y" or "yes":
                    return RepairAnswer.Go;
                case "a" or "all":
                    all = true;
                    break;
                case "s" or "stop" or "n" or "no" or null:
                    return RepairAnswer.Stop;
                default:
                    break;
            }
        }

        return RepairAnswer.Go;
    }

    public void Say(string line) => PlanText.WriteNote(Console.Out, line, options);

    /// <summary>What was typed, in small letters; null where nobody is there any more.</summary>
    private static async Task<string?> ReadAsync(string question, CancellationToken cancellation)
    {
        await Console.Error.WriteAsync(question.AsMemory(), cancellation).ConfigureAwait(false);
        return (await Console.In.ReadLineAsync(cancellation).ConfigureAwait(false))?.Trim().ToLowerInvariant();
    }
}
