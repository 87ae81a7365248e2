using System.Buffers;
using System.Text;

namespace HoopLike.Shared.Masking.Detectors;

/// <summary>IPv4 addresses (dotted quads) and IPv6 addresses (RFC 4291, RFC 5952) that name a host; loopback, unspecified addresses and net masks name none.</summary>
public sealed class IpDetector : IDetector
{
    /// <summary>Eight groups of four with seven colons, or six of them and a dotted quad; and what decides where it ends.</summary>
    private const int Reach = 48;
    private const int VersionReach = 24;

    private static readonly SearchValues<byte> marks = SearchValues.Create(".:"u8);
    private static readonly SearchValues<byte> addressBytes = SearchValues.Create("0123456789abcdefABCDEF.:-_"u8);

    /// <summary>A <c>v</c> at the end is gone by then.</summary>
    private static readonly byte[][] versionWords = [.. "version versions ver. ver release build oid section chapter firmware clause".Split(' ').Select(Encoding.ASCII.GetBytes)];

    public string Word => "ip";

    public DetectorGroup Group => DetectorGroup.Network;

    public DetectorDescription About { get; } = new(
        "IP addresses",
        "IPv4 and IPv6 addresses of hosts, with or without a port or prefix length behind them, and values of the types inet and cidr.",
        "Version numbers, times, MAC addresses, 127.0.0.1, ::1, 0.0.0.0 and net masks.",
        ["203.0.113.7", "from 10.1.2.3:51724", "[2001:db8::8a2e:370:7334]:443", "fe80::1ff:fe23:4567:890a%eth0"],
        ["1.2.3.4.5", "version 4.8.1.0", "v1.2.3.4", "12:34:56", "00:1a:2b:3c:4d:5e", "255.255.255.0", "std::vector"]);

    public bool ReadsAddresses => true;

    public ReadOnlySpan<byte> Marks => "0123456789:"u8;

    public bool TryFind(ReadOnlySpan<byte> utf8, int start, out int offset, out int length)
    {
        for (var at = start; at < utf8.Length; at++)
        {
            var skip = utf8[at..].IndexOfAny(marks);
            if (skip < 0) break;
            at += skip;
            if (utf8[at] == (byte)'.')
            {
                offset = Back(utf8, at, 3, isHex: false);
                length = offset >= start && IsFree(utf8, offset) ? Quad(utf8, offset) : 0;
            }
            else
            {
                offset = Back(utf8, at, 4, isHex: true);
                if (offset == at && at + 1 < utf8.Length && utf8[at + 1] != (byte)':') continue;
                length = offset >= start && IsFree(utf8, offset) && !FollowsGroup(utf8, offset) ? Groups(utf8[offset..]) : 0;
            }
            if (length > 0) return true;
        }
        offset = length = 0;
        return false;
    }

    public int OpenFrom(ReadOnlySpan<byte> utf8, int start) => OpenText.Run(utf8, start, addressBytes, Reach);

    /// <summary>Where the digits before a mark begin.</summary>
    private static int Back(ReadOnlySpan<byte> utf8, int mark, int most, bool isHex)
    {
        var at = mark;
        while (at > 0 && mark - at < most && (isHex ? char.IsAsciiHexDigit((char)utf8[at - 1]) : char.IsAsciiDigit((char)utf8[at - 1]))) at--;
        return at;
    }

    /// <summary>Nothing before it belongs to it: no word, no further part, no name as in <c>nginx-1.2.3.4</c>.</summary>
    private static bool IsFree(ReadOnlySpan<byte> utf8, int at)
    {
        if (WordEdge.IsInside(utf8, at)) return false;
        return at < 2 || utf8[at - 1] switch
        {
            (byte)'.' => !WordEdge.IsWord(utf8[at - 2]),
            (byte)'-' or (byte)'_' => !char.IsAsciiLetter((char)utf8[at - 2]),
            _ => true,
        };
    }

    /// <summary>A group with its colon before it: this is the middle of something longer.</summary>
    private static bool FollowsGroup(ReadOnlySpan<byte> utf8, int at) =>
        at > 1 && utf8[at - 1] == (byte)':' && Back(utf8, at - 1, 4, isHex: true) is var group && group < at - 1 && !WordEdge.IsInside(utf8, group);

    private static int Quad(ReadOnlySpan<byte> utf8, int offset)
    {
        var from = utf8[offset..];
        if (!TryQuad(from, out var length, out var address) || IsNobody(address) || NamesVersion(utf8[Math.Max(0, offset - VersionReach)..offset])) return 0;
        return length;
    }

    private static bool TryQuad(ReadOnlySpan<byte> from, out int length, out uint address)
    {
        (length, address) = (0, 0);
        for (var part = 0; part < 4; part++)
        {
            if (part > 0 && (length >= from.Length || from[length++] != (byte)'.')) return false;
            var (value, digits) = (0, 0);
            for (; digits < 3 && length < from.Length && char.IsAsciiDigit((char)from[length]); digits++) value = (value * 10) + (from[length++] - '0');
            if (digits == 0 || value > 255 || (digits > 1 && from[length - digits] == (byte)'0')) return false;
            address = (address << 8) | (uint)value;
        }
        return Ends(from[length..]);
    }

    private static bool Ends(ReadOnlySpan<byte> after)
    {
        if (after.IsEmpty) return true;
        if (WordEdge.IsWord(after[0])) return false;
        return after.Length == 1 || after[0] switch
        {
            (byte)'.' => !char.IsAsciiDigit((char)after[1]),
            (byte)'-' or (byte)'_' => !char.IsAsciiLetter((char)after[1]),
            _ => true,
        };
    }

    /// <summary>Loopback, unspecified, broadcast, and masks: ones before zeros.</summary>
    private static bool IsNobody(uint address) => address >> 24 is 0 or 127 || (address >= 0x80000000 && (~address & (~address + 1)) == 0);

    /// <summary><c>version 1.2.3.4</c>, <c>Version=4.0.0.0</c>, <c>ver: 1.2.3.4</c>, <c>release-1.2.3.4</c>.</summary>
    private static bool NamesVersion(ReadOnlySpan<byte> before)
    {
        before = before.TrimEnd(" =:\"'v("u8);
        foreach (var word in versionWords)
            if (EndsWith(before, word)) return true;
        return false;
    }

    private static bool EndsWith(ReadOnlySpan<byte> text, ReadOnlySpan<byte> word) => text.Length >= word.Length && Ascii.EqualsIgnoreCase(text[^word.Length..], word);

    /// <summary>IPv6: eight groups, or fewer with one <c>::</c>; the first of four digits as every address in use has it, or the well-known prefixes for IPv4.</summary>
    private static int Groups(ReadOnlySpan<byte> from)
    {
        var (groups, at, compressed) = (0, 0, false);
        if (from.StartsWith("::"u8)) (at, compressed) = (2, true);
        while (at < from.Length && groups < 8)
        {
            var begin = at;
            while (at < from.Length && at - begin < 4 && char.IsAsciiHexDigit((char)from[at])) at++;
            if (at == begin) break;
            if (at < from.Length && from[at] == (byte)'.' && groups is > 0 and <= 6 && TryQuad(from[begin..], out var quad, out _))
            {
                (at, groups) = (begin + quad, groups + 2);
                break;
            }
            groups++;
            if (at + 1 >= from.Length || from[at] != (byte)':' || groups == 8) break;
            if (from[at + 1] == (byte)':')
            {
                if (compressed) return 0;
                (compressed, at) = (true, at + 2);
            }
            else if (char.IsAsciiHexDigit((char)from[at + 1])) at++;
            else break;
        }
        var isWhole = compressed ? groups is >= 2 and < 8 : groups == 8;
        return isWhole && IsHost(from[..at]) && EndsGroups(from[at..]) ? at : 0;
    }

    private static bool EndsGroups(ReadOnlySpan<byte> after) =>
        after.IsEmpty || (!WordEdge.IsWord(after[0]) && !(after.Length > 1 && after[0] == (byte)':' && (after[1] == (byte)':' || char.IsAsciiHexDigit((char)after[1]))));

    private static bool IsHost(ReadOnlySpan<byte> address)
    {
        if (EndsWith(address[..Math.Min(7, address.Length)], "::ffff:"u8) || address.StartsWith("64:ff9b:"u8)) return true;
        var colon = address.IndexOf((byte)':');
        return colon == 4 && address[0] is (byte)'2' or (byte)'3' or (byte)'f' or (byte)'F';
    }
}
