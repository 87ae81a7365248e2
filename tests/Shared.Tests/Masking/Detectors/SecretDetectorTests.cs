using Xunit;

namespace HoopLike.Shared.Tests.Masking.Detectors;

public sealed class SecretDetectorTests
{
    private static List<string> Find(string text) => Search.Find("secret", text);

    [Theory]
    [InlineData(Search.Jwt)]
    [InlineData("AKIAIOSFODNN7EXAMPLE")]
    [InlineData("ASIAIOSFODNN7EXAMPLE")]
    [InlineData("ghp_0123456789abcdefghijklmnopqrstuvwxyz")]
    [InlineData("gho_0123456789abcdefghijklmnopqrstuvwxyz")]
    [InlineData("ghs_0123456789abcdefghijklmnopqrstuvwxyz")]
    [InlineData("github_pat_0123456789abcdefghijkl")]
    [InlineData("sk_live_0123456789abcdef")]
    [InlineData("rk_live_0123456789abcdef")]
    [InlineData("xoxb-123456789012-abcdef")]
    [InlineData("AIzaSyA0123456789abcdefghijklmnopqrstuv")]
    [InlineData("hlk_0123456789abcdefghijklmnopqrstuv")]
    [InlineData("-----BEGIN RSA PRIVATE KEY-----\nMIIEpAIBAAKCAQEA\n-----END RSA PRIVATE KEY-----")]
    public void Secrets_are_found_alone_and_in_text(string secret)
    {
        Assert.Equal([secret], Find(secret));
        Assert.Equal([secret], Find($"key: '{secret}' and more_of_it"));
    }

    [Fact]
    public void A_private_key_without_an_end_goes_to_the_end_of_the_text() => Assert.Equal(["-----BEGIN PRIVATE KEY-----\nMII and all"], Find("x -----BEGIN PRIVATE KEY-----\nMII and all"));

    [Theory]
    [InlineData("{\"key\": \"\\nghp_0123456789abcdefghijklmnopqrstuvwxyz\"}", "ghp_0123456789abcdefghijklmnopqrstuvwxyz")]
    [InlineData("{\"key\": \"\\u00a0AKIAIOSFODNN7EXAMPLE\"}", "AKIAIOSFODNN7EXAMPLE")]
    public void An_escape_before_a_secret_does_not_hide_it(string text, string secret) => Assert.Equal([secret], Find(text));

    [Theory]
    [InlineData("-----BEGIN CERTIFICATE-----\nMIIE\n-----END CERTIFICATE-----")]
    [InlineData("snake_case_name_of_a_column")]
    [InlineData("eyJust a word")]
    [InlineData("eyJhbGciOiJIUzI1NiJ9 alone")]
    [InlineData("XAKIAIOSFODNN7EXAMPLE")]
    [InlineData("AKIAIOSFODNN7EXAMPLEX")]
    [InlineData("hlk_short")]
    [InlineData("sk_test_0123456789abcdef")]
    [InlineData("task_live_migrations_of_today")]
    [InlineData("it_weighs_per_unit_of_measurement")]
    [InlineData("xghp_0123456789abcdefghijklmnopqrstuvwxyz")]
    [InlineData("0hlk_0123456789abcdefghijklmnopqrstuv")]
    [InlineData("boxoxb-123456789012-abcdef")]
    public void Other_text_is_no_secret(string text) => Assert.Empty(Find(text));
}
