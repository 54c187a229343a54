using System.Text;
using System.Text.Json.Nodes;
using Certrot.Act.Approval;
using Certrot.ApiClient.Http;

namespace Certrot.Act.Tests.Approval;

/// <summary>An approver at work against a fake cluster, with its files.</summary>
internal sealed class RunningApprover : IAsyncDisposable
{
    /// <summary>A policy that asks nothing but the Node's status for names.</summary>
    public const string Policy = "apiVersion: certrot/v1\nkind: ApprovalPolicy\nname: test\nserving: {sources: [node-status]}\n";

    private readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("certrot-approver-");
    private readonly CancellationTokenSource stop = new();
    private readonly List<string> said = [];
    private KubernetesApi api = null!;
    private AuditLog log = null!;
    private Task work = null!;

    public Approver Approver { get; private set; } = null!;

    public ApproverMetrics Metrics { get; } = new();

    /// <summary>Whether it may decide.</summary>
    public bool IsLeader { get; set; } = true;

    public string PolicyFile => Path.Combine(folder.FullName, "policy.yaml");

    public string AuditFile => Path.Combine(folder.FullName, "audit.log");

    /// <summary>What was said to people.</summary>
    public IReadOnlyList<string> Said
    {
        get
        {
            lock (said) return [.. said];
        }
    }

    /// <summary>The lines of the audit log.</summary>
    public IReadOnlyList<JsonObject> Audit
    {
        get
        {
            using var file = new StreamReader(new FileStream(AuditFile, FileMode.Open, FileAccess.Read, FileShare.ReadWrite), Encoding.UTF8);
            return [.. file.ReadToEnd().Split('\n').SkipLast(1).Select(l => (JsonObject)JsonNode.Parse(l)!)];
        }
    }

    public static RunningApprover Start(FakeCluster cluster, bool deny = false, bool dryRun = false, bool isLeader = true, string policy = Policy, Stream? audit = null, Func<bool>? leads = null)
    {
        var running = new RunningApprover { IsLeader = isLeader };
        File.WriteAllText(running.PolicyFile, policy);
        var read = Certrot.Collect.Approval.PolicyFile.Read(running.PolicyFile, out var problems);
        Assert.Empty(problems);
        running.api = cluster.Client();
        running.log = audit is null ? AuditLog.Open(running.AuditFile, "test_1") : new AuditLog(audit, "test_1");
        var options = new ApproverOptions { Deny = deny, DryRun = dryRun, Identity = "test_1", Say = running.Say };
        running.Approver = new Approver(running.api, null, running.PolicyFile, read!, options, running.log, running.Metrics, TimeProvider.System, leads ?? (() => running.IsLeader));
        running.work = Task.Run(() => running.Approver.RunAsync(running.stop.Token));
        return running;
    }

    /// <summary>Lines of the audit log on a CSR, as event and action, outcome or rule.</summary>
    public string AuditOf(string csr) => string.Join(' ', Audit.Where(l => l["name"]!.ToString() == csr).Select(l => $"{l["event"]}:{l["action"] ?? l["outcome"]}"));

    public async ValueTask DisposeAsync()
    {
        await stop.CancelAsync();
        await work.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        Approver.Dispose();
        log.Dispose();
        api.Dispose();
        stop.Dispose();
        folder.Delete(recursive: true);
    }

    private void Say(string text)
    {
        lock (said) said.Add(text);
    }
}
