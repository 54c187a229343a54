using Certrot.Repair;

namespace Certrot.Act.Repair;

/// <summary>The person, or the command line, that a repair is carried out for.</summary>
public interface IRepairTalk
{
    /// <summary>Asks before a step, and for a step by hand when it is done.</summary>
    /// <param name="plan">The plan.</param>
    /// <param name="step">The step.</param>
    /// <param name="number">Its number, from 1.</param>
    /// <param name="total">How many there are.</param>
    /// <param name="cancellation">Ends the waiting.</param>
    Task<RepairAnswer> AskAsync(RepairPlan plan, RepairStep step, int number, int total, CancellationToken cancellation);

    /// <summary>Tells something.</summary>
    /// <param name="line">A line.</param>
    void Say(string line);
}
