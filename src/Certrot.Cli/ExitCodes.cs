namespace Certrot.Cli;

/// <summary>Exit codes of the program: a public contract. 64 and above are those of sysexits.h.</summary>
internal static class ExitCodes
{
    public const int Healthy = 0;
    public const int Failing = 1;
    public const int AtRisk = 2;
    public const int Undetermined = 3;
    public const int Usage = 64;
    public const int UnreadableInput = 65;
    public const int Internal = 70;
    public const int Cancelled = 130;

    /// <summary>What each code means, in one sentence.</summary>
    public static IReadOnlyList<(int Code, string Meaning)> Meanings { get; } =
    [
        (Healthy, "Nothing is wrong with the certificates, or the command did what it was asked."),
        (Failing, "A certificate is not being renewed, or cannot be used."),
        (AtRisk, "Nothing fails yet, and the next renewal will or may."),
        (Undetermined, "The evidence does not allow an answer."),
        (Usage, "The command line is wrong."),
        (UnreadableInput, "The input, the kubeconfig or the API server could not be read."),
        (Internal, "A defect of the program."),
        (Cancelled, "Ctrl-C, SIGTERM or a closed terminal."),
    ];

    /// <summary>The code of a verdict. What is not a matter of certificates is healthy here.</summary>
    public static int Of(string verdict) => verdict switch
    {
        Reports.Verdicts.Failing => Failing,
        Reports.Verdicts.AtRisk => AtRisk,
        Reports.Verdicts.Undetermined => Undetermined,
        _ => Healthy,
    };
}
