using HoopLike.Shared.Recording;

namespace HoopLike.Agent.Recording;

/// <summary>The columns of the result that is captured, and its command tag; arrays are kept for the next result.</summary>
internal sealed class ResultColumns
{
    public const int TagLimit = 256;

    // A server may send names of any length; real ones have at most 63 bytes.
    private const int NameLimit = 256;
    private const int NamesLimit = 64 * 1024;

    private string[] names = [];
    private (uint TypeOid, short Format)[] types = [];
    private int count;
    private int typeCount;

    /// <summary>A JSON string; empty for none.</summary>
    public JsonBytes Tag { get; } = new();

    /// <summary>An earlier record of the same result names them.</summary>
    public bool AreWritten { get; set; }

    public void Set(ReadOnlySpan<string> newNames, ReadOnlySpan<(uint TypeOid, short Format)> newTypes)
    {
        if (names.Length < newNames.Length) names = new string[newNames.Length];
        if (types.Length < newTypes.Length) types = new (uint, short)[newTypes.Length];
        newNames.CopyTo(names);
        newTypes.CopyTo(types);
        count = newNames.Length;
        typeCount = newTypes.Length;
        AreWritten = false;
    }

    /// <summary>Type and format of a column; one that was not announced is taken for unknown binary, which is recorded as hex.</summary>
    public (uint TypeOid, short Format) this[int column] => column < typeCount ? types[column] : (0, 1);

    public void Write(JsonBytes json)
    {
        if (count == 0 || AreWritten) return;
        json.Raw(",\"columns\":["u8);
        var start = json.Length;
        for (var i = 0; i < count; i++)
        {
            if (i > 0) json.Raw((byte)',');
            if (json.Length - start > NamesLimit)
            {
                json.Text("…"u8);
                break;
            }
            json.Text(names[i].AsSpan(0, Math.Min(names[i].Length, NameLimit)));
        }
        json.Raw((byte)']');
    }

    public void Release()
    {
        Tag.Release();
        names = [];
        types = [];
        count = typeCount = 0;
    }
}
