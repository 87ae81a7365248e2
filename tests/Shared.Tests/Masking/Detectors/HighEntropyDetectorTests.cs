using Xunit;

namespace HoopLike.Shared.Tests.Masking.Detectors;

public sealed class HighEntropyDetectorTests
{
    private static List<string> Find(string text) => Search.Find("high-entropy", text);

    [Theory]
    [InlineData("password=Tr0ub4dor!3xQ", "Tr0ub4dor!3xQ")]
    [InlineData("password=Zx81Kq0pLm2v", "Zx81Kq0pLm2v")]
    [InlineData("DB_PASSWORD: 'Zx81Kq0pLm2v'", "Zx81Kq0pLm2v")]
    [InlineData("{\"api_key\": \"9f86d081884c7d659a2feaa0c55ad015\"}", "9f86d081884c7d659a2feaa0c55ad015")]
    [InlineData("{\\\"apiKey\\\":\\\"9f86d081884c7d659a2feaa0c55ad015\\\"}", "9f86d081884c7d659a2feaa0c55ad015")]
    [InlineData("secret => 'aB3dE6gH9jK2mN5p'", "aB3dE6gH9jK2mN5p")]
    [InlineData("var token = \"q8Zr1vXw02LmPk7T\";", "q8Zr1vXw02LmPk7T")]
    [InlineData("--token q8Zr1vXw02LmPk7T --host x", "q8Zr1vXw02LmPk7T")]
    [InlineData("Authorization: Bearer q8Zr1vXw02LmPk7T", "q8Zr1vXw02LmPk7T")]
    [InlineData("Authorization: Basic YWRhOmNvcnJlY3QgaG9yc2U2", "YWRhOmNvcnJlY3QgaG9yc2U2")]
    [InlineData("token=550e8400-e29b-41d4-a716-446655440000&x=1", "550e8400-e29b-41d4-a716-446655440000")]
    [InlineData("Password=Zx81Kq0pLm2v;Database=shop", "Zx81Kq0pLm2v")]
    [InlineData("client.secret=kXbTqLmZpWvRnYsHdGfJ", "kXbTqLmZpWvRnYsHdGfJ")]
    public void Random_values_beside_a_telling_name_are_found(string text, string value) => Assert.Equal([value], Find(text));

    [Theory]
    [InlineData("password=changeme")]
    [InlineData("password: ${DB_PASSWORD_1}")]
    [InlineData("password: $DB_PASSWORD_1")]
    [InlineData("password: {{ password1 }}")]
    [InlineData("password = getPassword2()")]
    [InlineData("token = tokens[index1]")]
    [InlineData("password = newPassword2")]
    [InlineData("password = old_password_2")]
    [InlineData("secret = config.db.password1")]
    [InlineData("token: required")]
    [InlineData("max_tokens: 4096")]
    [InlineData("password_changed_at: 2026-11-21T10:00:00Z")]
    [InlineData("password=20261121101530")]
    [InlineData("sha256: 9f86d081884c7d659a2feaa0c55ad015")]
    [InlineData("id=550e8400-e29b-41d4-a716-446655440000")]
    [InlineData("secret: /run/secrets/db_pass1")]
    [InlineData("password=********")]
    [InlineData("password=[redacted]")]
    [InlineData("the password is not stored in this table")]
    [InlineData("9f86d081884c7d659a2feaa0c55ad015")]
    [InlineData("password=")]
    public void Other_values_are_left(string text) => Assert.Empty(Find(text));
}
