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

    private const string TooDeep = "The text is nested too deeply.";

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
            return Scanned(new Source(library, terminated, utf8.Length, pieces));
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(terminated);
        }
    }

    private static SqlAnalysis Scanned(Source source)
    {
        List<SqlToken> tokens;
        fixed (byte* text = source.Terminated)
            if (!SqlTokens.Scan(source.Library, text, out tokens)) return Opaque(source.Utf8, "The text cannot be cut into tokens.");
        var redacted = SqlRedaction.Of(source.Utf8, tokens);
        if (!SqlShape.IsRepetitionBounded(source.Utf8, tokens)) return Opaque(source.Utf8, "Column lists after SET are nested too deeply.", redacted);
        var depth = SqlDepth.Of(source.Utf8, tokens);
        if ((long)depth * tokens.Count > SqlShape.DepthTimesTokensLimit) return Opaque(source.Utf8, TooDeep, redacted);
        if (source.Pieces > LargePieces)
            lock (largeOnes) return OnOwnStack(source, redacted);
        return depth <= SqlShape.ShallowDepth && RuntimeHelpers.TryEnsureSufficientExecutionStack() ? Parsed(source, redacted, TreeReading.ShallowLimit) : OnOwnStack(source, redacted);
    }

    private static SqlAnalysis OnOwnStack(Source source, string redacted)
    {
        SqlAnalysis? analysis = null;
        var thread = new Thread(() => analysis = Parsed(source, redacted, TreeReading.DepthLimit), SqlShape.StackFor(source.Pieces)) { IsBackground = true, Name = "sql-parse" };
        thread.Start();
        thread.Join();
        return analysis ?? Opaque(source.Utf8, "The parser failed.", redacted);
    }

    private static SqlAnalysis Parsed(Source source, string redacted, int depthLimit)
    {
        fixed (byte* text = source.Terminated)
        {
            var result = source.Library.Parse(text);
            byte[]? tree = null;
            try
            {
                if (result.Error is not null) return Opaque(source.Utf8, ErrorOf(result.Error), redacted);
                var json = MemoryMarshal.CreateReadOnlySpanFromNullTerminated(result.ParseTree);
                tree = ArrayPool<byte>.Shared.Rent(json.Length);
                json.CopyTo(tree);
                return new SqlAnalysis(Encoding.UTF8.GetString(source.Utf8), TreeReading.Read(tree.AsMemory(0, json.Length), source.Utf8, depthLimit), redacted, null);
            }
            catch (JsonException)
            {
                return Opaque(source.Utf8, TooDeep, redacted);
            }
            catch (Exception e) when (e is not OutOfMemoryException)
            {
                // Whatever the reader did not foresee: not knowing what a statement does is what opaque means.
                return Opaque(source.Utf8, "The parser's answer could not be read.", redacted);
            }
            finally
            {
                source.Library.Free(result);
                if (tree is not null) ArrayPool<byte>.Shared.Return(tree);
            }
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

    /// <summary>A text on its way through the parser.</summary>
    private sealed record Source(PgQueryLibrary Library, byte[] Terminated, int Length, int Pieces)
    {
        public ReadOnlySpan<byte> Utf8 => Terminated.AsSpan(0, Length);
    }
}
