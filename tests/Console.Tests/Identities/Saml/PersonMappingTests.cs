using System.Collections.Immutable;
using HoopLike.Console.Identities;
using HoopLike.Console.Identities.Saml;
using Xunit;

namespace HoopLike.Console.Tests.Identities.Saml;

public sealed class PersonMappingTests
{
    static readonly IdentityProviderConfig corp = new("corp", IdentityProviderKind.Saml, TestIdp.EntityId, null, "groups", []);

    static ProvenAssertion Proven(SamlNameId? name = null, params SamlAttribute[] attributes) =>
        new("_1", name ?? new SamlNameId("alice", null, null, null), TestIdp.Now) { SessionIndex = "_s", Attributes = [.. attributes] };

    static SamlAttribute Attribute(string name, params string?[] values) => new(name, [.. values]);

    static SamlRefusedException Refused(IdentityProviderConfig config, ProvenAssertion proven) => Assert.Throws<SamlRefusedException>(() => PersonMapping.Map(config, proven));

    [Fact]
    public void The_name_id_names_people_behind_the_configured_prefix()
    {
        var person = PersonMapping.Map(corp with { NamePrefix = "corp:" }, Proven(null, Attribute("groups", "dba", "dba", "ops"), Attribute("displayName", "Alice A."), Attribute("email", "alice@corp.com")));

        Assert.Equal(("corp:alice", "corp", "alice", "_s", SignInMeans.Saml), (person.Name, person.Provider, person.Subject, person.ProviderSession, person.Means));
        Assert.Equal(("Alice A.", "alice@corp.com"), (person.DisplayName, person.Email));
        Assert.Equal(["dba", "ops"], person.Groups.AsEnumerable());
        Assert.Equal("alice", PersonMapping.NameIdOf(person.Tokens!)?.Value);
    }

    [Fact]
    public void An_attribute_names_them_where_it_is_configured()
    {
        var person = PersonMapping.Map(corp with { NameClaim = "uid" }, Proven(null, Attribute("uid", "alice.a")));

        Assert.Equal(("alice.a", "alice"), (person.Name, person.Subject));
    }

    [Theory]
    [InlineData("groups", "http://schemas.microsoft.com/ws/2008/06/identity/claims/groups", true)]
    [InlineData("groups", "http://schemas.xmlsoap.org/claims/Group", true)]
    [InlineData("groups", "Groups", false)]
    [InlineData("memberOf", "http://schemas.xmlsoap.org/claims/Group", false)]
    [InlineData("http://schemas.xmlsoap.org/claims/Group", "http://schemas.xmlsoap.org/claims/Group", true)]
    public void Groups_are_found_by_their_attribute_or_by_the_usual_uris(string claim, string sent, bool isFound) =>
        Assert.Equal(isFound ? ["dba"] : [], PersonMapping.Map(corp with { GroupsClaim = claim }, Proven(null, Attribute(sent, "dba"))).Groups.AsEnumerable());

    [Fact]
    public void A_transient_name_is_nobodys() =>
        Assert.Contains("transient", Refused(corp, Proven(new SamlNameId("_x", "urn:oasis:names:tc:SAML:2.0:nameid-format:transient", null, null))).Message, StringComparison.Ordinal);

    [Fact]
    public void Beside_a_transient_name_the_attribute_is_the_lasting_subject()
    {
        var person = PersonMapping.Map(corp with { NameClaim = "uid" }, Proven(new SamlNameId("_x", "urn:oasis:names:tc:SAML:2.0:nameid-format:transient", null, null), Attribute("uid", "alice")));

        Assert.Equal(("alice", "alice"), (person.Name, person.Subject));
    }

    [Theory]
    [InlineData("al\u0000ice")]
    [InlineData("alice\n")]
    [InlineData("al\u202Eice")]
    [InlineData("al\u200Bice")]
    [InlineData("al\u2028ice")]
    [InlineData("al\uE000ice")]
    public void Control_and_invisible_characters_are_in_no_name(string name) => Assert.Equal(SamlFault.NoUsableName, Refused(corp, Proven(new SamlNameId(name, null, null, null))).Fault);

    [Theory]
    [InlineData("")]
    [InlineData("alice|bob")]
    [InlineData("<none>")]
    public void The_naming_attribute_has_exactly_one_value(string values)
    {
        SamlAttribute[] attributes = values == "<none>" ? [] : [Attribute("uid", values.Split('|'))];

        Assert.Equal(SamlFault.NoUsableName, Refused(corp with { NameClaim = "uid" }, Proven(null, attributes)).Fault);
    }

    [Fact]
    public void A_name_has_an_end() => Assert.Equal(SamlFault.NoUsableName, Refused(corp, Proven(new SamlNameId(new string('a', 201), null, null, null))).Fault);

    [Fact]
    public void Groups_that_were_left_out_or_cannot_be_read_are_no_sign_in_without_groups()
    {
        Assert.Contains("too many", Refused(corp, Proven(null, Attribute("http://schemas.microsoft.com/claims/groups.link", "https://graph"))).Message, StringComparison.Ordinal);
        Assert.Equal(SamlFault.NoUsableGroups, Refused(corp, Proven(null, Attribute("groups", "dba", null))).Fault);
        Assert.Equal(SamlFault.NoUsableGroups, Refused(corp, Proven(null, Attribute("groups", "d\u0007ba"))).Fault);
    }

    [Fact]
    public void What_is_only_shown_is_left_out_when_it_cannot_be_shown() =>
        Assert.Null(PersonMapping.Map(corp, Proven(null, Attribute("displayName", "al\u202Eice"))).DisplayName);
}
