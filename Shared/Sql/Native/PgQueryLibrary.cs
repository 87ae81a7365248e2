using System.Runtime.InteropServices;
using System.Text;

namespace HoopLike.Shared.Sql.Native;

/// <summary>PostgreSQL's parser as a shared library: finds it, proves that it speaks as expected, and holds its entry points. Its memory is thread-local and freed when a thread ends.</summary>
internal sealed unsafe class PgQueryLibrary
{
    /// <summary>What to install, in a sentence.</summary>
    public const string Advice = "PostgreSQL's parser library is missing: install the Debian package libpg-query1504.0 (libpg_query.so.1504.0).";

    /// <summary>Newest sonames last: the parser of PostgreSQL 15 is the one that everything here is tested with.</summary>
    private static readonly string[] names =
    [
        "libpg_query.so.1504.0", "libpg_query.so.1504.1", "libpg_query.so.1504.2", "libpg_query.so.1605.0", "libpg_query.so.1605.1", "libpg_query.so.1605.2",
        "libpg_query.so.1706.0", "libpg_query.so.1706.1", "libpg_query.so.1706.2", "libpg_query.so",
    ];

    private static readonly Lazy<(PgQueryLibrary? Library, string? Missing)> loaded = new(Load);

    private readonly delegate* unmanaged[Cdecl]<byte*, PgQueryParseResult> parse;
    private readonly delegate* unmanaged[Cdecl]<PgQueryParseResult, void> freeParse;
    private readonly delegate* unmanaged[Cdecl]<byte*, PgQueryScanResult> scan;
    private readonly delegate* unmanaged[Cdecl]<PgQueryScanResult, void> freeScan;

    private PgQueryLibrary(nint library)
    {
        parse = (delegate* unmanaged[Cdecl]<byte*, PgQueryParseResult>)NativeLibrary.GetExport(library, "pg_query_parse");
        freeParse = (delegate* unmanaged[Cdecl]<PgQueryParseResult, void>)NativeLibrary.GetExport(library, "pg_query_free_parse_result");
        scan = (delegate* unmanaged[Cdecl]<byte*, PgQueryScanResult>)NativeLibrary.GetExport(library, "pg_query_scan");
        freeScan = (delegate* unmanaged[Cdecl]<PgQueryScanResult, void>)NativeLibrary.GetExport(library, "pg_query_free_scan_result");
    }

    /// <summary>Null when the library is there and usable.</summary>
    public static string? Missing => loaded.Value.Missing;

    /// <exception cref="DllNotFoundException">It is not; the message says what to install.</exception>
    public static PgQueryLibrary Instance => loaded.Value.Library ?? throw new DllNotFoundException(loaded.Value.Missing);

    /// <param name="text">Terminated by a zero byte.</param>
    public PgQueryParseResult Parse(byte* text) => parse(text);

    public void Free(PgQueryParseResult result) => freeParse(result);

    /// <param name="text">Terminated by a zero byte.</param>
    public PgQueryScanResult Scan(byte* text) => scan(text);

    public void Free(PgQueryScanResult result) => freeScan(result);

    private static (PgQueryLibrary?, string?) Load()
    {
        foreach (var name in names)
        {
            if (!NativeLibrary.TryLoad(name, typeof(PgQueryLibrary).Assembly, DllImportSearchPath.SafeDirectories, out var handle)) continue;
            try
            {
                var library = new PgQueryLibrary(handle);
                if (library.SpeaksAsExpected()) return (library, null);
            }
            catch (EntryPointNotFoundException)
            {
                // Another library of that name: the next one may be right.
            }
        }
        return (null, Advice);
    }

    /// <summary>Token numbers and the tree's spelling are no public contract of newer releases: a library that differs is as good as none.</summary>
    private bool SpeaksAsExpected()
    {
        fixed (byte* tokens = "'a' U&'b' b'1' x'f' 1 1.5 $1 set -- c\n/* d */\0"u8)
        fixed (byte* tree = "SELECT a.b, 'c'\0"u8)
        {
            return SqlTokens.Scan(this, tokens, out var found)
                && found.Select(t => t.Kind).SequenceEqual([SqlTokenKind.String, SqlTokenKind.UnicodeString, SqlTokenKind.BitString, SqlTokenKind.HexString, SqlTokenKind.Integer, SqlTokenKind.Float, SqlTokenKind.Parameter, found[7].Kind, SqlTokenKind.LineComment, SqlTokenKind.BlockComment])
                && TreeOf(tree).Contains("""{"SelectStmt":{"targetList":[{"ResTarget":{"val":{"ColumnRef":{"fields":[{"String":{"sval":"a"}},{"String":{"sval":"b"}}]""", StringComparison.Ordinal);
        }
    }

    private string TreeOf(byte* text)
    {
        var result = parse(text);
        try
        {
            return result.Error is null ? Encoding.UTF8.GetString(MemoryMarshal.CreateReadOnlySpanFromNullTerminated(result.ParseTree)) : "";
        }
        finally
        {
            freeParse(result);
        }
    }
}
