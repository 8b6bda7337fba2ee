package delta.conformance;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.DoubleSupplier;

/** Opens the seals of records with the keys of a directory (packages/seal/SEAL.md); a batch's signature is verified once. */
final class Opener {
  private static final String TYPE = "delta-seal+jws";
  private static final ObjectMapper JSON = new ObjectMapper();

  /** Who sealed. */
  record Opened(String province, String kid) {}

  private record Seal(Opened by, byte[] root, long size) {}

  private final Directory directory;
  private final DoubleSupplier now;
  private final Map<String, Seal> verified = new HashMap<>();

  Opener(Directory directory, DoubleSupplier now) {
    this.directory = directory;
    this.now = now;
  }

  /** Who sealed the record, or Refused. */
  Opened open(String topic, byte[] key, Map<String, byte[]> headers, byte[] value) throws Refused {
    byte[] token = headers.get("delta-seal");
    byte[] path = headers.get("delta-seal-path");
    if (token == null || token.length == 0 || path == null || path.length == 0) throw new Refused("SEAL_MISSING");
    measure(topic, key, headers, value, token, path);
    if (directory.expires <= now.getAsDouble()) throw new Refused("DIRECTORY_EXPIRED");
    String text = new String(token, StandardCharsets.ISO_8859_1);
    Seal seal = verified.get(text);
    if (seal == null) {
      if (verified.size() > 4_096) verified.clear();
      verified.put(text, seal = verify(text));
    }
    if (!leads(path, Merkle.leafHash(Merkle.leaf(topic, key, headers, value)), seal)) throw new Refused("SEAL_PATH");
    return seal.by();
  }

  private static void measure(String topic, byte[] key, Map<String, byte[]> headers, byte[] value, byte[] token, byte[] path) throws Refused {
    boolean large = token.length > 1_024 || path.length > 2_048 || topic.length() > 256 || key.length > 256 || (value != null && value.length > 1 << 20);
    for (String name : Merkle.COVERED) large |= headers.get(name) != null && headers.get(name).length > 2_048;
    if (large) throw new Refused("SEAL_TOO_LARGE");
  }

  private Seal verify(String text) throws Refused {
    Token token = Token.read(text);
    if (token == null) throw new Refused("SEAL_MALFORMED");
    if (!token.isStrict() || !token.typ().equals(TYPE)) throw new Refused("SEAL_HEADER");
    if (!Token.ALGORITHMS.contains(token.alg())) throw new Refused("SEAL_ALG");
    Directory.Key key = directory.keys.get(token.kid());
    if (key == null) throw new Refused("SEAL_KEY_UNKNOWN");
    if (!key.alg().equals(token.alg())) throw new Refused("SEAL_ALG");
    byte[] payload = token.payload(key.verifier());
    if (payload == null) throw new Refused("SEAL_SIGNATURE");
    JsonNode content;
    try {
      content = JSON.readTree(payload);
    } catch (IOException notJson) {
      throw new Refused("SEAL_MALFORMED");
    }
    byte[] root = Canonical.decode(content.path("root").asText("!"));
    JsonNode size = content.path("size");
    JsonNode iat = content.path("iat");
    if (root == null || root.length != 32 || !size.isIntegralNumber() || !iat.isIntegralNumber() || size.asLong() < 1 || size.asLong() > 65_536) throw new Refused("SEAL_MALFORMED");
    if (iat.asLong() > now.getAsDouble() + 300) throw new Refused("SEAL_FUTURE");
    if (iat.asLong() < key.from() || iat.asLong() > key.until()) throw new Refused("SEAL_KEY_VALIDITY");
    return new Seal(new Opened(key.province(), token.kid()), root, size.asLong());
  }

  private static boolean leads(byte[] path, byte[] leafHash, Seal seal) {
    byte[] bytes = Canonical.decode(new String(path, StandardCharsets.ISO_8859_1));
    if (bytes == null || bytes.length < 8 || bytes.length % 32 != 8 || bytes.length > 8 + 32 * 16) return false;
    ByteBuffer buffer = ByteBuffer.wrap(bytes);
    long index = Integer.toUnsignedLong(buffer.getInt());
    long size = Integer.toUnsignedLong(buffer.getInt());
    List<byte[]> siblings = new ArrayList<>();
    for (int from = 8; from < bytes.length; from += 32) siblings.add(Arrays.copyOfRange(bytes, from, from + 32));
    return size == seal.size() && Merkle.leadsTo(seal.root(), leafHash, index, size, siblings);
  }
}
