using System.Globalization;

namespace Certrot.Simulator.Faults;

/// <summary>A fault, and how many nodes have it.</summary>
/// <param name="Fault">The fault.</param>
/// <param name="Nodes">Nodes; for a fault of the control plane, nodes that have to renew and meet it.</param>
public sealed record PlantedFault(Fault Fault, int Nodes)
{
    /// <summary>Reads what <c>--faults</c> takes: names with counts, such as <c>kcm-down,tls-stalls=5</c>, or <c>mixed</c>.</summary>
    /// <param name="text">The text.</param>
    /// <param name="nodes">How many nodes there are.</param>
    /// <param name="seed">What <c>mixed</c> draws from.</param>
    /// <exception cref="FormatException">There is no such fault, or a count is no number.</exception>
    public static IReadOnlyList<PlantedFault> Parse(string text, int nodes, int seed)
    {
        ArgumentNullException.ThrowIfNull(text);
        if (text == "mixed") return Mixed(nodes, seed);
        var planted = new List<PlantedFault>();
        foreach (var part in text.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries))
        {
            if (part == "none") continue;
            var (name, count) = part.Split('=', 2) is [var n, var c] ? (n, c) : (part, null);
            var fault = Fault.Find(name) ?? throw new FormatException($"there is no fault {name}: take of {string.Join(", ", Fault.All.Select(f => f.Name))}, or mixed");
            if (count is null) planted.Add(new PlantedFault(fault, Math.Max(1, nodes / 20)));
            else if (int.TryParse(count, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number >= 1) planted.Add(new PlantedFault(fault, number));
            else throw new FormatException($"{part}: {count} is no number of nodes");
        }

        if (planted.Sum(p => p.Nodes) > nodes) throw new FormatException($"the faults take {planted.Sum(p => p.Nodes)} nodes, and there are {nodes}");
        return planted;
    }

    /// <summary>Faults of nodes, each on some: a twentieth of the nodes in all.</summary>
    private static List<PlantedFault> Mixed(int nodes, int seed)
    {
        var random = new Random(seed);
        var faults = Fault.All.Where(f => !f.OfControlPlane).ToArray();
        random.Shuffle(faults);
        var left = Math.Max(1, nodes / 20);
        var planted = new List<PlantedFault>();
        foreach (var fault in faults)
        {
            if (left == 0) break;
            var count = Math.Min(left, 1 + random.Next(Math.Max(1, nodes / 100)));
            planted.Add(new PlantedFault(fault, count));
            left -= count;
        }

        return planted;
    }
}
