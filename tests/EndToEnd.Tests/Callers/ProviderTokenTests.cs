using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using HoopLike.EndToEnd.Tests.Fixtures;
using Xunit;

namespace HoopLike.EndToEnd.Tests.Callers;

/// <summary>Tokens of a real provider as psql's password: of a person, of a program, after a change of keys, and every wrong one with its own words.</summary>
public sealed class ProviderTokenTests(OwnStack own) : IClassFixture<OwnStack>, IAsyncLifetime
{
    OidcProvider corp = null!;

    HoopLikeStack Stack => own.Stack;

    public async Task InitializeAsync()
    {
        corp = await OidcProvider.StartAsync("corp", Stack.Address, ("amy", ["analysts"]), ("bob", ["sales"]));
        using var api = Stack.Api(Caller.Admin);
        var (status, body) = await api.PutYamlAsync("config", $"identityProviders: [{corp.Yaml().Replace("nameClaim: preferred_username, ", "", StringComparison.Ordinal)}]");
        Assert.True((int)status < 300, body);
        await Until.HoldsAsync(async () => (await RunAsync(await corp.ProgramTokenAsync(), "select 1")).ExitCode == 0, what: "the agent has the provider's keys");
    }

    public async Task DisposeAsync() => await corp.DisposeAsync();

    [Fact]
    public async Task A_persons_token_and_a_programs_connect_with_their_groups_and_are_told_apart()
    {
        Assert.Equal("7", (await RunAsync(await corp.PersonTokenAsync("amy"), "select 7")).Succeeded().Trim());
        Assert.Equal("8", (await RunAsync(await corp.ProgramTokenAsync(), "select 8")).Succeeded().Trim());
        Assert.Contains("FATAL:  ", (await RunAsync(await corp.PersonTokenAsync("bob"), "select 9")).Error);

        using var api = Stack.Api(Caller.Admin);
        await Until.HoldsAsync(async () => (await api.ListAsync("sessions?identity=sub-of-amy")).Count > 0, what: "amy's session is listed");
        await Until.HoldsAsync(async () => (await api.ListAsync("sessions?identity=report-job")).Count > 0, what: "the program's session is listed");
    }

    [Fact]
    public async Task A_new_key_of_the_provider_counts_at_once_and_the_old_ones_tokens_do_no_more()
    {
        var before = await corp.ProgramTokenAsync();
        await corp.RotateKeyAsync();
        var token = await corp.ProgramTokenAsync();

        using var api = new ApiClient(Stack.Address, token);
        // At once, unless an unknown key made somebody ask for the keys within the last ten seconds.
        await Until.HoldsAsync(async () => (await api.TryAsync(HttpMethod.Get, "connections")).Status == System.Net.HttpStatusCode.OK, what: "the console knows the new key");
        await Until.HoldsAsync(async () => (await RunAsync(token, "select 7")).Out.Trim() == "7", what: "the agent knows the new key");
        Assert.Contains("FATAL", (await RunAsync(before, "select 7")).Error);
    }

    [Theory]
    [InlineData("expired", "expired")]
    [InlineData("future", "not valid yet")]
    [InlineData("audience", "audience")]
    [InlineData("none", "none")]
    [InlineData("hs256", "HS256")]
    [InlineData("kid", "key")]
    [InlineData("issuer", "issued by")]
    [InlineData("id-token", "ID token")]
    public async Task A_token_that_is_not_good_is_refused_with_its_own_words(string fault, string word)
    {
        var refused = await RunAsync(await WrongAsync(fault), "select 7");

        Assert.NotEqual(0, refused.ExitCode);
        Assert.Contains("FATAL:  ", refused.Error);
        Assert.Contains(word, refused.Error, StringComparison.OrdinalIgnoreCase);
    }

    async Task<string> WrongAsync(string fault)
    {
        var now = DateTimeOffset.UtcNow.ToUnixTimeSeconds();
        var claims = new JsonObject { ["iss"] = corp.Issuer, ["sub"] = "sub-of-amy", ["aud"] = "hooplike", ["groups"] = new JsonArray("analysts"), ["iat"] = now, ["exp"] = now + 300 };
        switch (fault)
        {
            case "expired": claims["exp"] = now - 300; claims["iat"] = now - 900; break;
            case "future": claims["nbf"] = now + 300; break;
            case "audience": claims["aud"] = "somebody-else"; break;
            case "issuer": claims["iss"] = "https://evil.example"; break;
            case "id-token": claims["nonce"] = "n"; claims["at_hash"] = "AAAA"; break;
            case "none": return Unsigned(claims, "none") + ".";
            case "hs256":
                var text = Unsigned(claims, "HS256");
                return $"{text}.{Part(HMACSHA256.HashData(await PublicBytesAsync(), Encoding.ASCII.GetBytes(text)))}";
            case "kid": return await corp.SignAsync(claims, new { kid = "foreign" });
        }
        return await corp.SignAsync(claims);
    }

    /// <summary>The public key's text, which everybody has, as the shared secret.</summary>
    async Task<byte[]> PublicBytesAsync()
    {
        var key = JsonNode.Parse(await corp.KeysAsync())!["keys"]![0]!;
        using var rsa = RSA.Create(new RSAParameters { Modulus = Bytes((string)key["n"]!), Exponent = Bytes((string)key["e"]!) });
        return Encoding.UTF8.GetBytes(rsa.ExportSubjectPublicKeyInfoPem());
    }

    static string Unsigned(JsonObject claims, string algorithm) => $"{Part(JsonSerializer.SerializeToUtf8Bytes(new { alg = algorithm, typ = "at+jwt" }))}.{Part(Encoding.UTF8.GetBytes(claims.ToJsonString()))}";

    static string Part(byte[] bytes) => System.Buffers.Text.Base64Url.EncodeToString(bytes);

    static byte[] Bytes(string text) => System.Buffers.Text.Base64Url.DecodeFromChars(text);

    Task<Outcome> RunAsync(string token, string statement) => new Psql(Stack.Plan.Annex, token).RunAsync(statement);
}
