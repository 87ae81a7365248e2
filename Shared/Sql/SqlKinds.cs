namespace HoopLike.Shared.Sql;

/// <summary>What a statement does. One statement can be several: a CTE that deletes is <see cref="Select"/> and <see cref="Delete"/>.</summary>
[Flags]
public enum SqlKinds
{
    None = 0,
    Select = 1 << 0,
    Insert = 1 << 1,
    Update = 1 << 2,
    Delete = 1 << 3,
    Merge = 1 << 4,
    Truncate = 1 << 5,
    Create = 1 << 6,
    Alter = 1 << 7,
    Drop = 1 << 8,
    Grant = 1 << 9,
    CopyIn = 1 << 10,
    CopyOut = 1 << 11,
    CopyProgram = 1 << 12,
    ExplainAnalyze = 1 << 13,
    Call = 1 << 14,
    Do = 1 << 15,
    Execute = 1 << 16,
    Set = 1 << 17,
    Lock = 1 << 18,
    Vacuum = 1 << 19,
    Listen = 1 << 20,
    Notify = 1 << 21,
    Transaction = 1 << 22,
    Utility = 1 << 23,
    /// <summary>Its effect cannot be read from its text; counts as every kind wherever a deny or approve rule asks.</summary>
    Opaque = 1 << 24,
}
