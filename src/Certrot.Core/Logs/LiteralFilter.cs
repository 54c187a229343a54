using System.Buffers.Binary;
using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Certrot.Logs;

/// <summary>
/// Finds which of many literals occur in a large piece of text, where nearly all of the text holds none. It looks at a few bytes (a gram) at
/// every n-th place only: a literal that is longer than the gram by n - 1 bytes covers one such place wherever it stands. A small bit map
/// says whether the gram can be of a literal; the few that can are compared in full.
/// </summary>
internal sealed class LiteralFilter
{
    /// <summary>Literals shorter than this cannot be looked for.</summary>
    public const int ShortestLiteral = ShortGram;

    // The longer the gram, the fewer words of ordinary text it is found in.
    private const int LongGram = 6;
    private const int ShortGram = 4;
    private const int LongestStride = 8;
    private const int HashBits = 16;
    private const ulong HashFactor = 0x9E3779B97F4A7C15;

    private readonly byte[][] literals;
    private readonly uint[] bits = new uint[1 << (HashBits - 5)];
    private readonly int[] heads;
    private readonly Entry[] entries;
    private readonly int gramLength;
    private readonly int stride;

    /// <summary>A filter for these literals; a hit tells a literal by its id.</summary>
    /// <param name="literals">What to look for, each of four bytes at least.</param>
    /// <param name="ids">Their ids.</param>
    /// <param name="sample">Text of the kind that is to be searched: each literal is looked for by the piece of it that is rare there.</param>
    public LiteralFilter(IReadOnlyList<byte[]> literals, IReadOnlyList<int> ids, ReadOnlySpan<byte> sample)
    {
        this.literals = [.. literals];
        int shortest = int.MaxValue;
        foreach (byte[] literal in literals)
            shortest = Math.Min(shortest, literal.Length);
        gramLength = IsLong(shortest) ? LongGram : ShortGram;
        stride = Math.Min(LongestStride, shortest - gramLength + 1);

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
                ulong gram = GramAt(literals[i], offset);
                uint hash = Hash(gram);
                bits[hash >> 5] |= 1u << (int)(hash & 31);
                ref int head = ref heads[hash & (heads.Length - 1)];
                entries[count] = new Entry(gram, i, ids[i], offset, head);
                head = count++;
            }
        }
    }

    /// <summary>Whether literals of this length can be looked for with the longer gram; they are best kept in a filter of their own.</summary>
    public static bool IsLong(int literalLength) => literalLength >= LongestStride + LongGram - 1;

    /// <summary>Adds a hit for each occurrence in the text, in its order. The hit's position lies somewhere within the occurrence.</summary>
    // Not marked for aggressive optimization: that would keep it out of what is compiled ahead of time, and cost each start 3 ms.
    public void Find(ReadOnlySpan<byte> text, List<LiteralHit> hits)
    {
        if (entries.Length == 0)
            return;

        ref byte start = ref MemoryMarshal.GetReference(text);
        ref uint map = ref MemoryMarshal.GetArrayDataReference(bits);
        int shift = 64 - (8 * gramLength);
        int step = stride;
        int position = 0;
        int end = text.Length - sizeof(ulong) - (3 * step);
        for (; position <= end; position += 4 * step)
        {
            uint a = Hash(Unsafe.ReadUnaligned<ulong>(ref Unsafe.Add(ref start, position)) << shift);
            uint b = Hash(Unsafe.ReadUnaligned<ulong>(ref Unsafe.Add(ref start, position + step)) << shift);
            uint c = Hash(Unsafe.ReadUnaligned<ulong>(ref Unsafe.Add(ref start, position + (2 * step))) << shift);
            uint d = Hash(Unsafe.ReadUnaligned<ulong>(ref Unsafe.Add(ref start, position + (3 * step))) << shift);
            a = Unsafe.Add(ref map, a >> 5) >> (int)a;
            b = Unsafe.Add(ref map, b >> 5) >> (int)b;
            c = Unsafe.Add(ref map, c >> 5) >> (int)c;
            d = Unsafe.Add(ref map, d >> 5) >> (int)d;
            if (((a | b | c | d) & 1) == 0)
                continue;
            if ((a & 1) != 0)
                Compare(text, position, hits);
            if ((b & 1) != 0)
                Compare(text, position + step, hits);
            if ((c & 1) != 0)
                Compare(text, position + (2 * step), hits);
            if ((d & 1) != 0)
                Compare(text, position + (3 * step), hits);
        }

        for (; position <= text.Length - gramLength; position += step)
        {
            uint hash = Hash(GramAt(text, position));
            if (((bits[hash >> 5] >> (int)(hash & 31)) & 1) != 0)
                Compare(text, position, hits);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static uint Hash(ulong gram) => (uint)((gram * HashFactor) >> (64 - HashBits));

    // The gram in the upper bytes; the text holds all of it.
    private ulong GramAt(ReadOnlySpan<byte> text, int position)
    {
        ReadOnlySpan<byte> rest = text[position..];
        ulong word = 0;
        if (rest.Length >= sizeof(ulong))
        {
            word = BinaryPrimitives.ReadUInt64LittleEndian(rest);
        }
        else
        {
            for (int i = 0; i < rest.Length; i++)
                word |= (ulong)rest[i] << (8 * i);
        }

        return word << (64 - (8 * gramLength));
    }

    private ushort[] CountGrams(ReadOnlySpan<byte> sample)
    {
        ushort[] counts = new ushort[1 << HashBits];
        for (int i = 0; i <= sample.Length - gramLength; i++)
        {
            ref ushort count = ref counts[Hash(GramAt(sample, i))];
            if (count < ushort.MaxValue)
                count++;
        }

        return counts;
    }

    private int RarestWindow(ReadOnlySpan<byte> literal, ushort[] frequencies)
    {
        int best = 0;
        int least = int.MaxValue;
        for (int window = 0; window + stride + gramLength - 1 <= literal.Length; window++)
        {
            int sum = 0;
            for (int i = 0; i < stride; i++)
                sum += frequencies[Hash(GramAt(literal, window + i))];
            if (sum < least)
            {
                least = sum;
                best = window;
            }
        }

        return best;
    }

    private void Compare(ReadOnlySpan<byte> text, int position, List<LiteralHit> hits)
    {
        ulong gram = GramAt(text, position);
        for (int i = heads[Hash(gram) & (heads.Length - 1)]; i >= 0; i = entries[i].Next)
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
    private readonly record struct Entry(ulong Gram, int Literal, int Id, int Offset, int Next);
}
