using System.Diagnostics;
using System.Text;
using HoopLike.Console.Identities.Saml;
using Xunit;

namespace HoopLike.Console.Tests.Identities.Saml;

/// <summary>XML that would harm its reader before any signature is looked at.</summary>
public sealed class HostileXmlTests
{
    [Theory]
    [InlineData("""<!DOCTYPE r [<!ENTITY x SYSTEM "file:///etc/passwd">]>""", "&x;")]
    [InlineData("""<!DOCTYPE r SYSTEM "http://127.0.0.1:1/evil.dtd">""", "")]
    [InlineData("""<!DOCTYPE r [<!ENTITY % p SYSTEM "http://127.0.0.1:1/evil.dtd"> %p;]>""", "")]
    [InlineData("""<!DOCTYPE r [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;"><!ENTITY c "&b;&b;&b;&b;&b;&b;&b;&b;">]>""", "&c;")]
    [InlineData("""<!DOCTYPE r [<!ATTLIST x ID CDATA "_assertion-1">]>""", "")]
    public void No_document_type_and_no_entity_is_read(string type, string reference)
    {
        var signed = TestIdp.Honest.Signed(new ResponseDraft());

        var refused = TestIdp.Refused(type + signed.Replace("alice", "alice" + reference, StringComparison.Ordinal));

        Assert.Equal(SamlFault.Malformed, refused.Fault);
        Assert.Contains("DOCTYPE", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void An_entity_without_a_document_type_is_no_xml() =>
        Assert.Equal(SamlFault.Malformed, TestIdp.Refused(TestIdp.Honest.Signed(new ResponseDraft()).Replace("alice", "&x;", StringComparison.Ordinal)).Fault);

    [Fact]
    public void A_processing_instruction_is_refused() =>
        Assert.Contains("processing instruction", TestIdp.Refused("<?xml-stylesheet href='http://127.0.0.1:1/x.xsl' type='text/xsl'?>" + TestIdp.Honest.Signed(new ResponseDraft())).Message, StringComparison.Ordinal);

    [Fact]
    public void A_huge_document_is_refused_unread() =>
        Assert.Contains("larger than 512 KiB", TestIdp.Refused(new string(' ', SamlXml.LargestMessage + 1)).Message, StringComparison.Ordinal);

    [Fact]
    public void Deep_nesting_is_refused_before_it_costs_a_stack()
    {
        const int Levels = 60_000;
        var deep = string.Concat(Enumerable.Repeat("<a>", Levels)) + string.Concat(Enumerable.Repeat("</a>", Levels));

        Assert.Contains("levels deep", TestIdp.Refused(deep).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("<a/>", 50_000)]
    [InlineData("<!---->", 50_000)]
    public void A_flood_of_small_things_is_refused(string thing, int count) =>
        Assert.Contains("more elements or attributes", TestIdp.Refused($"<r>{string.Concat(Enumerable.Repeat(thing, count))}</r>").Message, StringComparison.Ordinal);

    [Fact]
    public void A_flood_of_namespaces_is_refused() =>
        Assert.Contains("more elements or attributes", TestIdp.Refused($"<r {string.Concat(Enumerable.Range(0, 2000).Select(n => $"xmlns:n{n}='urn:{n}' "))}/>").Message, StringComparison.Ordinal);

    [Theory]
    [InlineData("")]
    [InlineData("no xml")]
    [InlineData("<a>")]
    [InlineData("<a/><b/>")]
    [InlineData("<html/>")]
    [InlineData("<Response/>")]
    [InlineData("<samlp:Response xmlns:samlp='urn:oasis:names:tc:SAML:1.0:protocol'/>")]
    [InlineData("<samlp:Response xmlns:samlp='urn:oasis:names:tc:SAML:2.0:protocol'/>")]
    public void Something_else_is_refused(string text) => Assert.Equal(SamlFault.Malformed, TestIdp.Refused(text).Fault);

    [Fact]
    public void Other_encodings_than_utf8_are_refused()
    {
        var xml = "<?xml version=\"1.0\" encoding=\"utf-16\"?>" + TestIdp.Honest.Signed(new ResponseDraft());

        Assert.Equal(SamlFault.Malformed, Assert.Throws<SamlRefusedException>(() => TestIdp.Reader.Read(Encoding.Unicode.GetBytes(xml), TestIdp.RequestId, TestIdp.Now)).Fault);
        Assert.Equal(SamlFault.Malformed, Assert.Throws<SamlRefusedException>(() => TestIdp.Reader.Read([.. "<a>"u8, 0xC0, 0xAF, .. "</a>"u8], TestIdp.RequestId, TestIdp.Now)).Fault);
    }

    [Fact]
    public void The_largest_message_that_is_accepted_costs_little()
    {
        var many = string.Concat(Enumerable.Range(0, 9_000).Select(n => $"<saml:AttributeValue>group-{n:D5}</saml:AttributeValue>"));
        var signed = TestIdp.Honest.Signed(new ResponseDraft { SignResponse = true, Attributes = $"<saml:Attribute Name=\"groups\">{many}</saml:Attribute>" });
        Assert.InRange(signed.Length, SamlXml.LargestMessage * 3 / 4, SamlXml.LargestMessage);
        TestIdp.Read(signed);
        var watch = Stopwatch.StartNew();

        TestIdp.Read(signed);

        // A third of a second on a quiet machine; anything that grows faster than the message would be far beyond this.
        Assert.InRange(watch.Elapsed, TimeSpan.Zero, TimeSpan.FromSeconds(10));
    }
}
