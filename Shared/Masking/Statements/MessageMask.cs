using System.Buffers;
using System.Text;
using HoopLike.Shared.Masking.Columns;
using HoopLike.Shared.Masking.Detectors;
using HoopLike.Shared.Masking.Values;
using HoopLike.Shared.Sql;

namespace HoopLike.Shared.Masking.Statements;

/// <summary>
/// Masks the fields of ErrorResponse and NoticeResponse (PostgreSQL manual, section 55.8). Of a statement that touches masked columns, detail, hint, context and internal query go whole; the message keeps its
/// words and the identifiers that are known to be some; all that is quoted, numbers and whatever code on the server says may be a value.
/// </summary>
internal sealed class MessageMask(DetectorSet detectors, MaskedSchema? schema, SqlAnalysis? analysis, bool touches, bool runsCode)
{
    /// <summary>Messages of the server's own that say nothing of any row, also when code on the server brought them about.</summary>
    private static readonly string[] harmless =
    [
        "division by zero", "deadlock detected", "query has no result in this context",
        "canceling statement due to user request", "canceling statement due to statement timeout", "canceling statement due to lock timeout",
        "current transaction is aborted, commands ignored until end of transaction block", "terminating connection due to administrator command",
    ];

    public bool TryMask(byte field, ReadOnlySpan<byte> value, IBufferWriter<byte> output)
    {
        if (value.IsEmpty) return false;
        if (!touches) return field is (byte)'M' or (byte)'D' or (byte)'H' or (byte)'W' or (byte)'q' && TryDetect(value, output);
        switch (field)
        {
            case (byte)'D' or (byte)'H' or (byte)'W' or (byte)'q':
                output.Write(RedactMask.Text);
                return true;
            case (byte)'M':
                return TryMaskMessage(value, output);
            // RAISE can put anything into the fields that name objects.
            case (byte)'s' or (byte)'t' or (byte)'c' or (byte)'d' or (byte)'n' when runsCode && !IsKnown(Encoding.UTF8.GetString(value)):
                output.Write(RedactMask.Text);
                return true;
            default:
                return false;
        }
    }

    private bool TryDetect(ReadOnlySpan<byte> value, IBufferWriter<byte> output)
    {
        var outcome = detectors.Mask(value, output);
        if (outcome == MaskOutcome.Null) output.Write(RedactMask.Text);
        return outcome != MaskOutcome.Unchanged;
    }

    private bool TryMaskMessage(ReadOnlySpan<byte> value, IBufferWriter<byte> output)
    {
        var message = Encoding.UTF8.GetString(value);
        if (IsOfTheServer(message)) return false;
        if (runsCode)
        {
            output.Write(RedactMask.Text);
            return true;
        }
        var masked = Encoding.UTF8.GetBytes(WithoutNumbers(WithoutQuoted(message)));
        if (!TryDetect(masked, output)) output.Write(masked);
        return true;
    }

    /// <summary>The parser's complaint about text that does not parse, and complaints that a function is missing, come before any row is read.</summary>
    private bool IsOfTheServer(string message) =>
        Array.Exists(harmless, h => h == message)
        || (analysis?.Error is not null && message.StartsWith("syntax error at ", StringComparison.Ordinal))
        || (message.StartsWith("function ", StringComparison.Ordinal) && message.EndsWith(") does not exist", StringComparison.Ordinal) && NamesMissingFunction(message));

    private bool NamesMissingFunction(string message) =>
        schema is not null && message.IndexOf('(', StringComparison.Ordinal) is > 9 and var open
        && message[9..open].Split('.')[^1] is var name && !schema.Catalogue.UserFunctions.Contains(name) && !schema.Catalogue.BuiltinFunctions.Contains(name)
        && analysis is not null && analysis.Statements.Any(s => s.Functions.Any(f => f.Name == name))
        && message.AsSpan(open).IndexOfAnyExceptInRange(' ', 'z') < 0 && !message.AsSpan(open).ContainsAny("\"'@") && !message.AsSpan(open).ContainsAnyInRange('0', '9');

    private string WithoutQuoted(string message)
    {
        var text = RedactFrom(message, message.IndexOf('\'', StringComparison.Ordinal), '\'');
        var opens = text.IndexOf(": \"", StringComparison.Ordinal);
        text = opens < 0 ? text : RedactFrom(text, opens + 2, '"');
        for (var open = text.IndexOf('"', StringComparison.Ordinal); open >= 0;)
        {
            var close = text.IndexOf('"', open + 1);
            // A value may hold quotes itself: from the first that is not surely a name, everything up to the last quote goes.
            if (close < 0 || !IsKnown(text[(open + 1)..close])) return RedactFrom(text, open, '"');
            open = text.IndexOf('"', close + 1);
        }
        return text;
    }

    private static string RedactFrom(string text, int open, char quote)
    {
        if (open < 0) return text;
        var close = text.LastIndexOf(quote);
        var rest = close > open ? text[(close + 1)..] : "";
        return $"{text.AsSpan(0, open)}{quote}[redacted]{quote}{rest}";
    }

    /// <summary>Numbers and byte strings (<c>0xe9</c>) may be values, parts or positions of them.</summary>
    private static string WithoutNumbers(string text)
    {
        var kept = new StringBuilder(text.Length);
        var inQuotes = false;
        for (var i = 0; i < text.Length; i++)
        {
            if (text[i] == '"') inQuotes = !inQuotes;
            var startsWord = i == 0 || !(char.IsLetterOrDigit(text[i - 1]) || text[i - 1] is '_' or '$');
            if (inQuotes || !startsWord || !char.IsDigit(text[i]))
            {
                kept.Append(text[i]);
                continue;
            }
            while (i + 1 < text.Length && (char.IsLetterOrDigit(text[i + 1]) || (text[i + 1] is '.' or ',' && i + 2 < text.Length && char.IsDigit(text[i + 2])))) i++;
            kept.Append('#');
        }
        return kept.ToString();
    }

    private bool IsKnown(string name)
    {
        if (schema is not null && !schema.KnownAs(name).IsEmpty) return true;
        if (analysis is null) return false;
        foreach (var s in analysis.Statements)
        {
            if (s.Tables.Any(t => t.Name == name || t.Schema == name) || s.Functions.Any(f => f.Name == name) || s.Columns.Any(c => c.Name == name || c.Qualifier == name)
                || s.Aliases.Contains(name) || s.DerivedNames.Contains(name)) return true;
            if (schema is not null && s.Tables.Any(t => schema.KnownAs(t.Name).Any(r => r.Schema == name || r.Columns.Any(c => c.Name == name)))) return true;
        }
        return false;
    }
}
