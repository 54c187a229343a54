using System.Globalization;
using System.Security.Cryptography;
using Certrot.Act.Repair.Cluster;
using Certrot.ApiClient.Config;
using Certrot.ApiClient.Http;
using Certrot.Approval.Policy;
using Certrot.Repair;
using Certrot.Repair.Actions;

namespace Certrot.Act.Repair;

/// <summary>
/// Carries plans out: asks before each step, does it, and collects evidence until it shows that it worked. Where it did not, what was done to that node is taken back, the last
/// first. Once a new certificate is in use nothing that led to it is taken back.
/// </summary>
/// <param name="api">The cluster; null where a node is repaired without it.</param>
/// <param name="machines">The cluster with the Machines; null where the policy has none, or they are where the CSRs are.</param>
/// <param name="policy">By which CSRs are approved.</param>
/// <param name="talk">Is asked, and told.</param>
/// <param name="audit">Takes a line for each change.</param>
/// <param name="clock">Tells the time.</param>
public sealed class RepairRunner(KubernetesApi? api, KubernetesApi? machines, ApprovalPolicy policy, IRepairTalk talk, RepairAudit audit, TimeProvider clock)
{
    /// <summary>Taking back has this long, also where the repair itself was cancelled.</summary>
    private static readonly TimeSpan BackPatience = TimeSpan.FromMinutes(2);

    /// <summary>What is secret is tried to be taken back so often.</summary>
    private const int BackTries = 10;

    private readonly ClusterRepairer? cluster = api is null ? null : new ClusterRepairer(api, clock);
    private readonly List<(string What, Func<CancellationToken, Task> Undo)> shared = [];
    private bool stopped;

    /// <summary>Time between two looks.</summary>
    public TimeSpan Pause { get; init; } = TimeSpan.FromSeconds(2);

    /// <summary>Carries them out. Steps of several nodes are taken in turn: what all need, then every client certificate, then the serving ones.</summary>
    /// <param name="repairs">The nodes; those whose plan is refused or empty must not be among them.</param>
    /// <param name="cancellation">Ends it; what is unfinished then is taken back.</param>
    /// <returns>What became of each.</returns>
    /// <exception cref="OperationCanceledException">It was cancelled.</exception>
    public async Task<IReadOnlyList<RepairOutcome>> RunAsync(IReadOnlyList<RepairRun> repairs, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(repairs);
        if (repairs.FirstOrDefault(r => r.Plan.Refusal is not null) is { } refused) throw new ArgumentException($"the plan for {refused.Plan.Node} is refused", nameof(repairs));
        var steps = RepairPlanner.Order([.. repairs.Select(r => r.Plan)]);
        try
        {
            for (var i = 0; i < steps.Count; i++)
            {
                var repair = repairs.First(r => r.Plan == steps[i].Plan);
                if (repair.Outcome is null) await StepAsync(repair, steps[i].Step, i + 1, steps.Count, cancellation).ConfigureAwait(false);
                if (!stopped) continue;
                foreach (var other in repairs.Where(r => r.Outcome is null)) await BackAsync(other, "it was stopped").ConfigureAwait(false);
                break;
            }
        }
        catch (Exception e)
        {
            // Whatever ends it: a node is never left half repaired.
            foreach (var repair in repairs.Where(r => r.Outcome is null)) await BackAsync(repair, e is OperationCanceledException ? "it was cancelled" : e.Message).ConfigureAwait(false);
            throw;
        }
        finally
        {
            foreach (var repair in repairs) await EndAsync(repair).ConfigureAwait(false);
            if (repairs.All(r => r is { Outcome.Repaired: false, Certificate: NewCertificate.None })) await UnshareAsync(repairs[0]).ConfigureAwait(false);
        }

        return [.. repairs.Select(r => r.Outcome!)];
    }

    private async Task StepAsync(RepairRun repair, RepairStep step, int number, int total, CancellationToken cancellation)
    {
        try
        {
            if (step.Phase > RepairPhase.Client && repair.Certificate == NewCertificate.InUse) await KeepAsync(repair, cancellation).ConfigureAwait(false);
            var seen = step.IsByHand ? await ByHandAsync(repair, step, number, total, cancellation).ConfigureAwait(false) : await ActAsync(repair, step, number, total, cancellation).ConfigureAwait(false);
            if (seen is null) return;
            talk.Say(seen);
            if (step == repair.Plan.Steps[^1]) repair.Outcome = new RepairOutcome(repair.Plan, !repair.StillFails, seen, [], [.. repair.Backups]);
        }
        catch (RepairException e)
        {
            audit.Write(repair.Plan, step, "failed", e.Message);
            talk.Say($"failed: {e.Message}");
            await BackAsync(repair, $"step {number} failed: {e.Message}").ConfigureAwait(false);
        }
    }

    /// <summary>A step that Certrot does; null where the repair was stopped.</summary>
    private async Task<string?> ActAsync(RepairRun repair, RepairStep step, int number, int total, CancellationToken cancellation)
    {
        if (await talk.AskAsync(repair.Plan, step, number, total, cancellation).ConfigureAwait(false) != RepairAnswer.Go)
        {
            stopped = true;
            await BackAsync(repair, $"stopped before step {number}").ConfigureAwait(false);
            return null;
        }

        if (step.Action is not null and not ApproveCsr)
        {
            audit.Write(repair.Plan, step, "begin", null);
            await DoAsync(repair, step.Action, cancellation).ConfigureAwait(false);
        }

        var seen = await VerifyAsync(repair, step, cancellation).ConfigureAwait(false);
        if (step.Action is ApproveCsr) repair.Certificate = NewCertificate.InUse;
        if (step.Action is not null) audit.Write(repair.Plan, step, "done", seen);
        return seen;
    }

    private async Task<string?> ByHandAsync(RepairRun repair, RepairStep step, int number, int total, CancellationToken cancellation)
    {
        while (true)
        {
            switch (await talk.AskAsync(repair.Plan, step, number, total, cancellation).ConfigureAwait(false))
            {
                case RepairAnswer.Stop:
                    stopped = true;
                    await BackAsync(repair, $"stopped at step {number}").ConfigureAwait(false);
                    return null;
                case RepairAnswer.Leave:
                    repair.Outcome = new RepairOutcome(repair.Plan, false, $"step {number} has to be done by hand: {step.Title}", [], [.. repair.Backups]);
                    return null;
                default:
                    var result = await LookAsync(repair, step, cancellation).ConfigureAwait(false);
                    if (result.State == CheckState.Done) return result.Text;
                    talk.Say($"not yet: {result.Text}");
                    break;
            }
        }
    }

    private async Task DoAsync(RepairRun repair, RepairAction action, CancellationToken cancellation)
    {
        switch (action)
        {
            case NodeAction node:
                // CSRs are dated in whole seconds.
                if (node is RunService) repair.RestartedAt = cluster?.Now - TimeSpan.FromSeconds(1);
                var changes = await repair.ChangesAsync(NewId(), cancellation).ConfigureAwait(false);
                await changes.DoAsync(node, script => repair.Token?.Fill(script) ?? script, cancellation).ConfigureAwait(false);
                break;
            case BindRole bind:
                shared.Add(($"ClusterRoleBinding {bind.Binding}", await Cluster().BindAsync(bind, cancellation).ConfigureAwait(false)));
                break;
            case IssueToken issue:
                repair.Token = await Cluster().IssueAsync(issue, cancellation).ConfigureAwait(false);
                break;
            case RevokeToken when repair.Token is { } token:
                await Cluster().RevokeAsync(token, cancellation).ConfigureAwait(false);
                repair.Token = null;
                break;
            case DeleteCsrs delete:
                await Cluster().DeleteAsync(delete, cancellation).ConfigureAwait(false);
                break;
            default:
                throw new RepairException($"{action.GetType().Name} cannot be carried out");
        }
    }

    /// <summary>Collects evidence until it shows that the step worked; meanwhile CSRs are approved where that is the step.</summary>
    private async Task<string> VerifyAsync(RepairRun repair, RepairStep step, CancellationToken cancellation)
    {
        var began = clock.GetTimestamp();
        string? said = null;
        while (true)
        {
            var result = await LookAsync(repair, step, cancellation).ConfigureAwait(false);
            if (result.State == CheckState.Done) return said is null ? result.Text : $"{said}; {result.Text}";
            if (result.State == CheckState.Failed) throw new RepairException(result.Text);
            if (step.Action is ApproveCsr approve && api is not null)
            {
                // A kubelet that was started once more meanwhile asks once more.
                said = await TriedAsync(() => new CsrApprovals(api, machines, policy, clock).TryAsync(approve, repair.Token, repair.RestartedAt, name => audit.Write(repair.Plan, step, "begin", name), cancellation)).ConfigureAwait(false) ?? said;
            }

            if (clock.GetElapsedTime(began) > step.Patience)
                throw new RepairException(string.Create(CultureInfo.InvariantCulture, $"{result.Text}, after {step.Patience.TotalSeconds:0} s{(said is null ? "" : $" ({said})")}"));
            await Task.Delay(Pause, clock, cancellation).ConfigureAwait(false);
        }
    }

    /// <summary>An API server that does not answer now may do so within the step's patience.</summary>
    private static async Task<CheckResult> LookAsync(RepairRun repair, RepairStep step, CancellationToken cancellation)
    {
        try
        {
            return step.Check(await repair.LookAsync(cancellation).ConfigureAwait(false));
        }
        catch (Exception e) when (e is ApiException or ClientConfigException)
        {
            return CheckResult.Waiting(e.Message);
        }
    }

    private static async Task<string?> TriedAsync(Func<Task<string?>> approve)
    {
        try
        {
            return await approve().ConfigureAwait(false);
        }
        catch (Exception e) when (e is ApiException or ClientConfigException)
        {
            return e.Message;
        }
    }

    /// <summary>What was done so far is good: it is not taken back any more, and what comes behind it is by itself.</summary>
    private static async Task KeepAsync(RepairRun repair, CancellationToken cancellation)
    {
        repair.Certificate = NewCertificate.Settled;
        if (repair.Changes is not { } changes) return;
        repair.Backups.Add(changes.Folder);
        repair.Changes = null;
        await changes.EndAsync(cancellation).ConfigureAwait(false);
    }

    /// <summary>Takes back what was done to a node. Of a node that has a new certificate only what must not stay: the token, and the file that it is in.</summary>
    private async Task BackAsync(RepairRun repair, string why)
    {
        using var patience = new CancellationTokenSource(BackPatience, clock);
        var left = new List<string>();
        if (repair.Certificate == NewCertificate.InUse)
        {
            talk.Say("a new certificate is in use: what led to it stays");
            if (repair.Token is not null && repair.Plan.Steps.FirstOrDefault(s => s.Action is PutBack)?.Action is PutBack file && repair.Changes is { } changes)
                await TryAsync($"{file.Path} is put back", $"{file.Path} still holds the token", () => changes.DoAsync(file, static script => script, patience.Token)).ConfigureAwait(false);
        }
        else if (repair.Changes is { } changes)
        {
            talk.Say($"taking back what was changed on {repair.Plan.Node}");
            var problems = await changes.UndoAsync().ConfigureAwait(false);
            left.AddRange(problems);
            audit.Write(repair.Plan, null, problems.Count == 0 ? "taken-back" : "not-taken-back", problems.Count == 0 ? "the node's files are as they were" : string.Join("; ", problems));
            if (problems.Count > 0) left.Add($"on {repair.Plan.Node}, as root: sh {changes.Folder}/undo.sh");
            else repair.Changes = null;
        }

        if (repair.Token is { } token)
        {
            repair.Token = null;
            await TryAsync($"the token {token.Id} is deleted", $"the token {token.Id} is not deleted, and ends by itself at {token.Ends:HH:mm} UTC (kubectl -n kube-system delete secret {token.SecretName})", () => Cluster().RevokeAsync(token, patience.Token)).ConfigureAwait(false);
        }

        repair.Outcome = new RepairOutcome(repair.Plan, false, why, left, left.Count > 0 && repair.Changes is { } begun ? [.. repair.Backups, begun.Folder] : [.. repair.Backups]);

        async Task TryAsync(string what, string remains, Func<Task> undo)
        {
            for (var tries = 1; ; tries++)
            {
                try
                {
                    await undo().ConfigureAwait(false);
                    talk.Say(what);
                    audit.Write(repair.Plan, null, "taken-back", what);
                    return;
                }
                catch (Exception e) when (e is RepairException or ApiException && tries < BackTries)
                {
                    await Task.Delay(Pause, clock, CancellationToken.None).ConfigureAwait(false);
                }
                catch (Exception e) when (e is RepairException or OperationCanceledException or ApiException)
                {
                    left.Add($"{remains}: {e.Message}");
                    audit.Write(repair.Plan, null, "not-taken-back", $"{remains}: {e.Message}");
                    return;
                }
            }
        }
    }

    /// <summary>Takes bindings back; they are for all nodes, so they stay where one node was repaired.</summary>
    private async Task UnshareAsync(RepairRun first)
    {
        using var patience = new CancellationTokenSource(BackPatience, clock);
        for (var i = shared.Count - 1; i >= 0; i--)
        {
            var (what, undo) = shared[i];
            try
            {
                await undo(patience.Token).ConfigureAwait(false);
                talk.Say($"{what} is as it was");
                audit.Write(first.Plan, null, "taken-back", what);
            }
            catch (Exception e) when (e is ApiException or OperationCanceledException or RepairException)
            {
                first.Outcome = first.Outcome! with { Left = [.. first.Outcome.Left, $"{what}: {e.Message}"] };
                audit.Write(first.Plan, null, "not-taken-back", $"{what}: {e.Message}");
            }
        }
    }

    /// <summary>Releases the node; what it keeps of its earlier files stays.</summary>
    private async Task EndAsync(RepairRun repair)
    {
        if (repair.Changes is not { } changes || repair.Outcome is { Left.Count: > 0 }) return;
        using var patience = new CancellationTokenSource(BackPatience, clock);
        repair.Changes = null;
        repair.Backups.Add(changes.Folder);
        if (repair.Outcome is { } outcome) repair.Outcome = outcome with { Backups = [.. repair.Backups] };
        try
        {
            await changes.EndAsync(patience.Token).ConfigureAwait(false);
        }
        catch (Exception e) when (e is RepairException or OperationCanceledException)
        {
            talk.Say($"{repair.Plan.Node} is still locked for other repairs: {e.Message}");
        }
    }

    private ClusterRepairer Cluster() => cluster ?? throw new RepairException("there is no connection to the API server");

    private string NewId() => string.Create(CultureInfo.InvariantCulture, $"{clock.GetUtcNow().UtcDateTime:yyyyMMdd'T'HHmmss'Z'}-{RandomNumberGenerator.GetHexString(4, lowercase: true)}");
}
