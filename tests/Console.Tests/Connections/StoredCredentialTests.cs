using HoopLike.Console.Connections;
using HoopLike.Shared.Contracts;
using HoopLike.Shared.Snapshot;
using Xunit;

namespace HoopLike.Console.Tests.Connections;

/// <summary>Which secrets a connection has after a change, and how they lie in the store.</summary>
public sealed class StoredCredentialTests
{
    static readonly ConnectionConfig api = new()
    {
        Name = "api", Protocol = ConnectionProtocol.Http, Listen = new(1), Target = new("h", 443, null, TargetTlsMode.VerifyFull), Credential = new("", null) { Kind = CredentialKind.Bearer },
    };

    static readonly ConnectionConfig aws = api with { Credential = new("AKID", null) { Kind = CredentialKind.AwsSigv4, Aws = new("r", "s") } };
    static readonly ConnectionConfig mutual = api with { Credential = new("", null) { Kind = CredentialKind.None, ClientCertificate = new("PEM", null) } };

    public static TheoryData<string?, string?, string?> Parts => new()
    {
        { null, null, null }, { "p", null, null }, { "p", "t", null }, { null, null, "k" }, { "p", "t", "k" }, { "\u0001hooplike:1\n{}", null, null }, { "{\"password\":\"x\"}", null, null },
    };

    [Theory]
    [MemberData(nameof(Parts))]
    public void What_is_packed_is_unpacked(string? password, string? token, string? key)
    {
        var secrets = Of(password, token, key);

        Assert.Equal(secrets, StoredCredential.Unpack(StoredCredential.Pack(secrets)));
    }

    [Fact]
    public void A_password_alone_lies_there_as_it_always_did() => Assert.Equal("p w\n", StoredCredential.Pack(Of("p w\n"))!.Reveal());

    [Fact]
    public void What_is_left_out_stays_and_what_is_empty_goes()
    {
        Assert.Equal(Of("old"), Merge(api, api, Of("old")));
        Assert.Equal(Of("new"), Merge(Given(api, Of("new")), api, Of("old")));
        Assert.Equal(Of(null), Merge(Given(api, Of("")), api, Of("old")));
        Assert.Equal(Of("new"), Merge(Given(api, Of("new")), null, CredentialSecrets.None));
    }

    [Fact]
    public void A_secret_of_another_kind_or_protocol_is_not_shown_to_the_target_of_this_one()
    {
        Assert.Equal(CredentialSecrets.None, Merge(aws, api, Of("old")));
        Assert.Equal(CredentialSecrets.None, Merge(mutual, api, Of("old")));
        Assert.Equal(CredentialSecrets.None, Merge(api, api with { Protocol = ConnectionProtocol.Postgres }, Of("old")));
    }

    [Fact]
    public void A_session_token_goes_with_its_key()
    {
        Assert.Equal(Of("key", "token"), Merge(aws, aws, Of("key", "token")));
        Assert.Equal(Of("next"), Merge(Given(aws, Of("next")), aws, Of("key", "token")));
        Assert.Equal(Of("key", "next"), Merge(Given(aws, Of(null, "next")), aws, Of("key", "token")));
    }

    [Fact]
    public void A_certificates_key_outlives_a_change_of_kind_and_goes_with_its_certificate()
    {
        var both = api with { Credential = api.Credential with { ClientCertificate = new("PEM", null) } };

        Assert.Equal(Of("new", null, "k"), Merge(Given(both, Of("new")), mutual, Of(null, null, "k")));
        Assert.Equal(Of("old"), Merge(api, both, Of("old", null, "k")));
        Assert.Equal(CredentialSecrets.None, Merge(both, api, Of(null, null, "k")));
    }

    static CredentialSecrets Of(string? password, string? token = null, string? key = null) => new(Secret(password), Secret(token), Secret(key));

    static Secret? Secret(string? text) => text is null ? null : new Secret(text);

    static ConnectionConfig Given(ConnectionConfig config, CredentialSecrets secrets) => config with { Credential = config.Credential.With(secrets) };

    static CredentialSecrets Merge(ConnectionConfig wanted, ConnectionConfig? before, CredentialSecrets stored) => StoredCredential.Merge(wanted, before, stored);
}
