using System.Runtime.InteropServices;

namespace HoopLike.Shared.Sql.Native;

// Layouts of pg_query.h, the same in libpg_query 15, 16 and 17.

[StructLayout(LayoutKind.Sequential)]
internal unsafe struct PgQueryError
{
    public byte* Message;
    public byte* FunctionName;
    public byte* FileName;
    public int LineNumber;
    public int CursorPosition;
    public byte* Context;
}

[StructLayout(LayoutKind.Sequential)]
internal unsafe struct PgQueryParseResult
{
    public byte* ParseTree;
    public byte* StderrBuffer;
    public PgQueryError* Error;
}

[StructLayout(LayoutKind.Sequential)]
internal unsafe struct PgQueryScanResult
{
    public nuint Length;
    public byte* Data;
    public byte* StderrBuffer;
    public PgQueryError* Error;
}
