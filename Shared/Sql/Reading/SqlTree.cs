using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Text;
using System.Text.Json;
using HoopLike.Shared.Sql.Native;

namespace HoopLike.Shared.Sql.Reading;

/// <summary>The parser's tree of a text, for whoever wants more of it than <see cref="StatementReader"/> gathers.</summary>
internal static unsafe class SqlTree
{
    /// <summary>Longer texts (bulk inserts, mostly) are not read twice.</summary>
    private const int PieceLimit = 50_000;

    /// <param name="read">Gets the list of statements; the tree is gone when it returns.</param>
    /// <param name="otherwise">For text that does not parse, or is longer or nested deeper than is read on the caller's own stack.</param>
    public static T Read<T>(string text, Func<JsonElement, T> read, T otherwise)
    {
        var utf8 = new byte[Encoding.UTF8.GetByteCount(text) + 1];
        Encoding.UTF8.GetBytes(text, utf8);
        if (utf8.AsSpan(..^1).Contains((byte)0) || SqlShape.Pieces(utf8.AsSpan(..^1)) > PieceLimit || !RuntimeHelpers.TryEnsureSufficientExecutionStack()) return otherwise;
        var library = PgQueryLibrary.Instance;
        fixed (byte* terminated = utf8)
        {
            if (!SqlTokens.Scan(library, terminated, out var tokens) || !SqlShape.IsRepetitionBounded(utf8.AsSpan(..^1), tokens) || SqlDepth.Of(utf8.AsSpan(..^1), tokens) > SqlShape.ShallowDepth) return otherwise;
            var result = library.Parse(terminated);
            try
            {
                if (result.Error is not null) return otherwise;
                var json = MemoryMarshal.CreateReadOnlySpanFromNullTerminated(result.ParseTree).ToArray();
                using var document = JsonDocument.Parse(json, new JsonDocumentOptions { MaxDepth = TreeReading.ShallowLimit });
                return read(document.RootElement.Field("stmts"u8));
            }
            catch (JsonException)
            {
                return otherwise;
            }
            finally
            {
                library.Free(result);
            }
        }
    }
}
