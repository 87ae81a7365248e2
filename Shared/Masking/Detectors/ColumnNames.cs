using System.Collections.Frozen;
using System.Text;

namespace HoopLike.Shared.Masking.Detectors;

/// <summary>What a column's name says about its values: a first guess, for finding columns that should be masked.</summary>
public static class ColumnNames
{
    /// <summary>Words that say it when they stand alone in a name: <c>cc_no</c>, <c>homeTel</c>.</summary>
    private static readonly FrozenDictionary<string, string> words = Table(
        ("email", "email mail mails emails"),
        ("us-ssn", "ssn sin itin"),
        ("payment-card", "card cards pan cc cvv cvc cvv2"),
        ("phone", "phone phones tel telephone mobile cell fax msisdn handy"),
        ("passport", "passport reisepass"),
        ("secret", "token tokens secret secrets jwt apikey credential credentials otp totp"),
        ("password", "password passwords passwd pwd pass passphrase pin passcode"),
        ("iban", "iban bban bic"),
        ("ip", "ip ipv4 ipv6 ipaddr ips"),
        ("birth-date", "birth birthday birthdate birthdays dob born"),
        ("tax-id", "tin ein vatin taxid"),
        ("address", "street zip zipcode postcode"),
        ("salary", "salary salaries wage wages income"));

    /// <summary>Longer words that say it wherever they stand: <c>customeremail</c>.</summary>
    private static readonly (string Part, string Class)[] parts =
    [
        ("email", "email"), ("socialsecurity", "us-ssn"), ("creditcard", "payment-card"), ("cardnumber", "payment-card"), ("cardno", "payment-card"), ("telephone", "phone"), ("phonenumber", "phone"), ("mobilenumber", "phone"),
        ("passport", "passport"), ("password", "password"), ("passwd", "password"), ("apikey", "secret"), ("privatekey", "secret"), ("accesskey", "secret"), ("accesstoken", "secret"), ("secretkey", "secret"),
        ("dateofbirth", "birth-date"), ("birthdate", "birth-date"), ("birthday", "birth-date"), ("accountnumber", "iban"), ("bankaccount", "iban"), ("taxnumber", "tax-id"), ("nationalid", "tax-id"), ("streetaddress", "address"),
        ("homeaddress", "address"), ("postaladdress", "address"), ("driverslicense", "driving-licence"), ("driverslicence", "driving-licence"), ("driverlicense", "driving-licence"), ("drivinglicence", "driving-licence"), ("drivinglicense", "driving-licence"),
        ("ipaddress", "ip"), ("remoteaddr", "ip"), ("clientaddr", "ip"), ("phoneno", "phone"), ("cellphone", "phone"),
    ];

    /// <summary>A name that ends so speaks about the value, and does not hold it: <c>card_type</c>, <c>email_verified</c>, <c>token_count</c>.</summary>
    private static readonly FrozenSet<string> about = "id ids count type kind status state at on enabled verified flag size length format version sent expires expiry expired limit name valid confirmed used template subject required policy opt optin consent".Split(' ').ToFrozenSet(StringComparer.Ordinal);

    /// <summary>The class (<c>email</c>, <c>phone</c>, <c>birth-date</c>, ...); null where the name says nothing.</summary>
    public static string? ClassOf(string column)
    {
        var split = Split(column);
        if (split.Count == 0 || (split.Count > 1 && about.Contains(split[^1]))) return null;
        var whole = string.Concat(split);
        foreach (var (part, name) in parts)
            if (whole.Contains(part, StringComparison.Ordinal)) return name;
        foreach (var word in split)
            if (words.TryGetValue(word, out var found)) return found;
        return null;
    }

    /// <summary>snake_case, kebab-case, camelCase and digits apart.</summary>
    private static List<string> Split(string name)
    {
        var found = new List<string>();
        var word = new StringBuilder();
        for (var i = 0; i < name.Length; i++)
        {
            var isLetter = char.IsLetter(name[i]);
            if (word.Length > 0 && (!isLetter || (char.IsUpper(name[i]) && !char.IsUpper(name[i - 1]))))
            {
                found.Add(word.ToString());
                word.Clear();
            }
            if (isLetter) word.Append(char.ToLowerInvariant(name[i]));
        }
        if (word.Length > 0) found.Add(word.ToString());
        return found;
    }

    private static FrozenDictionary<string, string> Table(params (string Class, string Words)[] rows) =>
        rows.SelectMany(r => r.Words.Split(' '), (r, word) => (word, r.Class)).ToFrozenDictionary(r => r.word, r => r.Class, StringComparer.Ordinal);
}
