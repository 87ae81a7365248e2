using System.Text.Json;
using HoopLike.Agent.Link;
using HoopLike.Shared.Contracts;
using HoopLike.Shared.Snapshot;
using Microsoft.Extensions.Logging.Abstractions;
using Xunit;

namespace HoopLike.Agent.Tests.Link;

public sealed class SnapshotIntakeTests : IDisposable
{
    private readonly ScratchDirectory scratch = new();
    private readonly AgentKeyRing keys;
    private readonly SnapshotHolder holder = new();

    public SnapshotIntakeTests() => keys = AgentKeyRing.LoadOrCreate(scratch.Data);

    public void Dispose() => scratch.Dispose();

    [Fact]
    public void A_restart_restores_what_was_in_force()
    {
        Intake(holder).Accept(Json(4));
        var restarted = new SnapshotHolder();
        Intake(restarted).Restore();
        Assert.Equal(4, restarted.Current!.Version);
    }

    [Fact]
    public void A_cached_snapshot_that_is_no_longer_valid_is_not_restored()
    {
        Intake(holder).Accept(Json(4));
        var restarted = new SnapshotHolder();
        Intake(restarted, "a rule that this version cannot enforce").Restore();
        Assert.Null(restarted.Current);
    }

    [Fact]
    public void On_one_link_versions_only_grow_and_a_new_link_may_begin_lower()
    {
        var intake = Intake(holder);
        intake.BeginLink();
        Assert.True(intake.Accept(Json(4)).InForce);
        Assert.False(intake.Accept(Json(3)).InForce);
        Assert.Equal(4, holder.Current!.Version);
        intake.BeginLink();
        Assert.True(intake.Accept(Json(3)).InForce);
        Assert.Equal(3, holder.Current!.Version);
    }

    [Fact]
    public void The_same_snapshot_again_is_reported_and_changes_nothing()
    {
        var intake = Intake(holder);
        var changes = 0;
        holder.Changed += _ => changes++;
        Assert.True(intake.Accept(Json(4)).InForce);
        Assert.True(intake.Accept(Json(4)).InForce);
        Assert.Equal(1, changes);
    }

    [Theory]
    [InlineData("")]
    [InlineData("null")]
    [InlineData("[]")]
    [InlineData("{}")]
    [InlineData("{\"version\":1,\"consoleAddress\":\"x\",\"policies\":[{\"name\":\"p\",\"effect\":\"permit\",\"scope\":\"session\"}]}")]
    public void What_cannot_be_read_is_refused(string json)
    {
        var report = Intake(holder).Accept(json);
        Assert.False(report.InForce);
        Assert.Single(report.Errors);
        Assert.Null(holder.Current);
    }

    private static string Json(long version) => JsonSerializer.Serialize(Some.Snapshot(version), SnapshotJson.Revealing);

    private SnapshotIntake Intake(SnapshotHolder into, params string[] errors)
    {
        var cache = new SnapshotCache(scratch.Data, keys, NullLogger<SnapshotCache>.Instance);
        return new SnapshotIntake(into, cache, _ => errors, NullLogger<SnapshotIntake>.Instance);
    }
}
