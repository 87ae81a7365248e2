using System.Collections.Frozen;

namespace HoopLike.Shared.Masking.Values;

/// <summary>Type OIDs of pg_type.dat, the same on every server.</summary>
internal static class PgType
{
    public const uint Bytea = 17;
    public const uint Char = 18;
    public const uint Name = 19;
    public const uint Int8 = 20;
    public const uint Int2 = 21;
    public const uint Int4 = 23;
    public const uint Text = 25;
    public const uint Oid = 26;
    public const uint Json = 114;
    public const uint Xml = 142;
    public const uint Cidr = 650;
    public const uint Float4 = 700;
    public const uint Float8 = 701;
    public const uint Macaddr8 = 774;
    public const uint Macaddr = 829;
    public const uint Inet = 869;
    public const uint Bpchar = 1042;
    public const uint Date = 1082;
    public const uint TimestampWithoutZone = 1114;
    public const uint Timestamp = 1184;
    public const uint Numeric = 1700;
    public const uint Uuid = 2950;
    public const uint Jsonb = 3802;

    /// <summary>Text in both formats: name, text, xml, unknown, bpchar, varchar, refcursor.</summary>
    private static readonly FrozenSet<uint> strings = new uint[] { 19, 25, 142, 705, 1042, 1043, 1790 }.ToFrozenSet();

    /// <summary>Arrays of the strings, with their elements' types.</summary>
    private static readonly FrozenDictionary<uint, uint> stringArrays = new Dictionary<uint, uint>
    {
        [143] = Xml, [1003] = Name, [1009] = Text, [1014] = Bpchar, [1015] = 1043, [2201] = 1790,
    }.ToFrozenDictionary();

    /// <summary>bigint, double precision, numeric, and arrays of them: long enough for a card number.</summary>
    private static readonly FrozenSet<uint> longNumbers = new uint[] { 20, 701, 1700, 1016, 1022, 1231 }.ToFrozenSet();

    /// <summary>Types that no detector looks into, each with its array type: flags, short numbers, times, bytes, addresses of hosts, shapes, and the server's own identifiers.</summary>
    private static readonly FrozenSet<uint> neverText = new uint[]
    {
        16, 1000, // bool
        17, 1001, // bytea
        21, 1005, 22, 1006, 23, 1007, // smallint, int2vector, integer
        24, 1008, 26, 1028, 27, 1010, 28, 1011, 29, 1012, 30, 1013, 5069, 271, // regproc, oid, tid, xid, cid, oidvector, xid8
        600, 1017, 601, 1018, 602, 1019, 603, 1020, 604, 1027, 628, 629, 718, 719, // shapes
        650, 651, 774, 775, 829, 1040, 869, 1041, // cidr, macaddr8, macaddr, inet
        700, 1021, 790, 791, // real, money
        1082, 1182, 1083, 1183, 1114, 1115, 1184, 1185, 1186, 1187, 1266, 1270, // dates and times
        1560, 1561, 1562, 1563, // bit strings
        2202, 2207, 2203, 2208, 2204, 2209, 2205, 2210, 2206, 2211, 3734, 3735, 3769, 3770, 4089, 4090, 4096, 4097, 4191, 4192, // reg*
        2278, 2950, 2951, 3220, 3221, // void, uuid, pg_lsn
        3904, 3905, 3908, 3909, 3910, 3911, 3912, 3913, // ranges of integers and times
    }.ToFrozenSet();

    /// <summary>Arrays of json, jsonb and jsonpath: text in text, so that a replacement inside would break the inner text.</summary>
    private static readonly FrozenSet<uint> nested = new uint[] { 199, 3807, 4073 }.ToFrozenSet();

    public static bool IsString(uint oid) => strings.Contains(oid);

    /// <summary>0 where it is no array of strings.</summary>
    public static uint ElementOfStringArray(uint oid) => stringArrays.GetValueOrDefault(oid);

    public static bool IsLongNumber(uint oid) => longNumbers.Contains(oid);

    /// <summary>inet, cidr and arrays of them.</summary>
    public static bool IsAddress(uint oid) => oid is Inet or Cidr or 1041 or 651;

    /// <summary>Of bigint, double precision, numeric.</summary>
    public static bool IsArrayOfLongNumbers(uint oid) => oid is 1016 or 1022 or 1231;

    public static bool IsNeverText(uint oid) => neverText.Contains(oid);

    public static bool IsNested(uint oid) => nested.Contains(oid);
}
