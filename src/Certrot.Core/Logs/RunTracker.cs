namespace Certrot.Logs;

/// <summary>Tells where runs begin, and keeps the newest of them.</summary>
internal sealed class RunTracker(KeptLinePool pool, int patterns)
{
    // Newest runs kept apart; the older ones are one.
    private const int RunsKept = 60;

    // Copies of lines may take this much, and matches be so many, before older runs are merged earlier.
    private const long BytesKept = 4 << 20;
    private const int MatchesKept = 12_000;

    // A unit of type notify is "started" only when the kubelet is ready, long after its first line.
    private const long StartLines = 2000;

    // Process ids below this are of containers, where each run has the same.
    private const int SmallestHostPid = 20;

    private readonly List<RunState> runs = [];
    private readonly HashSet<(bool Wrapper, int Pid)> known = [];
    private readonly Queue<(bool Wrapper, int Pid)> knownOrder = new();
    private readonly FlagLines flags = new();
    private long preambleEnd;
    private int klogPid;
    private int wrapperPid;

    /// <summary>The run that is read.</summary>
    public RunState Current => runs[^1];

    /// <summary>All runs, oldest first.</summary>
    public IReadOnlyList<RunState> Runs => runs;

    /// <summary>Flags of the newest run.</summary>
    public FlagLines Flags => flags;

    /// <summary>The first identifier of journald under which a component runs; null for none yet.</summary>
    public string? Identifier { get; private set; }

    /// <summary>Begins the first run.</summary>
    public void Begin() => runs.Add(new RunState(patterns) { FirstLine = 1 });

    /// <summary>Looks for signs of a start in a line. Returns true where it begins a run.</summary>
    public bool Observe(in LogLine line, long number)
    {
        RunState before = Current;
        if (Identifier is null && IsComponent(line.Identifier))
            Identifier = System.Text.Encoding.ASCII.GetString(line.Identifier);
        if (line.KlogPid != 0 || line.WrapperPid != 0)
            ObserveProcess(line, number);
        ObserveText(line, number);
        return !ReferenceEquals(before, Current);
    }

    /// <summary>Whether an identifier of journald is one under which a kubelet or a control-plane component runs.</summary>
    private static bool IsComponent(ReadOnlySpan<byte> identifier) =>
        identifier.StartsWith("kube"u8) || identifier.StartsWith("k3s"u8) || identifier.StartsWith("rke2"u8)
        || identifier.StartsWith("microk8s.daemon-kube"u8) || identifier.StartsWith("origin-node"u8) || identifier.StartsWith("hyperkube"u8);

    private static RunSignals SignalOf(in LogLine line)
    {
        ReadOnlySpan<byte> text = line.Text;
        if (text.IsEmpty || text[0] is not ((byte)'-' or (byte)'F' or (byte)'V' or (byte)'K' or (byte)'S' or (byte)'"'))
            return RunSignals.None;
        if (text.StartsWith("-- Reboot --"u8) || text.StartsWith("-- Boot "u8))
            return RunSignals.Boot;
        if (text.StartsWith("Started "u8))
            return line.KlogPid == 0 && IsUnitStart(text, line.Identifier) ? RunSignals.Unit : RunSignals.None;
        if (text.StartsWith("FLAG: --"u8) || text.StartsWith("\"FLAG: --"u8))
            return RunSignals.Flags;
        if (text.StartsWith("Version: v1."u8) || text.StartsWith("\"Version: v1."u8) || text.StartsWith("Kubelet version"u8) || text.StartsWith("\"Kubelet version\""u8))
            return RunSignals.Version;
        return text.StartsWith("Starting k3s"u8) || text.StartsWith("Starting rke2"u8) ? RunSignals.Distribution : RunSignals.None;
    }

    private static bool IsUnitStart(ReadOnlySpan<byte> text, ReadOnlySpan<byte> identifier) =>
        (identifier.IsEmpty || identifier.SequenceEqual("systemd"u8))
        && (text.StartsWith("Started kubelet"u8) || text.StartsWith("Started Kubelet"u8) || text.StartsWith("Started Kubernetes Kubelet"u8)
            || text.IndexOf("microk8s.daemon-kube"u8) > 0);

    private void ObserveText(in LogLine line, long number)
    {
        RunSignals signal = SignalOf(line);
        if (signal == RunSignals.None)
        {
            // What a kubelet writes of deprecated flags, before its log begins, at the top of a file.
            if (number == preambleEnd + 1 && line.Text.StartsWith("Flag --"u8))
                preambleEnd = number;
            return;
        }

        ReadOnlySpan<byte> text = line.Text;
        if (text.Length > 1 && text[0] == '"' && text[^1] == '"')
            text = text[1..^1];
        bool begins = signal switch
        {
            RunSignals.Flags => flags.IsBlockStart(text, number),
            _ => true,
        };
        if (begins)
        {
            // A process that is known to run cannot start; k3s and the like print the flags of each component in one process.
            bool sameProcess = signal is RunSignals.Flags or RunSignals.Version && line.KlogPid >= SmallestHostPid
                && line.KlogPid == klogPid && Current.HasKlogPid && Current.Signals != RunSignals.None;
            if (!sameProcess)
                Signal(signal, line, number);
            if (signal == RunSignals.Boot)
                ForgetProcesses();
        }

        if (signal == RunSignals.Flags)
            flags.Add(text, number);
    }

    // The klog header and journald number a process each in its own way, so each is compared with its own kind. In a run of which no process
    // id is known yet, the first one is not a sign of another start.
    private void ObserveProcess(in LogLine line, long number)
    {
        if (line.KlogPid == klogPid && line.WrapperPid == wrapperPid)
            return;
        bool isKlogNew = line.KlogPid != 0 && Remember((Wrapper: false, line.KlogPid));
        bool isWrapperNew = line.WrapperPid != 0 && IsComponent(line.Identifier) && Remember((Wrapper: true, line.WrapperPid));
        if (line.KlogPid != 0)
            klogPid = line.KlogPid;
        wrapperPid = line.WrapperPid;
        if (!isKlogNew && !isWrapperNew)
            return;
        if ((isKlogNew && Current.HasKlogPid) || (isWrapperNew && Current.HasWrapperPid))
            Signal(RunSignals.Process, line, number);
        Current.HasKlogPid |= isKlogNew;
        Current.HasWrapperPid |= isWrapperNew;
        if (Current.Signals != RunSignals.None)
            Current.Signals |= RunSignals.Process;
    }

    private bool Remember((bool Wrapper, int Pid) process)
    {
        const int KnownKept = 16;
        if (!known.Add(process))
            return false;
        knownOrder.Enqueue(process);
        if (knownOrder.Count > KnownKept)
            known.Remove(knownOrder.Dequeue());
        return true;
    }

    private void ForgetProcesses()
    {
        known.Clear();
        knownOrder.Clear();
        klogPid = 0;
        wrapperPid = 0;
    }

    private void Signal(RunSignals signal, in LogLine line, long number)
    {
        RunState run = Current;
        bool isSameStart = run.Signals != RunSignals.None && !run.Signals.HasFlag(signal) && number - run.FirstLine <= StartLines;
        if (isSameStart || number == run.FirstLine || number == preambleEnd + 1)
        {
            run.Signals |= run.HasKlogPid || run.HasWrapperPid ? signal | RunSignals.Process : signal;
            run.StartSeen = true;
            return;
        }

        run.LastLine = number - 1;
        flags.Clear();
        bool hasKlogPid = line.KlogPid != 0;
        bool hasWrapperPid = line.WrapperPid != 0 && IsComponent(line.Identifier);
        runs.Add(new RunState(patterns)
        {
            FirstLine = number,
            Signals = hasKlogPid || hasWrapperPid ? signal | RunSignals.Process : signal,
            StartSeen = true,
            HasKlogPid = hasKlogPid,
            HasWrapperPid = hasWrapperPid,
        });
        while (runs.Count > RunsKept + 1 || (runs.Count > 2 && (pool.Bytes > BytesKept || pool.References > MatchesKept)))
        {
            runs[0].Append(runs[1], pool);
            runs.RemoveAt(1);
        }
    }
}
