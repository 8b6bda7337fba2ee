package delta.conformance;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

/** Leaves and paths of the seal's tree (RFC 9162, section 2.1). */
final class Merkle {
  /** The headers that a leaf covers, in their order. */
  static final List<String> COVERED = List.of(
      "ce_specversion", "ce_id", "ce_source", "ce_type", "ce_subject", "ce_time", "ce_dataschema", "content-type", "delta-seq", "delta-version");

  private Merkle() {}

  /** The bytes that the seal covers: each part with its length before it; an absent one is 0xFFFFFFFF. */
  static byte[] leaf(String topic, byte[] key, Map<String, byte[]> headers, byte[] value) {
    ByteArrayOutputStream out = new ByteArrayOutputStream(1_024);
    put(out, topic.getBytes(StandardCharsets.UTF_8));
    put(out, key);
    for (String name : COVERED) put(out, headers.get(name));
    put(out, value);
    return out.toByteArray();
  }

  private static void put(ByteArrayOutputStream out, byte[] part) {
    out.writeBytes(ByteBuffer.allocate(4).putInt(part == null ? -1 : part.length).array());
    if (part != null) out.writeBytes(part);
  }

  static byte[] leafHash(byte[] leaf) {
    return hash((byte) 0, leaf, new byte[0]);
  }

  private static byte[] hash(byte tag, byte[] first, byte[] second) {
    MessageDigest digest = sha256();
    digest.update(tag);
    digest.update(first);
    return digest.digest(second);
  }

  static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException impossible) {
      throw new IllegalStateException(impossible);
    }
  }

  /** Whether a leaf hash with its path gives the root (RFC 9162, section 2.1.3.2). */
  static boolean leadsTo(byte[] root, byte[] leafHash, long index, long size, List<byte[]> siblings) {
    if (index >= size) return false;
    long at = index;
    long last = size - 1;
    byte[] found = leafHash;
    for (byte[] sibling : siblings) {
      if (last == 0) return false;
      if ((at & 1) == 1 || at == last) {
        found = hash((byte) 1, sibling, found);
        while ((at & 1) == 0 && at != 0) {
          at >>= 1;
          last >>= 1;
        }
      } else {
        found = hash((byte) 1, found, sibling);
      }
      at >>= 1;
      last >>= 1;
    }
    return last == 0 && Arrays.equals(found, root);
  }
}
