using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Security.Cryptography.Xml;
using System.Text;
using System.Xml;
using HoopLike.Console.Identities.Saml;

namespace HoopLike.Console.Tests.Identities.Saml;

/// <summary>An identity provider as good, or as bad, as a test wants it.</summary>
sealed class TestIdp
{
    public const string EntityId = "https://idp.example.com/entity";
    public const string SignInUrl = "https://idp.example.com/sso";
    public const string SignOutUrl = "https://idp.example.com/slo";
    /// <summary>Of the request that responses answer unless they say otherwise.</summary>
    public const string RequestId = "_i0123456789";
    public static readonly DateTimeOffset Now = new(2026, 11, 21, 12, 0, 0, TimeSpan.Zero);

    /// <summary>Making keys takes longer than all else here.</summary>
    public static readonly TestIdp Honest = new();
    public static readonly TestIdp Attacker = new();
    public static readonly RSA EncryptionKey = RSA.Create(2048);

    TestIdp()
    {
        var request = new CertificateRequest("CN=idp.example.com", Key, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
        Certificate = request.CreateSelfSigned(Now.AddYears(-1), Now.AddYears(1));
    }

    public RSA Key { get; } = RSA.Create(2048);

    public X509Certificate2 Certificate { get; }

    public string Pem => Certificate.ExportCertificatePem();

    public static ServiceProvider Self { get; } = ServiceProvider.At("https://console.example.com", "corp");

    public IdentityProvider Trusted => new(EntityId, [IdpCertificate.FromPem(Pem)]) { SignInUrl = SignInUrl, SignOutUrl = SignOutUrl };

    /// <summary>A reader that trusts the honest one and can decrypt.</summary>
    public static ResponseReader Reader { get; } = new(Self, Honest.Trusted, new Decryption(EncryptionKey));

    public static ProvenAssertion Read(string xml, string? requestId = RequestId, DateTimeOffset? now = null) => Reader.Read(Encoding.UTF8.GetBytes(xml), requestId, now ?? Now);

    public static SamlRefusedException Refused(string xml, string? requestId = RequestId, DateTimeOffset? now = null) => Xunit.Assert.Throws<SamlRefusedException>(() => Read(xml, requestId, now));

    public string Signed(ResponseDraft draft)
    {
        var document = Parse(draft.Xml);
        if (draft.SignAssertion) Sign(Assertion(document), draft.Signature);
        if (draft.Encrypt is { } method) method(document);
        if (draft.SignResponse) Sign(document.DocumentElement!, draft.Signature);
        return document.OuterXml;
    }

    /// <summary>Signs an element that has an ID, behind its issuer.</summary>
    public XmlElement Sign(XmlElement element, SignatureDraft draft)
    {
        var signed = new SignedXml(element) { SigningKey = Key };
        signed.SignedInfo!.CanonicalizationMethod = draft.Canonicalization;
        signed.SignedInfo.SignatureMethod = draft.Method;
        var reference = new Reference("#" + element.GetAttribute("ID")) { DigestMethod = draft.Digest };
        foreach (var transform in draft.Transforms()) reference.AddTransform(transform);
        signed.AddReference(reference);
        foreach (var more in draft.MoreReferences) signed.AddReference(more(element));
        if (draft.WithKeyInfo) signed.KeyInfo.AddClause(new KeyInfoX509Data(Certificate));
        if (draft.Mac is { } mac) signed.ComputeSignature(mac(Certificate));
        else signed.ComputeSignature();
        var signature = (XmlElement)element.OwnerDocument.ImportNode(signed.GetXml(), true);
        element.InsertAfter(signature, element["Issuer", "urn:oasis:names:tc:SAML:2.0:assertion"]);
        return signature;
    }

    public static XmlDocument Parse(string xml)
    {
        var document = new XmlDocument { PreserveWhitespace = true };
        document.LoadXml(xml);
        return document;
    }

    public static XmlElement Assertion(XmlDocument document) => (XmlElement)document.GetElementsByTagName("Assertion", "urn:oasis:names:tc:SAML:2.0:assertion")[0]!;
}

/// <summary>How something is signed: as it should be, unless a test says otherwise.</summary>
sealed record SignatureDraft
{
    public string Canonicalization { get; init; } = SignedXml.XmlDsigExcC14NTransformUrl;
    public string Method { get; init; } = SignedXml.XmlDsigRSASHA256Url;
    public string Digest { get; init; } = SignedXml.XmlDsigSHA256Url;
    public Func<IEnumerable<Transform>> Transforms { get; init; } = () => [new XmlDsigEnvelopedSignatureTransform(), new XmlDsigExcC14NTransform()];
    public IReadOnlyList<Func<XmlElement, Reference>> MoreReferences { get; init; } = [];
    public bool WithKeyInfo { get; init; } = true;
    public Func<X509Certificate2, KeyedHashAlgorithm>? Mac { get; init; }
}
