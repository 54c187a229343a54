using System.CommandLine;
using Certrot.ApiClient.Config;
using Certrot.ApiClient.Http;
using Certrot.Approval;
using Certrot.Cli.Output;
using Certrot.Collect.Approval;
using Certrot.Render;
using Certrot.Render.Approval;

namespace Certrot.Cli.Commands;

/// <summary><c>certrot csr</c>: CSRs, what a policy says of them, and approval by it.</summary>
internal sealed class CsrCommand
{
    private readonly ConnectionOptions connection = new();
    private readonly PolicyOption policy = new(required: false);
    private readonly Option<bool> noColor = new("--no-color") { Description = "No colours, whatever the terminal (NO_COLOR does the same)" };
    private readonly Option<bool> verbose = new("--verbose", "-v") { Description = "Also show rules that do not concern the CSR (text)" };

    public static Command Create()
    {
        var own = new CsrCommand();
        return new Command("csr", "Show CSRs of kubelets with what a policy says of each, and approve by it") { own.List(), own.Explain(), own.Approve() };
    }

    private Command List()
    {
        var output = Format("table", "json");
        var pending = new Option<bool>("--pending") { Description = "Only those that nobody has decided" };
        var command = Sub("list", "List CSRs: state, age, node, signer, and what the policy says", output, pending, noColor);
        command.SetAction(async (parsed, cancellation) =>
        {
            using var api = connection.Connect(parsed);
            var reviews = (await ReviewAsync(api, parsed, cancellation).ConfigureAwait(false)).Where(r => !parsed.GetValue(pending) || r.Case.Csr.IsPending).OrderByDescending(r => r.Case.Csr.Meta.Created).ThenBy(r => r.Case.Csr.Meta.Name, StringComparer.Ordinal).ToList();
            using var stream = Console.OpenStandardOutput();
            if (parsed.GetRequiredValue(output) == "json")
            {
                CsrJson.WriteList(stream, reviews);
                return ExitCodes.Healthy;
            }

            await using var writer = new StreamWriter(stream);
            CsrText.WriteList(writer, reviews, reviews.Count > 0 ? reviews[0].Case.Now : default, Rendering(parsed));
            return ExitCodes.Healthy;
        });
        return command;
    }

    private Command Explain()
    {
        var name = new Argument<string>("NAME") { Description = "Name of the CSR" };
        name.CompletionSources.Add(static _ => ClusterNames.Of(CsrReviewer.Path));
        var output = Format("text", "json");
        var command = Sub("explain", "Tell each rule of the policy, whether it holds for a CSR, and the values that were compared", name, output, verbose, noColor);
        command.SetAction(async (parsed, cancellation) =>
        {
            using var api = connection.Connect(parsed);
            var review = Find(await ReviewAsync(api, parsed, cancellation).ConfigureAwait(false), parsed.GetRequiredValue(name));
            // What was decided before is of interest too: by whom is in its condition, whether rightly is said here.
            if (review.Verdict is { Decision: Decision.Ignore, Rules.Count: 0 }) review = review with { Verdict = review.Verdict with { Rules = ApprovalJudge.LookBack(review.Case) } };
            using var stream = Console.OpenStandardOutput();
            if (parsed.GetRequiredValue(output) == "json")
            {
                CsrJson.Write(stream, review);
            }
            else
            {
                await using var writer = new StreamWriter(stream);
                CsrText.WriteRules(writer, review, Rendering(parsed));
            }

            return Code(review.Verdict.Decision);
        });
        return command;
    }

    private Command Approve()
    {
        var names = new Argument<string[]>("NAME") { Description = "Names of CSRs", Arity = ArgumentArity.ZeroOrMore };
        names.CompletionSources.Add(static _ => ClusterNames.Of(CsrReviewer.Path));
        var all = new Option<bool>("--all-allowed") { Description = "Approve every pending CSR that the policy lets pass" };
        var dryRun = new Option<string>("--dry-run") { Description = "none, client (show what would be approved) or server (let the API server check it, too)", DefaultValueFactory = _ => "none" };
        dryRun.AcceptOnlyFromAmong("none", "client", "server");
        var yes = new Option<bool>("--yes", "-y") { Description = "Do not ask" };
        var command = Sub("approve", "Approve CSRs that the policy lets pass; changes the cluster", names, all, dryRun, yes, noColor);
        command.SetAction(async (parsed, cancellation) =>
        {
            var named = parsed.GetValue(names) ?? [];
            if (named.Length == 0 != parsed.GetValue(all)) throw new UsageException("name CSRs, or --all-allowed for every pending one that the policy lets pass.");
            using var api = connection.Connect(parsed);
            var reviews = await ReviewAsync(api, parsed, cancellation).ConfigureAwait(false);
            var wanted = named.Length > 0 ? [.. named.Distinct(StringComparer.Ordinal).Select(n => Find(reviews, n))] : reviews.Where(r => r.Verdict.Decision == Decision.Approve).ToList();
            wanted = InTurn(wanted);
            var refused = wanted.Where(r => r.Verdict.Decision != Decision.Approve).ToList();
            foreach (var review in refused) await Console.Error.WriteLineAsync($"certrot: {review.Case.Csr.Meta.Name} is not approved: {CsrText.Line(review)}").ConfigureAwait(false);
            var allowed = wanted.Except(refused).ToList();
            if (allowed.Count == 0 && refused.Count == 0) await Console.Error.WriteLineAsync("certrot: there is no pending CSR that the policy lets pass").ConfigureAwait(false);
            var failed = allowed.Count > 0 && !await new CsrApproval(api, parsed.GetRequiredValue(dryRun), parsed.GetValue(yes)).RunAsync(allowed, cancellation).ConfigureAwait(false);
            return refused.Count > 0 || failed ? ExitCodes.Failing : ExitCodes.Healthy;
        });
        return command;
    }

    /// <summary>Judges CSRs that are approved together one after the other: each counts for the limits of those behind it.</summary>
    private static List<CsrReview> InTurn(List<CsrReview> wanted)
    {
        var approved = new List<ApprovalCase>();
        return wanted.ConvertAll(review =>
        {
            var request = review.Case;
            request = request with
            {
                ApprovedForNode = request.ApprovedForNode + approved.Count(a => a.Csr.SignerName == request.Csr.SignerName && a.Node == request.Node),
                ApprovedForUser = request.ApprovedForUser + approved.Count(a => a.Csr.SignerName == request.Csr.SignerName && a.Csr.Username == request.Csr.Username),
            };
            var verdict = ApprovalJudge.Decide(request);
            if (verdict.Decision == Decision.Approve) approved.Add(request);
            return new CsrReview(request, verdict);
        });
    }

    private Command Sub(string name, string description, params Symbol[] own)
    {
        var command = new Command(name, description);
        foreach (var symbol in own)
        {
            if (symbol is Argument argument) command.Add(argument);
            else command.Add((Option)symbol);
        }

        policy.AddTo(command);
        connection.AddTo(command);
        return command;
    }

    private static Option<string> Format(string usual, string other)
    {
        var output = new Option<string>("--output", "-o") { Description = $"{usual} or {other}", DefaultValueFactory = _ => usual };
        output.AcceptOnlyFromAmong(usual, other);
        return output;
    }

    private async Task<IReadOnlyList<CsrReview>> ReviewAsync(KubernetesApi api, ParseResult parsed, CancellationToken cancellation)
    {
        var read = policy.Read(parsed);
        using var machines = policy.Machines(read, parsed);
        return await new CsrReviewer(api, machines, read, TimeProvider.System).ReviewAsync(cancellation).ConfigureAwait(false);
    }

    private static CsrReview Find(IReadOnlyList<CsrReview> reviews, string name) =>
        reviews.FirstOrDefault(r => r.Case.Csr.Meta.Name == name) ?? throw new UsageException($"there is no CSR {name}{(NearNames.Of(name, [.. reviews.Select(r => r.Case.Csr.Meta.Name)]) is { Count: > 0 } near ? $". Did you mean {string.Join(" or ", near)}?" : ": approved and denied ones are deleted after an hour, pending ones after a day.")}");

    private RenderOptions Rendering(ParseResult parsed) => new() { Width = ReportPrinter.Width(), Color = ReportPrinter.Color(parsed.GetValue(noColor)), Verbose = parsed.GetValue(verbose) };

    /// <summary>0 for approve and for what is decided, 1 for refuse, 3 for what cannot be told yet.</summary>
    private static int Code(Decision decision) => decision switch { Decision.Refuse => ExitCodes.Failing, Decision.Wait => ExitCodes.Undetermined, _ => ExitCodes.Healthy };
}
