using System.Collections.Concurrent;
using System.Collections.Immutable;
using HoopLike.EndToEnd.Tests.Fixtures;
using HoopLike.Shared.Enforcement;
using HoopLike.Shared.Snapshot;
using Xunit;

namespace HoopLike.Bypass.Tests.Matrix;

/// <summary>Each cell of the matrix that a connection's page shows is tried on a real target. <c>HOOPLIKE_MATRIX=1</c> writes what was seen to <c>Shared/Enforcement/postgres.json</c>.</summary>
public sealed class EnforcementMatrixTests
{
    static readonly Lazy<Task<EnforcementMatrix>> seen = new(TryAllAsync);

    public static TheoryData<string> PathNames => [.. OperationPaths.All.Select(p => p.Name)];

    [Theory]
    [MemberData(nameof(PathNames))]
    public async Task A_path_does_what_the_matrix_says(string path)
    {
        var now = (await seen.Value).Paths.Single(p => p.Name == path);
        var told = EnforcementMatrix.Of(ConnectionProtocol.Postgres)!.Paths.SingleOrDefault(p => p.Name == path);

        Assert.Equal(now.ToWords(), told is null ? "the matrix does not have it" : told.ToWords());
    }

    [Fact]
    public async Task Every_path_of_the_matrix_is_tried_and_what_is_blind_is_said()
    {
        var now = await seen.Value;
        if (Environment.GetEnvironmentVariable("HOOPLIKE_MATRIX") == "1") await File.WriteAllTextAsync(System.IO.Path.Combine(ProductFiles.Root, "Shared", "Enforcement", "postgres.json"), now.ToString());

        Assert.Equal(now.Paths.Select(p => p.Name), EnforcementMatrix.Of(ConnectionProtocol.Postgres)!.Paths.Select(p => p.Name));
        Assert.Empty(now.Paths.SelectMany(p => p.Cells.Where(c => c.Value is { Outcome: EnforcementOutcome.Blind, But: null }).Select(c => $"{p.Name}, {c.Key}: why it is blind is not said")));
        Assert.Empty(Notes.Beside(now.Paths.SelectMany(p => p.Cells.Keys.Select(k => (p.Name, k)))));
    }

    [Fact]
    public async Task Replication_is_refused_at_the_door()
    {
        var stack = await MatrixStack.GetAsync();

        Assert.Throws<InvalidOperationException>(() => stack.Open(Guard.Deny, "replication", isReplication: true).Dispose());
    }

    static async Task<EnforcementMatrix> TryAllAsync()
    {
        var stack = await MatrixStack.GetAsync();
        var cells = new ConcurrentDictionary<(string, Guard), EnforcementCell>();
        var trials = Enum.GetValues<Guard>().SelectMany(g => OperationPaths.All, (guard, path) => (guard, path));
        await Parallel.ForEachAsync(trials, new ParallelOptions { MaxDegreeOfParallelism = 8 }, async (trial, _) =>
        {
            if (await new Trial(stack, trial.path, trial.guard).RunAsync() is { } cell) cells[(trial.path.Name, trial.guard)] = cell;
        });
        return new EnforcementMatrix([.. OperationPaths.All.Select(p => new EnforcementPath(p.Name, p.Title, cells.Where(c => c.Key.Item1 == p.Name).ToImmutableSortedDictionary(c => c.Key.Item2, c => c.Value)))]);
    }
}
