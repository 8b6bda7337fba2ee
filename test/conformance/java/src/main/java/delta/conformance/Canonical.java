package delta.conformance;

import java.util.Base64;

/** base64url that has one spelling only: no padding, left-over bits zero. */
final class Canonical {
  private Canonical() {}

  /** The bytes, or null where the text is not canonical base64url. */
  static byte[] decode(String text) {
    try {
      byte[] bytes = Base64.getUrlDecoder().decode(text);
      return encode(bytes).equals(text) ? bytes : null;
    } catch (IllegalArgumentException notBase64) {
      return null;
    }
  }

  static String encode(byte[] bytes) {
    return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
  }
}
