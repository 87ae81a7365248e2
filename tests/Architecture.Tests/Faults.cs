using Xunit;

namespace HoopLike.Architecture.Tests;

static class Faults
{
    /// <summary>Fails with every fault found and with what to do about them.</summary>
    public static void None(IEnumerable<string?> faults, string whatToDo)
    {
        var all = faults.ToList();
        Assert.True(all.Count == 0, $"{whatToDo}\n  {string.Join("\n  ", all.Take(50))}{(all.Count > 50 ? $"\n  and {all.Count - 50} more" : "")}");
    }
}
