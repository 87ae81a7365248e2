using System.Buffers;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Text;
using System.Text.Json;
using System.Text.Unicode;
using HoopLike.Shared.Sql.Native;

namespace HoopLike.Shared.Sql.Reading;

/// <summary>From bytes to an analysis: what may be parsed is parsed, where there is stack for it; all else is opaque.</summary>
internal static unsafe class TextReading
{
    /// <summary>Texts of more pieces are read one at a time, so that their memory does not add up.</summary>
    private const int LargePieces = 50_000;

    private static readonly Lock largeOnes = new();

    public static SqlAnalysis Read(ReadOnlySpan<byte> utf8)
    {
        var library = PgQueryLibrary.Instance;
        if (utf8.Length > SqlAnalyzer.TextLimit) return Opaque(utf8, $"The text is longer than {SqlAnalyzer.TextLimit / (1024 * 1024)} MiB.");
        if (utf8.Contains((byte)0)) return Opaque(utf8, "The text contains a zero byte.");
        if (!Utf8.IsValid(utf8)) return Opaque(utf8, "The text is not valid UTF-8.");
        var pieces = SqlShape.Pieces(utf8);
        if (pieces > SqlShape.PieceLimit) return Opaque(utf8, "The text has more words and symbols than are parsed.");

        var terminated = ArrayPool<byte>.Shared.Rent(utf8.Length + 1);
        try
        {
            utf8.CopyTo(terminated);
            terminated[utf8.Length] = 0;
            var length = utf8.Length;
            if (pieces <= SqlShape.SmallPieces && RuntimeHelpers.TryEnsureSufficientExecutionStack()) return Parse(library, terminated, length);
            if (pieces <= LargePieces) return OnOwnStack(library, terminated, length, pieces);
            lock (largeOnes) return OnOwnStack(library, terminated, length, pieces);
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(terminated);
        }
    }

    private static SqlAnalysis OnOwnStack(PgQueryLibrary library, byte[] terminated, int length, int pieces)
    {
        SqlAnalysis? analysis = null;
        var thread = new Thread(() => analysis = Parse(library, terminated, length), SqlShape.StackFor(pieces)) { IsBackground = true, Name = "sql-parse" };
        thread.Start();
        thread.Join();
        return analysis ?? Opaque(terminated.AsSpan(0, length), "The parser failed.");
    }

    private static SqlAnalysis Parse(PgQueryLibrary library, byte[] terminated, int length)
    {
        var utf8 = terminated.AsSpan(0, length);
        try
        {
            fixed (byte* text = terminated)
            {
                if (!SqlTokens.Scan(library, text, out var tokens)) return Opaque(utf8, "The text cannot be cut into tokens.");
                var redacted = SqlRedaction.Of(utf8, tokens);
                if (!SqlShape.IsRepetitionBounded(utf8, tokens)) return Opaque(utf8, "Column lists after SET are nested too deeply.", redacted);
                return Tree(library, text, utf8, redacted);
            }
        }
        catch (Exception e) when (e is not OutOfMemoryException)
        {
            // Whatever the reader did not foresee: not knowing what a statement does is what opaque means.
            return Opaque(utf8, "The parser's answer could not be read.");
        }
    }

    private static SqlAnalysis Tree(PgQueryLibrary library, byte* text, ReadOnlySpan<byte> utf8, string redacted)
    {
        var result = library.Parse(text);
        byte[]? tree = null;
        try
        {
            if (result.Error is not null) return Opaque(utf8, ErrorOf(result.Error), redacted);
            var json = MemoryMarshal.CreateReadOnlySpanFromNullTerminated(result.ParseTree);
            tree = ArrayPool<byte>.Shared.Rent(json.Length);
            json.CopyTo(tree);
            return new SqlAnalysis(Encoding.UTF8.GetString(utf8), TreeReading.Read(tree.AsMemory(0, json.Length), utf8), redacted, null);
        }
        catch (JsonException)
        {
            return Opaque(utf8, "The text is nested too deeply.", redacted);
        }
        finally
        {
            library.Free(result);
            if (tree is not null) ArrayPool<byte>.Shared.Return(tree);
        }
    }

    /// <summary>The parser's message without what it quotes from the text, which may be a value.</summary>
    private static string ErrorOf(PgQueryError* error)
    {
        var message = Encoding.UTF8.GetString(MemoryMarshal.CreateReadOnlySpanFromNullTerminated(error->Message));
        var quoted = message.IndexOf('"', StringComparison.Ordinal);
        if (quoted >= 0) message = message[..quoted].Replace(" at or near ", "", StringComparison.Ordinal).TrimEnd();
        return error->CursorPosition > 0 ? $"{message} at character {error->CursorPosition}" : message;
    }

    private static SqlAnalysis Opaque(ReadOnlySpan<byte> utf8, string error, string? redacted = null) =>
        new(Encoding.UTF8.GetString(utf8), [new SqlStatement { Offset = 0, Length = utf8.Length, Kinds = SqlKinds.Opaque, ForgetsNames = true }], redacted ?? SqlRedaction.WithoutTokens(utf8), error);
}
