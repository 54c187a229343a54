using System.Text.Json;
using Certrot.ApiClient.Config;
using Certrot.ApiClient.Http;
using Certrot.Approval;
using Certrot.Approval.Facts;
using Certrot.Approval.Policy;
using Certrot.Collect.Approval;
using Certrot.Collect.Cluster;
using Certrot.Collect.Fleet;
using Certrot.Kubernetes;

namespace Certrot.Act.Approval;

/// <summary>
/// Decides CSRs as they come: follows CSRs and Nodes, and decides a CSR when it comes, when its Node changes, when the policy changes, and again and again while it waits. Each requestor
/// gets its turn. Where something is not known nothing is decided.
/// </summary>
public sealed class Approver : IDisposable
{
    private const int DecidedAtOnce = 8;

    /// <summary>So many for one requestor: a node whose kubelet never answers may file as many CSRs as it likes, and the others have their places still.</summary>
    private const int DecidedAtOnceForOne = 2;

    private static readonly TimeSpan FirstRetry = TimeSpan.FromSeconds(2), LongestRetry = TimeSpan.FromMinutes(5), Beat = TimeSpan.FromMilliseconds(500), Stuck = TimeSpan.FromMinutes(1);

    private static readonly string[] signers = [SignerNames.KubeletClient, SignerNames.KubeletServing];

    private readonly KubernetesApi api;
    private readonly PolicySource policies;
    private readonly ApproverOptions options;
    private readonly AuditLog audit;
    private readonly ApproverMetrics metrics;
    private readonly TimeProvider clock;
    private readonly Func<bool> isLeader;
    private readonly KubernetesApi? machines;
    private readonly ServerClock server;
    private readonly CsrWriter writer;
    private readonly EventRecorder events;
    private readonly Lock gate = new();
    private readonly ClusterFacts facts = new() { NodesProblem = "they were not listed yet" };
    private readonly ApprovalCounts counts = new();
    private readonly Dictionary<string, WaitingCsr> waiting = new(StringComparer.Ordinal);
    private readonly FairQueue<WaitingCsr> queue = new();
    private readonly Dictionary<string, int> busy = new(StringComparer.Ordinal);
    private readonly SemaphoreSlim news = new(0, 1);
    private FollowedList? nodeList, csrList;
    private CsrDecider decider;
    private string? auditProblem, saidMissing, saidUnread;
    private bool led;
    private long beatAt;

    /// <summary>An approver.</summary>
    /// <param name="api">The cluster.</param>
    /// <param name="machines">The cluster with the Machines; null where it is the same, or the policy has none.</param>
    /// <param name="policyPath">The policy's file.</param>
    /// <param name="policy">The policy as it was read.</param>
    /// <param name="options">How it works.</param>
    /// <param name="audit">Takes a line for each decision.</param>
    /// <param name="metrics">Counts.</param>
    /// <param name="clock">Tells the time and waits.</param>
    /// <param name="isLeader">Whether it may decide now.</param>
    /// <exception cref="ClientConfigException">The cluster's CA cannot be read.</exception>
    public Approver(KubernetesApi api, KubernetesApi? machines, string policyPath, ApprovalPolicy policy, ApproverOptions options, AuditLog audit, ApproverMetrics metrics, TimeProvider clock, Func<bool> isLeader)
    {
        ArgumentNullException.ThrowIfNull(api);
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(clock);
        (this.api, this.machines, this.options, this.audit, this.metrics, this.clock, this.isLeader) = (api, machines, options, audit, metrics, clock, isLeader);
        policies = new PolicySource(policyPath, policy);
        server = new ServerClock(api, clock);
        writer = new CsrWriter(api, clock);
        events = new EventRecorder(api, clock, options.Identity);
        facts.Reserved.Problem = "Services were not read yet";
        decider = Decider();
        beatAt = clock.GetTimestamp();
    }

    /// <summary>How it is now.</summary>
    public ApproverState State
    {
        get
        {
            lock (gate)
            {
                var now = server.Now;
                var pending = Array.ConvertAll(signers, s =>
                {
                    var own = waiting.Values.Where(w => w.Csr.Csr.SignerName == s).ToList();
                    var oldest = own.Min(w => w.Csr.Csr.Meta.Created) is { } created && created < now ? now - created : TimeSpan.Zero;
                    return (s, own.Count, oldest);
                });
                return new ApproverState(isLeader(), NotReady(), clock.GetElapsedTime(Volatile.Read(ref beatAt)) > Stuck, queue.Count, pending, policies.Current.Name, policies.Current.Version, policies.Problems.Count == 0, events.Failed);
            }
        }
    }

    /// <summary>Works until it is cancelled; what is being decided then is brought to its end.</summary>
    /// <exception cref="ClientConfigException">There are no credentials.</exception>
    /// <exception cref="OperationCanceledException">It was cancelled.</exception>
    public async Task RunAsync(CancellationToken cancellation)
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        nodeList = new FollowedList(api, clock, new ClusterResource("cluster/nodes.json", "/api/v1/nodes", "list", "", "nodes"), gate);
        csrList = new FollowedList(api, clock, new ClusterResource("cluster/csrs.json", CsrReviewer.Path, "list", "certificates.k8s.io", "certificatesigningrequests"), gate);
        Task[] tasks = [FollowNodesAsync(nodeList, stop.Token), FollowCsrsAsync(csrList, stop.Token), RefreshAsync(stop.Token), events.RunAsync(stop.Token), DecideAsync(stop.Token)];
        await Task.WhenAny(tasks).ConfigureAwait(false);
        await stop.CancelAsync().ConfigureAwait(false);
        await Task.WhenAll(tasks).ConfigureAwait(false);
    }

    /// <inheritdoc/>
    public void Dispose() => news.Dispose();

    private Task FollowNodesAsync(FollowedList list, CancellationToken cancellation)
    {
        var reader = new ApiItemReader("nodes");
        var read = new List<Node>();
        return list.RunAsync(read.Clear, item =>
        {
            if (reader.Node(item) is { } node) read.Add(node);
        }, () =>
        {
            facts.Nodes.Clear();
            read.ForEach(facts.Nodes.Set);
            facts.NodesProblem = null;
            read.Clear();
            LookAgain(_ => true);
        }, change =>
        {
            if (reader.Node(change.Object) is not { } node) return;
            var before = facts.Nodes.Find(node.Meta.Name);
            if (change.Type == "DELETED") facts.Nodes.Remove(node.Meta.Name);
            else facts.Nodes.Set(node);
            // A kubelet writes the status of its Node every five minutes and more: only what decisions ask for is news.
            var isNews = change.Type == "DELETED" || before is null || before.Ready?.Status != node.Ready?.Status || !before.Addresses.SequenceEqual(node.Addresses);
            if (isNews) LookAgain(w => w.Csr.Csr.Username == NodeName.UserPrefix + node.Meta.Name || w.Csr.Csr.Request?.Subject.CommonName == NodeName.UserPrefix + node.Meta.Name);
        }, cancellation);
    }

    private Task FollowCsrsAsync(FollowedList list, CancellationToken cancellation)
    {
        var read = new List<WaitingCsr>();
        return list.RunAsync(read.Clear, item => read.Add(Read(item)), () =>
        {
            var there = new HashSet<string>(StringComparer.Ordinal);
            foreach (var csr in read)
            {
                there.Add(csr.Csr.Csr.Meta.Name);
                Take(csr);
            }

            foreach (var gone in waiting.Keys.Where(n => !there.Contains(n)).ToList()) waiting.Remove(gone);
            read.Clear();
        }, change =>
        {
            var csr = Read(change.Object);
            if (change.Type == "DELETED") waiting.Remove(csr.Csr.Csr.Meta.Name);
            else Take(csr);
        }, cancellation);
    }

    private static WaitingCsr Read(JsonElement item)
    {
        var csr = CsrObject.Read(item);
        // Of what is decided only the fields are kept.
        return new WaitingCsr(csr.Csr.IsPending ? item.Clone() : default, csr);
    }

    /// <summary>Takes a CSR as it is now. Called under the gate.</summary>
    private void Take(WaitingCsr csr)
    {
        var name = csr.Csr.Csr.Meta.Name;
        if (csr.Csr.Csr.Approved is { } approved) counts.Add(csr.Csr, approved.LastUpdate ?? server.Now);
        if (!csr.Csr.Csr.IsPending || !signers.Contains(csr.Csr.Csr.SignerName))
        {
            waiting.Remove(name);
            return;
        }

        if (waiting.TryGetValue(name, out var known))
        {
            if (known.Csr.ResourceVersion == csr.Csr.ResourceVersion && known.Csr.Csr.Meta.Uid == csr.Csr.Csr.Meta.Uid) return;
            if (known.Csr.Csr.Meta.Uid == csr.Csr.Csr.Meta.Uid) csr.Told = known.Told;
        }

        waiting[name] = csr;
        queue.Enqueue(csr.Csr.Csr.Username, csr);
        Wake();
    }

    /// <summary>Looks at waiting CSRs again, now. Called under the gate.</summary>
    private void LookAgain(Predicate<WaitingCsr> which)
    {
        foreach (var csr in waiting.Values)
        {
            if (!which(csr)) continue;
            if (csr.DueAt is null) csr.IsStale = true;
            else (csr.DueAt, csr.Attempts) = (DateTimeOffset.MinValue, 0);
        }

        Wake();
    }

    private void Wake()
    {
        if (news.CurrentCount == 0) news.Release();
    }

    private async Task RefreshAsync(CancellationToken cancellation)
    {
        var looked = 0L;
        while (true)
        {
            var isDue = looked == 0 || clock.GetElapsedTime(looked) >= options.Refresh || facts.Reserved.Problem is not null || facts.MachinesProblem is not null;
            var changed = policies.Refresh(options.Say);
            if (isDue || changed)
            {
                var read = new ClusterFacts();
                await new ClusterFactsReader(api, policies.Current.Machines is { } where ? new MachineReader(machines ?? api, where) : null).ReadSlowAsync(read, cancellation).ConfigureAwait(false);
                looked = clock.GetTimestamp();
                if (read.Reserved.Unread is { } unread && unread != saidUnread) options.Say($"the network of Services may be unknown, give it in the policy's reserved.addresses: {unread}");
                saidUnread = read.Reserved.Unread;
                lock (gate)
                {
                    (facts.Reserved, facts.Machines, facts.MachinesProblem) = (read.Reserved, read.Machines, read.MachinesProblem);
                    counts.Forget(server.Now);
                    decider = Decider();
                    LookAgain(w => changed || w.Decision == Decision.Wait);
                }
            }

            await Task.Delay(facts.Reserved.Problem is null ? TimeSpan.FromSeconds(5) : TimeSpan.FromSeconds(2), clock, cancellation).ConfigureAwait(false);
        }
    }

    private CsrDecider Decider() => new(policies.Current, facts, counts, new LiveCertificateReader(CsrReviewer.Authorities(api, policies.Current), clock), gate);

    private async Task DecideAsync(CancellationToken cancellation)
    {
        var running = new List<Task>();
        var waking = news.WaitAsync(Beat, cancellation);
        try
        {
            while (true)
            {
                Volatile.Write(ref beatAt, clock.GetTimestamp());
                lock (gate) Begin(running);
                await Task.WhenAny([.. running, waking]).ConfigureAwait(false);
                cancellation.ThrowIfCancellationRequested();
                if (waking.IsCompleted) waking = news.WaitAsync(Beat, cancellation);
                foreach (var done in running.Where(t => t.IsCompleted).ToList())
                {
                    running.Remove(done);
                    await done.ConfigureAwait(false);
                }
            }
        }
        finally
        {
            await Task.WhenAll(running).ConfigureAwait(false);
        }
    }

    /// <summary>Begins decisions, where it may. Called under the gate.</summary>
    private void Begin(List<Task> running)
    {
        // Where nothing waits nothing tries it again.
        if (waiting.Count == 0) auditProblem = null;
        var missing = Missing();
        if (missing != saidMissing) options.Say(missing is null ? "everything is known that decisions need" : $"nothing is decided: {missing}");
        saidMissing = missing;
        var leads = isLeader();
        if (leads && !led)
        {
            // What another replica said of a CSR is in its own log: it is said anew by whoever leads now.
            foreach (var csr in waiting.Values) csr.Told = null;
            LookAgain(_ => true);
        }

        led = leads;
        if (!leads || missing is not null) return;
        var now = clock.GetUtcNow();
        foreach (var due in waiting.Values.Where(w => w.DueAt <= now))
        {
            due.DueAt = null;
            queue.Enqueue(due.Csr.Csr.Username, due);
        }

        while (running.Count < DecidedAtOnce && queue.TryDequeue(out var next, user => busy.GetValueOrDefault(user) < DecidedAtOnceForOne))
        {
            // It may be another by now, or decided.
            if (waiting.TryGetValue(next.Csr.Csr.Meta.Name, out var current) && ReferenceEquals(current, next)) running.Add(DecideInTurnAsync(next, decider));
        }
    }

    /// <summary>Decides one CSR, and counts it as its requestor's while that lasts. Called under the gate.</summary>
    private async Task DecideInTurnAsync(WaitingCsr csr, CsrDecider by)
    {
        var user = csr.Csr.Csr.Username;
        busy[user] = busy.GetValueOrDefault(user) + 1;
        try
        {
            await DecideAsync(csr, by).ConfigureAwait(false);
        }
        finally
        {
            lock (gate)
            {
                if (--busy[user] == 0) busy.Remove(user);
            }
        }
    }

    /// <summary>Decides one CSR. What was begun is brought to its end: a write whose outcome nobody learns is worse than a second of waiting.</summary>
    private async Task DecideAsync(WaitingCsr csr, CsrDecider by)
    {
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(30), clock);
        var again = (DateTimeOffset?)null;
        try
        {
            var review = await by.DecideAsync(csr.Csr, server.Now, limit.Token).ConfigureAwait(false);
            csr.Decision = review.Verdict.Decision;
            var isDone = review.Verdict.Decision switch
            {
                Decision.Approve => await ApproveAsync(csr, review).ConfigureAwait(false),
                Decision.Refuse when options.Deny && review.Verdict.MayDeny => await WriteAsync(csr, review, deny: true).ConfigureAwait(false),
                Decision.Refuse or Decision.Wait => Tell(csr, review),
                _ => true,
            };
            if (!isDone) again = Later(csr);
        }
        catch (OperationCanceledException)
        {
            again = Later(csr);
        }
        catch (IOException e)
        {
            // Without an audit line nothing is approved.
            var problem = $"the audit line cannot be written: {e.Message}";
            if (problem != auditProblem) options.Say(problem);
            auditProblem = problem;
            again = Later(csr);
        }

        lock (gate)
        {
            if (!waiting.TryGetValue(csr.Csr.Csr.Meta.Name, out var current) || !ReferenceEquals(current, csr)) return;
            if (again is null) waiting.Remove(csr.Csr.Csr.Meta.Name);
            else csr.DueAt = csr.IsStale ? DateTimeOffset.MinValue : again;
            csr.IsStale = false;
        }
    }

    private async Task<bool> ApproveAsync(WaitingCsr csr, CsrReview review)
    {
        lock (gate)
        {
            // Others of the same node or user may have been approved since it was judged.
            var (signer, since) = (csr.Csr.Csr.SignerName, review.Case.Now - review.Case.Policy.LimitWindow);
            var request = review.Case with { ApprovedForNode = counts.ForNode(signer, review.Case.Node, since), ApprovedForUser = counts.ForUser(signer, csr.Csr.Csr.Username, since) };
            review = new CsrReview(request, ApprovalJudge.Decide(request));
            if (review.Verdict.Decision != Decision.Approve) return false;
            counts.Add(csr.Csr, review.Case.Now);
        }

        var isWritten = false;
        try
        {
            isWritten = await WriteAsync(csr, review, deny: false).ConfigureAwait(false);
            return isWritten;
        }
        finally
        {
            if (!isWritten || options.DryRun)
            {
                // Where the answer was lost, or another has approved it, it counts and waits no longer.
                lock (gate)
                {
                    if (waiting.TryGetValue(csr.Csr.Csr.Meta.Name, out var current) && current.Csr.Csr.Meta.Uid == csr.Csr.Csr.Meta.Uid) counts.Remove(csr.Csr);
                }
            }
        }
    }

    private async Task<bool> WriteAsync(WaitingCsr csr, CsrReview review, bool deny)
    {
        if (options.DryRun) return Tell(csr, review);
        if (!isLeader()) return false;
        lock (gate) audit.Decided(review, deny ? "deny" : "approve");
        auditProblem = null;
        // It has the client's own patience, and always an outcome that is told.
        var (outcome, problem) = await writer.WriteAsync(csr.Item, review, deny, dryRun: false, CancellationToken.None).ConfigureAwait(false);
        if (outcome != WriteOutcome.Written)
        {
            metrics.WriteFailed(outcome);
            audit.NotWritten(review, outcome, problem);
            if (outcome == WriteOutcome.Failed) options.Say($"CSR {csr.Csr.Csr.Meta.Name} could not be {(deny ? "denied" : "approved")}: {problem}");
            return outcome == WriteOutcome.Gone;
        }

        var signer = csr.Csr.Csr.SignerName;
        metrics.Decided(signer, deny ? "denied" : "approved", review.Verdict.Rule);
        if (csr.Csr.Csr.Meta.Created is { } created) metrics.Took(signer, server.Now - created);
        events.Record(review, deny ? "CsrDenied" : "CsrApproved", $"{(deny ? "denied" : "approved")} by policy {review.Case.Policy.Title}: {review.Verdict.Reason}");
        return true;
    }

    /// <summary>Says what the policy says, once. The CSR stays where it is.</summary>
    private bool Tell(WaitingCsr csr, CsrReview review)
    {
        var verdict = review.Verdict;
        var said = $"{verdict.Decision} {verdict.Rule} {verdict.Reason}";
        if (said == csr.Told) return false;
        lock (gate) audit.Decided(review, options.DryRun ? "dry-run" : "none");
        (csr.Told, auditProblem) = (said, null);
        var result = verdict.Decision switch { Decision.Approve => "approved", Decision.Refuse when options is { Deny: true, DryRun: true } && verdict.MayDeny => "denied", Decision.Refuse => "refused", _ => "waiting" };
        metrics.Decided(csr.Csr.Csr.SignerName, options.DryRun ? "dry-run-" + result : result, verdict.Rule);
        if (!options.DryRun && verdict.Decision == Decision.Refuse) events.Record(review, "CsrNotApproved", $"not approved by policy {review.Case.Policy.Title}: {verdict.Rule}: {verdict.Reason}");
        return false;
    }

    private DateTimeOffset Later(WaitingCsr csr)
    {
        var wait = FirstRetry * Math.Pow(2, Math.Min(csr.Attempts++, 10));
        return clock.GetUtcNow() + (wait < LongestRetry ? wait : LongestRetry);
    }

    /// <summary>Why it is not ready; null where it is. Called under the gate.</summary>
    private string? NotReady() => auditProblem ?? Missing();

    /// <summary>What is not known that decisions need; null where all is. Called under the gate.</summary>
    private string? Missing()
    {
        if (csrList is not { IsListed: true }) return csrList?.Error?.Error ?? "CSRs were not listed yet";
        if (nodeList is not { IsListed: true, Error: null }) return nodeList?.Error?.Error ?? "Nodes were not listed yet";
        return facts.Reserved.Problem ?? facts.MachinesProblem;
    }
}
