using System.Collections.Immutable;
using HoopLike.Shared.Masking.Tokens;
using HoopLike.Shared.Sql;

namespace HoopLike.Shared.Masking;

/// <summary>What a caller's masking rules mean for one statement text.</summary>
public abstract class StatementMasking
{
    /// <summary>Values that one statement may compare a column with under <c>predicates: equality</c>: enough for a page of somebody's own list, too few to try out what values there may be.</summary>
    public const int ComparedValuesLimit = 100;

    /// <summary>It touches (or may touch) a relation with masked columns: computed columns, error details and bind values are masked whole.</summary>
    public abstract bool TouchesMasked { get; }

    /// <summary>Why the statement may not run at all (predicate on a masked column, masked column copied elsewhere), in words for the caller; null when it may.</summary>
    public abstract string? Refusal { get; }

    /// <summary>The rule behind <see cref="Refusal"/>.</summary>
    public abstract string? RefusalRule { get; }

    /// <summary>A narrower statement that would be allowed, in words; null where there is none.</summary>
    public virtual string? RefusalHint => null;

    /// <summary>Relations that it makes over masked columns: until the catalogue has been read after its transaction, their names may hide others (see <see cref="TargetCatalogue.Unsettled"/>).</summary>
    public virtual ImmutableArray<string> MadeOverMaskedColumns => [];

    /// <summary>The statement's text as recordings, tickets and logs may show it.</summary>
    public abstract string SafeText { get; }

    /// <summary>The same for one of the texts that share a pattern. What is hidden in one of them is hidden by the literals being left out of the other.</summary>
    public string SafeTextOf(SqlAnalysis? statement)
    {
        if (statement is null || ReferenceEquals(statement.Pattern, statement)) return SafeText;
        return string.Equals(SafeText, statement.Pattern.Text, StringComparison.Ordinal) ? statement.Text : statement.Redacted;
    }

    /// <summary>The constants and parameters in whose place a token of the session's may be turned back.</summary>
    public virtual ImmutableArray<TokenComparand> TokenComparands => [];

    /// <summary>Parameters (n of <c>$n</c>) that are compared as arrays with such a column: a Bind may give each at most <see cref="ComparedValuesLimit"/> elements.</summary>
    public virtual ImmutableArray<int> ListParameters => [];

    /// <summary>The plan for a result of the statement at <paramref name="index"/> of the text. Allocates; the caller keeps it per RowDescription.</summary>
    /// <param name="tokens">The session's; without it columns are redacted where a rule says <c>token</c>.</param>
    public abstract ResultMask PlanResult(int index, ReadOnlySpan<ResultColumn> columns, TokenKey? tokens = null);

    /// <summary>The plan for COPY TO STDOUT by the statement at <paramref name="index"/>; null when every byte may pass as it is.</summary>
    /// <param name="columnCount">As CopyOutResponse says.</param>
    /// <param name="tokens">The session's; without it columns are redacted where a rule says <c>token</c>.</param>
    public abstract CopyMask? PlanCopy(int index, bool isBinary, int columnCount, TokenKey? tokens = null);

    /// <summary>Masks one field of an ErrorResponse or NoticeResponse that this statement brought about (PostgreSQL manual, section 55.8): writes the masked text, or returns false when the field may pass
    /// as it is, and then nothing is written.</summary>
    /// <param name="field">The field's type letter: M, D, H, W, q, ...</param>
    /// <param name="value">The field without its terminating zero.</param>
    public abstract bool TryMaskMessage(byte field, ReadOnlySpan<byte> value, System.Buffers.IBufferWriter<byte> output);
}

/// <summary>A column as RowDescription gives it (PostgreSQL manual, section 55.7), with the format in force: 0 text, 1 binary.</summary>
public readonly record struct ResultColumn(uint TableOid, short AttributeNumber, uint TypeOid, short Format);

public enum MaskOutcome { Unchanged, Replaced, Null }

/// <summary>How one column's values are masked. Stateless and thread-safe.</summary>
public abstract class ValueMask
{
    /// <param name="value">One value, text or binary as the column's format says; never SQL NULL.</param>
    /// <param name="output">Gets the masked value when the outcome is <see cref="MaskOutcome.Replaced"/>, else nothing.</param>
    public abstract MaskOutcome Apply(ReadOnlySpan<byte> value, System.Buffers.IBufferWriter<byte> output);

    /// <summary>Whether the output depends on the value, so that the value must be at hand whole.</summary>
    public abstract bool ReadsValue { get; }
}

/// <summary>One mask a column; null where the column is clear.</summary>
public sealed class ResultMask(ValueMask?[] columns)
{
    public ReadOnlySpan<ValueMask?> Columns => columns;

    /// <summary>No column is masked or searched: rows pass as they are.</summary>
    public bool IsClear { get; } = Array.TrueForAll(columns, static c => c is null);
}

/// <summary>Masks a COPY stream, text, csv or binary, whose bytes may be cut anywhere. Stateful, one for each COPY.</summary>
public abstract class CopyMask
{
    /// <summary>Takes the next bytes and writes whole masked rows; keeps back an unfinished row.</summary>
    /// <exception cref="InvalidDataException">The stream is not what was announced, or a row is larger than <see cref="RowLimit"/>: the session must end.</exception>
    public abstract void Feed(ReadOnlySpan<byte> bytes, System.Buffers.IBufferWriter<byte> output);

    /// <summary>The stream ended: writes what was kept back, masked.</summary>
    public abstract void Complete(System.Buffers.IBufferWriter<byte> output);

    /// <summary>Rows written so far, and values masked in them.</summary>
    public long Rows { get; protected set; }

    public long MaskedValues { get; protected set; }

    /// <summary>A row must be at hand whole to be masked; 64 MiB bounds the memory one session can take.</summary>
    public const int RowLimit = 64 * 1024 * 1024;
}
