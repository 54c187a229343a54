using Certrot.Benchmarks;

return args switch
{
    ["make-log", var size, var path, var seed] => MakeLog(size, path, seed),
    ["make-cluster", var nodes, var requests, var directory] => MakeCluster(nodes, requests, directory),
    ["scan-log", var path] => ScanLog.Run(path),
    ["hold-cluster", var path] => await HeldCluster.RunAsync(path),
    ["fleet-loop", var kubeconfig] => await FleetLoop.RunAsync(kubeconfig),
    ["patterns"] => RipgrepPatterns.Print(),
    _ => Usage(),
};

static int MakeLog(string size, string path, string seed)
{
    using var output = new FileStream(path, FileMode.Create, FileAccess.Write, FileShare.None, 1 << 20);
    new KubeletLogWriter(output, ulong.Parse(seed)).Write(ParseSize(size));
    return 0;
}

static int MakeCluster(string nodes, string requests, string directory)
{
    new ClusterBundleWriter(directory, int.Parse(nodes), int.Parse(requests)).Write();
    return 0;
}

static long ParseSize(string text) => text[^1] switch
{
    'K' => long.Parse(text[..^1]) << 10,
    'M' => long.Parse(text[..^1]) << 20,
    'G' => long.Parse(text[..^1]) << 30,
    _ => long.Parse(text),
};

static int Usage()
{
    Console.Error.WriteLine("""
        usage: certrot-benchmarks make-log SIZE FILE SEED        a kubelet log of that size (1073741824, 100M, 1G)
               certrot-benchmarks make-cluster NODES CSRS DIR    an evidence bundle of a large cluster
               certrot-benchmarks scan-log FILE                  scans a log and prints how often each pattern matched
               certrot-benchmarks hold-cluster FILE              a real cluster until standard input ends; FILE tells how to reach it
               certrot-benchmarks fleet-loop KUBECONFIG          the lists, handshakes and metrics of a scan, and nothing else
               certrot-benchmarks patterns                       the scanner's patterns for rg -f
        """);
    return 64;
}
