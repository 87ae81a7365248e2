using HoopLike.Shared.Masking.Detectors;
using Xunit;

namespace HoopLike.Shared.Tests.Masking.Detectors;

public sealed class ColumnNamesTests
{
    [Theory]
    [InlineData("email", "email")]
    [InlineData("work_email", "email")]
    [InlineData("customeremail", "email")]
    [InlineData("EMail2", "email")]
    [InlineData("ssn", "us-ssn")]
    [InlineData("social_security_no", "us-ssn")]
    [InlineData("cardNumber", "payment-card")]
    [InlineData("pan", "payment-card")]
    [InlineData("home_tel", "phone")]
    [InlineData("mobile", "phone")]
    [InlineData("PASSPORT_NO", "passport")]
    [InlineData("api_token", "secret")]
    [InlineData("apiKey", "secret")]
    [InlineData("user_pwd", "password")]
    [InlineData("iban", "iban")]
    [InlineData("date_of_birth", "birth-date")]
    [InlineData("dob", "birth-date")]
    [InlineData("annual_salary", "salary")]
    public void A_name_says_what_its_values_are(string name, string what) => Assert.Equal(what, ColumnNames.ClassOf(name));

    [Theory]
    [InlineData("id")]
    [InlineData("company")]
    [InlineData("card_type")]
    [InlineData("email_verified")]
    [InlineData("token_count")]
    [InlineData("mailing_list_id")]
    [InlineData("expansion")]
    [InlineData("cardinality")]
    [InlineData("hotel")]
    [InlineData("password_expires_at")]
    [InlineData("")]
    [InlineData("_")]
    public void Other_names_say_nothing(string name) => Assert.Null(ColumnNames.ClassOf(name));
}
