using HoopLike.Console.Components.Pages.Connections;
using HoopLike.Shared.Contracts;
using HoopLike.Shared.Snapshot;
using Xunit;

namespace HoopLike.Console.Tests.Components.Pages.Connections;

public sealed class ConnectionDraftTests
{
    [Fact]
    public void What_is_stored_comes_back_as_it_was_and_keeps_its_password()
    {
        var config = new ConnectionConfig
        {
            Name = "shop",
            Protocol = ConnectionProtocol.Postgres,
            Listen = new ListenConfig(15432, "127.0.0.1"),
            Tags = System.Collections.Immutable.ImmutableSortedDictionary<string, string>.Empty.Add("env", "prod=blue").Add("team", ""),
            Target = new TargetConfig("db", 5433, "shop", TargetTlsMode.VerifyFull, "-----BEGIN CERTIFICATE-----"),
            Credential = new CredentialConfig("owner", null),
            ClientTls = ClientTlsMode.Optional,
            Recording = new RecordingConfig(RecordingDurability.Synced, 1024 * 1024, 30),
        };

        var back = ConnectionDraft.From(config, ["local", "remote"]).ToDefinition();

        Assert.Equal(["env=prod=blue", "team="], back.Config.Tags.Select(t => $"{t.Key}={t.Value}"));
        Assert.Equal(config with { Tags = back.Config.Tags }, back.Config);
        Assert.Equal("local remote", string.Join(' ', back.Agents));
    }

    [Fact]
    public void A_host_name_by_which_a_port_is_shared_stays_where_it_means_something()
    {
        var draft = new ConnectionDraft { Protocol = ConnectionProtocol.Http, ListenHost = " CRM.gateway.internal " };

        var http = draft.ToDefinition().Config;
        draft.Protocol = ConnectionProtocol.Postgres;

        Assert.Equal("crm.gateway.internal", http.Listen.Host);
        Assert.Equal("crm.gateway.internal", ConnectionDraft.From(http, []).ListenHost);
        Assert.Null(draft.ToDefinition().Config.Listen.Host);
    }

    [Fact]
    public void Five_fields_are_enough()
    {
        var draft = new ConnectionDraft { Name = " shop ", Host = "db", Username = "owner", Password = " secret ", Database = "shop", Agents = ["local"], ListenPort = "15432" };

        Assert.Empty(draft.Unreadable());
        Assert.Equal(("shop", 5432, TargetTlsMode.Prefer, 90), (draft.ToDefinition().Config.Name, draft.ToDefinition().Config.Target.Port, draft.ToDefinition().Config.Target.Tls, draft.ToDefinition().Config.Recording.RetentionDays));
        Assert.Equal(new Secret(" secret "), draft.ToDefinition().Config.Credential.Password);
    }

    [Fact]
    public void An_empty_password_keeps_the_stored_one_and_a_tick_forgets_it()
    {
        Assert.Null(new ConnectionDraft().ToDefinition().Config.Credential.Password);
        Assert.Equal(new Secret(""), new ConnectionDraft { WithoutPassword = true, Password = "typed before" }.ToDefinition().Config.Credential.Password);
    }

    [Fact]
    public void Everything_that_cannot_be_read_is_told_at_once_by_its_field()
    {
        var draft = new ConnectionDraft { Port = "5432x", ListenPort = "70000", ResultLimit = "much", RetentionDays = "-1", Tags = ["prod"] };

        Assert.Equal(
            ["agents", "credential.username", "listen.port", "name", "recording.resultLimit", "recording.retentionDays", "tags", "target.host", "target.port"],
            draft.Unreadable().Select(m => m.Path).Order(StringComparer.Ordinal));
        Assert.Equal("tags", Assert.Single(Readable(["env=a", "env=b"]).Unreadable()).Path);
    }

    static ConnectionDraft Readable(System.Collections.Immutable.ImmutableArray<string> tags) => new() { Name = "shop", Host = "db", Username = "owner", Agents = ["local"], ListenPort = "15432", Tags = tags };
}
