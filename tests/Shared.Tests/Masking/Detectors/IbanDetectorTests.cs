using HoopLike.Shared.Masking.Detectors;
using Xunit;

namespace HoopLike.Shared.Tests.Masking.Detectors;

public sealed class IbanDetectorTests
{
    private static List<string> Find(string text) => Search.Find("iban", text);

    [Theory]
    [InlineData("DE89370400440532013000")]
    [InlineData("DE89 3704 0044 0532 0130 00")]
    [InlineData("GB82WEST12345698765432")]
    [InlineData("gb82 west 1234 5698 7654 32")]
    [InlineData("FR14-2004-1010-0505-0001-3M02-606")]
    [InlineData("NO9386011117947")]
    [InlineData("MT84MALT011000012345MTLCAST001S")]
    [InlineData("CH9300762011623852957")]
    [InlineData("NL91ABNA0417164300")]
    public void Account_numbers_are_found_alone_and_in_text(string iban)
    {
        Assert.Equal([iban], Find(iban));
        Assert.Equal([iban], Find($"pay to {iban} and then some"));
        Assert.Equal([iban], Find($"IBAN:{iban}."));
        Assert.Equal([iban], Find($"{{\"n\": \"\\n{iban}\"}}"));
    }

    [Theory]
    [InlineData("DE88370400440532013000")]
    [InlineData("DE8937040044053201300")]
    [InlineData("DE893704004405320130001")]
    [InlineData("XX89370400440532013000")]
    [InlineData("ADE89370400440532013000")]
    [InlineData("DE89370400440532013000X")]
    [InlineData("DE89  3704 0044 0532 0130 00")]
    [InlineData("DE12")]
    [InlineData("")]
    public void Other_text_is_none(string text) => Assert.Empty(Find(text));

    /// <summary>Every single wrong digit is noticed: that is what the check digits are for.</summary>
    [Fact]
    public void One_wrong_digit_makes_it_none()
    {
        const string iban = "DE89370400440532013000";
        for (var at = 2; at < iban.Length; at++)
        for (var digit = '0'; digit <= '9'; digit++)
            if (iban[at] != digit) Assert.Empty(Find(iban[..at] + digit + iban[(at + 1)..]));
    }

    [Fact]
    public void Every_country_of_the_registry_has_its_length()
    {
        foreach (var country in IbanLengths.All)
        {
            var iban = Checked(country[..2], new string('7', int.Parse(country[2..], null) - 4));
            Assert.Equal([iban], Find(iban));
            Assert.Empty(Find(Checked(country[..2], new string('7', int.Parse(country[2..], null) - 3))));
        }
    }

    /// <summary>With the check digits of ISO 7064.</summary>
    internal static string Checked(string country, string account)
    {
        var remainder = 0;
        foreach (var c in account.ToUpperInvariant() + country + "00")
            foreach (var digit in (char.IsDigit(c) ? c - '0' : c - 'A' + 10).ToString(System.Globalization.CultureInfo.InvariantCulture))
                remainder = ((remainder * 10) + (digit - '0')) % 97;
        return $"{country}{98 - remainder:00}{account}";
    }
}
