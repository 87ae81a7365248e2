namespace HoopLike.Console.Identities.Saml;

/// <summary>Asks an identity provider to sign somebody in (core §3.4).</summary>
/// <param name="Xml">Not signed yet: each binding signs in its own way.</param>
public sealed record AuthnRequest(string Id, string Xml)
{
    /// <param name="signInUrl">Where it will be sent.</param>
    public static AuthnRequest Make(ServiceProvider self, string signInUrl, DateTimeOffset now)
    {
        var id = RequestId.ForSignIn();
        return new AuthnRequest(id, SamlWriter.Message(
            "AuthnRequest", id, now, signInUrl, self.EntityId,
            xml =>
            {
                xml.WriteAttributeString("AssertionConsumerServiceURL", self.AcsUrl);
                xml.WriteAttributeString("ProtocolBinding", SamlNames.PostBinding);
            },
            xml => xml.Protocol("NameIDPolicy", x => x.WriteAttributeString("AllowCreate", "true"))));
    }
}
