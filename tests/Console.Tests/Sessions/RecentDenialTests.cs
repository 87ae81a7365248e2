using System.Security.Cryptography;
using HoopLike.Console.Sessions;
using HoopLike.Console.Tests.Fixtures;
using Xunit;

namespace HoopLike.Console.Tests.Sessions;

[Collection(nameof(Stores))]
public sealed class RecentDenialTests(Stores stores)
{
    [Theory]
    [MemberData(nameof(Stores.Providers), MemberType = typeof(Stores))]
    public async Task The_last_denial_of_a_policy_says_who_tried_what_where(string provider)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        await using var console = await stores.StartAsync(provider, SomeConfig.Yaml);
        var source = Source.Of(key);
        var recording = new SomeRecording(key, "mallory").Operation(1, "drop table customers", "deny").Operation(2, "drop table orders", "deny").Operation(3, "select 1");
        await console.Get<RecordingIngest>().AppendAsync(source, recording.Chunk(), default);

        var denial = Assert.Single(await console.Get<RecentDenials>().ReadAsync(10, default));

        Assert.Equal(("p", recording.Id, 3L, "mallory", "shop", "drop table orders", 2L), (denial.Policy, denial.Session, denial.Sequence, denial.Identity, denial.Connection, denial.Text, denial.Count));
        Assert.True(await console.Get<ActivityLog>().EverMaskedAsync(default));
    }
}
