package delta.conformance;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.nimbusds.jose.JWSVerifier;
import java.io.IOException;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;

/** The signed directory of participants and their keys. */
final class Directory {
  private static final String TYPE = "delta-directory+jws";

  /** A participant's key and the seconds between which it may seal. */
  record Key(String province, String alg, JWSVerifier verifier, double from, double until) {}

  final double expires;
  final Map<String, Key> keys = new HashMap<>();

  Directory(String text, JsonNode keeper, double now) throws Refused, IOException {
    Token token = Token.read(text.strip());
    if (token == null || !token.isStrict() || !token.typ().equals(TYPE)) throw new Refused("DIRECTORY_MALFORMED");
    if (!token.alg().equals(keeper.path("alg").asText()) || !token.kid().equals(keeper.path("kid").asText())) throw new Refused("DIRECTORY_SIGNATURE");
    byte[] payload = token.payload(Token.verifierOf(keeper));
    if (payload == null) throw new Refused("DIRECTORY_SIGNATURE");
    JsonNode content = new ObjectMapper().readTree(payload);
    expires = seconds(content.get("expiresAt").asText());
    if (expires <= now || seconds(content.get("issuedAt").asText()) > now + 300) throw new Refused("DIRECTORY_EXPIRED");
    for (JsonNode participant : content.get("participants")) {
      for (JsonNode entry : participant.get("keys")) {
        JsonNode jwk = entry.get("jwk");
        JsonNode until = entry.get("validTo");
        Key key = new Key(participant.get("province").asText(), jwk.get("alg").asText(), Token.verifierOf(jwk), seconds(entry.get("validFrom").asText()),
            until.isNull() ? Double.POSITIVE_INFINITY : seconds(until.asText()));
        if (keys.put(jwk.get("kid").asText(), key) != null) throw new Refused("DIRECTORY_MALFORMED");
      }
    }
  }

  /** Seconds since 1970 of a UTC instant. */
  static double seconds(String instant) {
    return Instant.parse(instant).toEpochMilli() / 1_000.0;
  }
}
