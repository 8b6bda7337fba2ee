package delta.conformance;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSObject;
import com.nimbusds.jose.JWSVerifier;
import com.nimbusds.jose.crypto.ECDSAVerifier;
import com.nimbusds.jose.crypto.Ed25519Verifier;
import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.KeyType;
import java.io.IOException;
import java.text.ParseException;
import java.util.Set;

/** A compact JWS with exactly {alg, kid, typ} in its header, verified by Nimbus with a key that is known beforehand. */
record Token(String text, JsonNode header) {
  static final Set<String> ALGORITHMS = Set.of("Ed25519", "ES256");
  private static final ObjectMapper JSON = new ObjectMapper();

  /** Reads a token of three canonical parts; null where it is none. The header is null where it is no JSON object. */
  static Token read(String text) {
    String[] parts = text.split("\\.", -1);
    if (parts.length != 3) return null;
    for (String part : parts) if (part.isEmpty() || Canonical.decode(part) == null) return null;
    try {
      JsonNode header = JSON.readTree(Canonical.decode(parts[0]));
      return new Token(text, header != null && header.isObject() ? header : null);
    } catch (IOException notJson) {
      return new Token(text, null);
    }
  }

  /** Whether the header is exactly {alg, kid, typ}, all texts. */
  boolean isStrict() {
    return header != null && header.size() == 3 && header.path("alg").isTextual() && header.path("kid").isTextual() && header.path("typ").isTextual();
  }

  String alg() {
    return header.get("alg").asText();
  }

  String kid() {
    return header.get("kid").asText();
  }

  String typ() {
    return header.get("typ").asText();
  }

  /** The verified payload, or null where the signature does not fit. */
  byte[] payload(JWSVerifier verifier) {
    try {
      JWSObject object = JWSObject.parse(text);
      return object.verify(verifier) ? object.getPayload().toBytes() : null;
    } catch (ParseException | JOSEException | IllegalStateException bad) {
      return null;
    }
  }

  /** A verifier for a public JWK. */
  static JWSVerifier verifierOf(JsonNode jwk) throws Refused {
    try {
      JWK key = JWK.parse(jwk.toString()).toPublicJWK();
      return key.getKeyType() == KeyType.OKP ? new Ed25519Verifier(key.toOctetKeyPair()) : new ECDSAVerifier(key.toECKey());
    } catch (ParseException | JOSEException bad) {
      throw new Refused("DIRECTORY_MALFORMED");
    }
  }
}
