// The page has nothing to say: its form goes on by itself.
document.getElementById('saml').submit();
