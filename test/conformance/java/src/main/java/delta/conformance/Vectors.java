package delta.conformance;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** Proves on the published vectors that good seals open, bad ones are refused with their code, and no single changed bit goes unnoticed. */
final class Vectors {
  private record Message(String topic, byte[] key, Map<String, byte[]> headers, byte[] value) {
    static Message of(JsonNode node) {
      Map<String, byte[]> headers = new HashMap<>();
      node.get("headers").fields().forEachRemaining(header -> headers.put(header.getKey(), utf8(header.getValue().asText())));
      return new Message(node.get("topic").asText(), utf8(node.get("key").asText()), headers, node.get("value").isNull() ? null : utf8(node.get("value").asText()));
    }

    Message with(String name, byte[] header) {
      Map<String, byte[]> changed = new HashMap<>(headers);
      if (header == null) changed.remove(name);
      else changed.put(name, header);
      return new Message(topic, key, changed, value);
    }
  }

  final List<String> faults = new ArrayList<>();
  int passed;
  private final String file;
  private final Opener opener;

  private Vectors(String file, Opener opener) {
    this.file = file;
    this.opener = opener;
  }

  /** Checks one file of vectors. */
  static Vectors check(Path path) throws IOException, Refused {
    JsonNode vectors = new ObjectMapper().readTree(Files.readString(path));
    double now = Directory.seconds(vectors.get("now").asText());
    Vectors all = new Vectors(path.getFileName().toString(), new Opener(new Directory(vectors.get("directory").asText(), vectors.get("keeper"), now), () -> now));
    for (JsonNode vector : vectors.get("sealed")) all.sealed(vector);
    for (JsonNode vector : vectors.get("refused")) {
      String found = all.tried(Message.of(vector.get("message")));
      all.expect(found.equals(vector.get("error").asText()), vector.get("why").asText() + ": " + found);
    }
    return all;
  }

  private void sealed(JsonNode vector) {
    Message message = Message.of(vector.get("message"));
    byte[] leaf = Merkle.leaf(message.topic(), message.key(), message.headers(), message.value());
    expect(HexFormat.of().formatHex(leaf).equals(vector.get("leafHex").asText()), "leaf");
    expect(HexFormat.of().formatHex(Merkle.leafHash(leaf)).equals(vector.get("leafHashHex").asText()), "leaf hash");
    JsonNode opens = vector.get("opens");
    expect(tried(message).equals("opens " + opens.get("province").asText() + " " + opens.get("kid").asText()), "a good record does not open");
    long opened = changes(message).filter(changed -> tried(changed).startsWith("opens")).count();
    expect(opened == 0, opened + " records with one changed bit open");
  }

  private static Stream<Message> changes(Message m) {
    Stream<Message> body = Stream.concat(
        Stream.concat(
            bits(utf8(m.topic())).map(other -> new Message(new String(other, StandardCharsets.ISO_8859_1), m.key(), m.headers(), m.value())),
            bits(m.key()).map(other -> new Message(m.topic(), other, m.headers(), m.value()))),
        bits(m.value() == null ? new byte[0] : m.value()).map(other -> new Message(m.topic(), m.key(), m.headers(), other)));
    List<String> names = new ArrayList<>(Merkle.COVERED);
    names.addAll(List.of("delta-seal", "delta-seal-path"));
    Stream<Message> headers = names.stream().filter(m.headers()::containsKey)
        .flatMap(name -> Stream.concat(Stream.of(m.with(name, null)), bits(m.headers().get(name)).map(other -> m.with(name, other))));
    return Stream.concat(body, headers);
  }

  private static Stream<byte[]> bits(byte[] bytes) {
    return Stream.iterate(0, bit -> bit + 1).limit(bytes.length * 8L).map(bit -> {
      byte[] changed = bytes.clone();
      changed[bit / 8] ^= (byte) (1 << bit % 8);
      return changed;
    });
  }

  private String tried(Message message) {
    try {
      Opener.Opened opened = opener.open(message.topic(), message.key(), message.headers(), message.value());
      return "opens " + opened.province() + " " + opened.kid();
    } catch (Refused refusal) {
      return refusal.getMessage();
    }
  }

  private void expect(boolean holds, String what) {
    if (holds) passed += 1;
    else faults.add(file + ": " + what);
  }

  private static byte[] utf8(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
