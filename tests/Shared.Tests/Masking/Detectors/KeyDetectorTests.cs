using HoopLike.Shared.Masking.Detectors;
using Xunit;

namespace HoopLike.Shared.Tests.Masking.Detectors;

public sealed class KeyDetectorTests
{
    [Theory]
    [InlineData("jwt", Search.Jwt)]
    [InlineData("jwt", "eyJhbGciOiJkaXIiLCJlbmMiOiJBMjU2R0NNIn0..48V1_ALb6US04U3b.5eym8TW_c8SuK0ltJ3rpYIzOeDQz7TALvtu6UG9oMo4vpzs9tX_EFShS8iB7j6ji.XFBoMYUZodetZdvTiFvSkQ")]
    [InlineData("aws-key", "AKIAIOSFODNN7EXAMPLE")]
    [InlineData("aws-key", "ASIAIOSFODNN7EXAMPLE")]
    [InlineData("gcp-key", "AIzaSyA0123456789abcdefghijklmnopqrstuv")]
    [InlineData("gcp-key", "GOCSPX-0123456789abcdefghijklmnopqr")]
    [InlineData("azure-key", "abc8Q~0123456789abcdefghijklmnopqrstuvwx")]
    [InlineData("azure-key", "0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPJQQJ99ABACAAAAAAAAAAAAAASAZMP123")]
    [InlineData("github-token", "ghp_0123456789abcdefghijklmnopqrstuvwxyz")]
    [InlineData("github-token", "github_pat_0123456789abcdefghijkl_0123456789")]
    [InlineData("stripe-key", "sk_live_0123456789abcdef")]
    [InlineData("stripe-key", "whsec_0123456789abcdefghijklmnopqrstuv")]
    [InlineData("slack-token", "xoxb-123456789012-abcdef")]
    [InlineData("slack-token", "xapp-1-A0123456789-0123456789")]
    [InlineData("slack-token", "hooks.slack.com/services/T00000000/B00000000/XXXXXXXXXXXXXXXXXXXXXXXX")]
    [InlineData("private-key", "-----BEGIN RSA PRIVATE KEY-----\nMIIEpAIBAAKCAQEA\n-----END RSA PRIVATE KEY-----")]
    [InlineData("private-key", "-----BEGIN PGP PRIVATE KEY BLOCK-----\n\nlQOYBF\n-----END PGP PRIVATE KEY BLOCK-----")]
    [InlineData("hooplike-key", "hlk_0123456789abcdefghijklmnopqrstuv")]
    public void Keys_are_found_by_their_own_detector_and_by_secret(string word, string key)
    {
        Assert.Equal([key], Search.Find(word, key));
        Assert.Equal([key], Search.Find(word, $"key: '{key}' and more_of_it"));
        Assert.Equal([key], Search.Find("secret", $"key: '{key}' and more_of_it"));
        foreach (var other in ((SecretDetector)DetectorCatalogue.Find("secret")!).Parts)
            if (other.Word != word) Assert.Empty(Search.Find(other.Word, key));
    }

    [Theory]
    [InlineData("aws-key", "aws_secret_access_key = wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY", "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY")]
    [InlineData("aws-key", "{\"SecretAccessKey\": \"wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY\"}", "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY")]
    [InlineData("azure-key", "AccountName=a;AccountKey=Eby8vdM02xNOcqFlqUwJPLlmEtlCDXJ1OUzFT50uSRZ6IFsuFq2UVErCz4I6tq/K1SZFPTOtr/KBHBeksoGMGw==;x", "Eby8vdM02xNOcqFlqUwJPLlmEtlCDXJ1OUzFT50uSRZ6IFsuFq2UVErCz4I6tq/K1SZFPTOtr/KBHBeksoGMGw==")]
    [InlineData("azure-key", "SharedAccessKey=Eby8vdM02xNOcqFlqUwJPLlmEtlCDXJ1OUzFT50uSRZ=;", "Eby8vdM02xNOcqFlqUwJPLlmEtlCDXJ1OUzFT50uSRZ=")]
    [InlineData("azure-key", "https://x.blob.core.windows.net/c?sv=2024-11-04&sig=Ab%2B3yZ0123456789abcdefghijklmnopqrstuvwxyzA%3D&se=1", "Ab%2B3yZ0123456789abcdefghijklmnopqrstuvwxyzA%3D")]
    public void Of_a_key_beside_its_name_the_key_is_found(string word, string text, string key)
    {
        Assert.Equal([key], Search.Find(word, text));
        Assert.Equal([key], Search.Find("secret", text));
    }

    [Theory]
    [InlineData("aws-key", "secret_access_key = short")]
    [InlineData("aws-key", "aws_secret_access_key = wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEYX")]
    [InlineData("azure-key", "PrimaryKey=customer_id")]
    [InlineData("azure-key", "sig=short%3D")]
    [InlineData("slack-token", "https://hooks.slack.com/services/T0/B0/x")]
    [InlineData("jwt", "header.payload.signature")]
    [InlineData("private-key", "-----BEGIN PUBLIC KEY-----\nMIIB\n-----END PUBLIC KEY-----")]
    [InlineData("private-key", "-----BEGIN CERTIFICATE-----\nMIIE\n-----END CERTIFICATE-----\nPRIVATE KEY")]
    [InlineData("github-token", "it_weighs_per_unit_of_measurement")]
    [InlineData("stripe-key", "pk_live_0123456789abcdef")]
    public void Other_text_is_none(string word, string text) => Assert.Empty(Search.Find(word, text));

    /// <summary>One word for all kinds must find what they find, wherever it stands.</summary>
    [Fact]
    public void Secret_covers_its_parts()
    {
        var secret = (SecretDetector)DetectorCatalogue.Find("secret")!;
        Assert.Equal(9, secret.Parts.Length);
        foreach (var part in secret.Parts)
            foreach (var example in part.About.Examples) Assert.Equal(Search.Find(part.Word, example), Search.Find("secret", example));
    }
}
