using Certrot.Approval;
using Certrot.Kubernetes;

namespace Certrot.Render.Approval;

/// <summary>CSRs and what a policy says of them, for a terminal.</summary>
public static class CsrText
{
    private const int Indent = 25;

    /// <summary>On narrower screens one column tells condition and answer, and names are cut: what is to be done must be seen.</summary>
    private const int Wide = 120;

    /// <summary>Writes a table, a line for each CSR. The last column is the policy's answer.</summary>
    /// <exception cref="IOException">The writer fails.</exception>
    public static void WriteList(TextWriter to, IReadOnlyList<CsrReview> reviews, DateTimeOffset now, RenderOptions options)
    {
        ArgumentNullException.ThrowIfNull(to);
        ArgumentNullException.ThrowIfNull(reviews);
        ArgumentNullException.ThrowIfNull(options);
        var page = new TextPage(options.Width, options.Color);
        if (reviews.Count == 0) page.Paragraph("", Ink.Plain, 0, ["No CSRs found."]);
        else if (options.Width >= Wide) page.Table(["NAME", "AGE", "SIGNER", "NODE", "CONDITION", "POLICY"], [.. reviews.Select(r => Row(r, now))], 0);
        else page.Table(["NAME", "AGE", "SIGNER", "NODE", "CONDITION"], [.. reviews.Select(r => Narrow(r, now, options.Width))], 0);
        page.WriteTo(to);
    }

    /// <summary>Writes each rule's answer to a CSR, with the values that were compared.</summary>
    /// <exception cref="IOException">The writer fails.</exception>
    public static void WriteRules(TextWriter to, CsrReview review, RenderOptions options)
    {
        ArgumentNullException.ThrowIfNull(to);
        ArgumentNullException.ThrowIfNull(review);
        ArgumentNullException.ThrowIfNull(options);
        var page = new TextPage(options.Width, options.Color);
        var (csr, verdict) = (review.Case.Csr, review.Verdict);
        page.Paragraph(Title(verdict) + ":", TitleInk(verdict), 0, [new Run(verdict.Decision == Decision.Approve ? "every rule holds" : verdict.Reason, Ink.Bold)]);
        page.Blank();
        Field(page, "CSR", $"{csr.Meta.Name}, {csr.StatusColumn}{(csr.Meta.Created is { } created ? $", {Times.Duration(Math.Max(0, (long)(review.Case.Now - created).TotalSeconds))} old" : "")}");
        Field(page, "signer", csr.SignerName);
        Field(page, "asked by", $"{csr.Username}{(csr.Groups.Count > 0 ? $" ({string.Join(", ", csr.Groups)})" : "")}");
        if (review.Case.Request is { } request)
        {
            Field(page, "subject", request.Subject.Text);
            if (review.Case.Names.Count > 0) Field(page, "names", string.Join(", ", review.Case.Names));
        }

        Field(page, "policy", review.Case.Policy.Title);
        if (verdict.Rules.Count > 0) page.Blank();
        foreach (var result in verdict.Rules)
        {
            if (result.Outcome == RuleOutcome.Skip && !options.Verbose) continue;
            page.Paragraph($"  {Word(result.Outcome),-5} {result.Rule}", OutcomeInk(result.Outcome), Indent, [result.Text]);
            if (result.Found is { } found) page.Paragraph(new string(' ', Indent) + "found", Ink.Dim, Indent + 10, [found]);
            if (result.Expected is { } expected) page.Paragraph(new string(' ', Indent) + "expected", Ink.Dim, Indent + 10, [expected]);
        }

        page.WriteTo(to);
    }

    /// <summary>A CSR's answer in one line.</summary>
    public static string Line(CsrReview review)
    {
        ArgumentNullException.ThrowIfNull(review);
        var verdict = review.Verdict;
        return DataText.Clean(verdict.Decision == Decision.Approve ? $"approve: {verdict.Reason}" : $"{Word(verdict.Decision)}, {verdict.Rule}: {verdict.Reason}");
    }

    /// <summary>A decision as scripts and policies write it.</summary>
    public static string Word(Decision decision) => decision.ToString().ToLowerInvariant();

    private static void Field(TextPage page, string name, string text) => page.Paragraph($"  {name}", Ink.Dim, 12, [text]);

    private static Run[] Row(CsrReview review, DateTimeOffset now)
    {
        var csr = review.Case.Csr;
        return
        [
            csr.Meta.Name,
            csr.Meta.Created is { } created ? Times.Duration(Math.Max(0, (long)(now - created).TotalSeconds)) : "?",
            Signer(csr.SignerName),
            review.Case.Node.Length > 0 ? review.Case.Node : csr.Username,
            new Run(csr.StatusColumn, csr.Denied is not null || csr.Failed is not null ? Ink.Red : csr.IsPending ? Ink.Yellow : Ink.Plain),
            new Run(csr.IsPending ? Line(review) : "-", TitleInk(review.Verdict)),
        ];
    }

    private static Run[] Narrow(CsrReview review, DateTimeOffset now, int width)
    {
        var row = Row(review, now);
        return [Short(row[0], width / 5), row[1], Short(row[2], 10), Short(row[3], width / 5), review.Case.Csr.IsPending ? row[5] : row[4]];
    }

    private static Run Short(Run cell, int most)
    {
        var text = DataText.Clean(cell.Text);
        return Columns.Of(text) <= most ? cell : new Run(text[..Columns.Fit(text, most - 3)] + "...", cell.Ink);
    }

    private static string Signer(string name) => name switch { SignerNames.KubeletServing => "serving", SignerNames.KubeletClient => "client", _ => name };

    private static string Title(ApprovalVerdict verdict) => verdict.Decision switch
    {
        Decision.Approve => "APPROVE",
        Decision.Refuse => "REFUSE",
        Decision.Wait => "WAIT",
        _ => "IGNORE",
    };

    private static Ink TitleInk(ApprovalVerdict verdict) => verdict.Decision switch { Decision.Approve => Ink.Green, Decision.Refuse => Ink.Red, Decision.Wait => Ink.Yellow, _ => Ink.Dim };

    private static string Word(RuleOutcome outcome) => outcome switch { RuleOutcome.Pass => "pass", RuleOutcome.Fail => "FAIL", RuleOutcome.Wait => "wait", _ => "-" };

    private static Ink OutcomeInk(RuleOutcome outcome) => outcome switch { RuleOutcome.Pass => Ink.Green, RuleOutcome.Fail => Ink.Red, RuleOutcome.Wait => Ink.Yellow, _ => Ink.Dim };
}
