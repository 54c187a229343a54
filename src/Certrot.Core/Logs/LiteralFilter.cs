using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Certrot.Logs;

/// <summary>
/// Finds which of many literals occur in a large piece of text, where nearly all of the text holds none. It looks at four bytes at every
/// n-th place only: a literal of at least n + 3 bytes covers one such place wherever it stands. A small bit map says whether the four bytes
/// can be of a literal; the few that can are compared in full.
/// </summary>
internal sealed class LiteralFilter
{
    /// <summary>Literals shorter than this cannot be looked for.</summary>
    public const int ShortestLiteral = 4;

    private const int GramLength = 4;
    private const int LongestStride = 8;
    private const int HashBits = 16;
    private const uint HashFactor = 0x9E3779B1;

    private readonly byte[][] literals;
    private readonly uint[] bits = new uint[1 << (HashBits - 5)];
    private readonly int[] heads;
    private readonly Entry[] entries;
    private readonly int stride;

    /// <summary>A filter for these literals; a hit tells a literal by its id.</summary>
    /// <param name="literals">What to look for, each of four bytes at least.</param>
    /// <param name="ids">Their ids.</param>
    /// <param name="sample">Text of the kind that is to be searched: each literal is looked for by the piece of it that is rare there.</param>
    public LiteralFilter(IReadOnlyList<byte[]> literals, IReadOnlyList<int> ids, ReadOnlySpan<byte> sample)
    {
        this.literals = [.. literals];
        stride = LongestStride;
        foreach (byte[] literal in literals)
            stride = Math.Min(stride, literal.Length - GramLength + 1);

        entries = new Entry[literals.Count * stride];
        heads = new int[(int)BitOperations.RoundUpToPowerOf2((uint)Math.Max(64, entries.Length * 4))];
        Array.Fill(heads, -1);
        int count = 0;
        ushort[] frequencies = CountGrams(sample);
        for (int i = 0; i < literals.Count; i++)
        {
            int window = RarestWindow(literals[i], frequencies);
            for (int offset = window; offset < window + stride; offset++)
            {
                uint gram = MemoryMarshal.Read<uint>(literals[i].AsSpan(offset));
                uint hash = Hash(gram);
                bits[hash >> 5] |= 1u << (int)(hash & 31);
                ref int head = ref heads[hash & (heads.Length - 1)];
                entries[count] = new Entry(gram, i, ids[i], offset, head);
                head = count++;
            }
        }
    }

    /// <summary>Longest stride a literal of this length allows; literals of one filter share the smallest.</summary>
    public static bool AllowsLongestStride(int literalLength) => literalLength >= LongestStride + GramLength - 1;

    /// <summary>Adds a hit for each occurrence in the text, in its order. The hit's position lies somewhere within the occurrence.</summary>
    // Optimized from the first call: a scan may be one long call, and the code of a build ahead of time has no wide instructions.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public void Find(ReadOnlySpan<byte> text, List<LiteralHit> hits)
    {
        if (entries.Length == 0)
            return;

        ref byte start = ref MemoryMarshal.GetReference(text);
        ref uint map = ref MemoryMarshal.GetArrayDataReference(bits);
        int step = stride;
        int position = 0;
        int end = text.Length - GramLength - (3 * step);
        for (; position <= end; position += 4 * step)
        {
            uint a = Hash(Unsafe.ReadUnaligned<uint>(ref Unsafe.Add(ref start, position)));
            uint b = Hash(Unsafe.ReadUnaligned<uint>(ref Unsafe.Add(ref start, position + step)));
            uint c = Hash(Unsafe.ReadUnaligned<uint>(ref Unsafe.Add(ref start, position + (2 * step))));
            uint d = Hash(Unsafe.ReadUnaligned<uint>(ref Unsafe.Add(ref start, position + (3 * step))));
            uint any = (Unsafe.Add(ref map, a >> 5) >> (int)a)
                | (Unsafe.Add(ref map, b >> 5) >> (int)b)
                | (Unsafe.Add(ref map, c >> 5) >> (int)c)
                | (Unsafe.Add(ref map, d >> 5) >> (int)d);
            if ((any & 1) != 0)
            {
                for (int i = 0; i < 4; i++)
                    Compare(text, position + (i * step), hits);
            }
        }

        for (; position <= text.Length - GramLength; position += step)
            Compare(text, position, hits);
    }

    private static ushort[] CountGrams(ReadOnlySpan<byte> sample)
    {
        ushort[] counts = new ushort[1 << HashBits];
        for (int i = 0; i <= sample.Length - GramLength; i++)
        {
            ref ushort count = ref counts[Hash(MemoryMarshal.Read<uint>(sample[i..]))];
            if (count < ushort.MaxValue)
                count++;
        }

        return counts;
    }

    private int RarestWindow(ReadOnlySpan<byte> literal, ushort[] frequencies)
    {
        int best = 0;
        int least = int.MaxValue;
        for (int window = 0; window + stride + GramLength - 1 <= literal.Length; window++)
        {
            int sum = 0;
            for (int i = 0; i < stride; i++)
                sum += frequencies[Hash(MemoryMarshal.Read<uint>(literal[(window + i)..]))];
            if (sum < least)
            {
                least = sum;
                best = window;
            }
        }

        return best;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static uint Hash(uint gram) => (gram * HashFactor) >> (32 - HashBits);

    private void Compare(ReadOnlySpan<byte> text, int position, List<LiteralHit> hits)
    {
        uint gram = MemoryMarshal.Read<uint>(text[position..]);
        uint hash = Hash(gram);
        if (((bits[hash >> 5] >> (int)(hash & 31)) & 1) == 0)
            return;
        for (int i = heads[hash & (heads.Length - 1)]; i >= 0; i = entries[i].Next)
        {
            ref readonly Entry entry = ref entries[i];
            if (entry.Gram != gram)
                continue;
            int from = position - entry.Offset;
            byte[] literal = literals[entry.Literal];
            if (from >= 0 && from + literal.Length <= text.Length && text.Slice(from, literal.Length).SequenceEqual(literal))
                hits.Add(new LiteralHit(position, from, entry.Id));
        }
    }

    [StructLayout(LayoutKind.Auto)]
    private readonly record struct Entry(uint Gram, int Literal, int Id, int Offset, int Next);
}
