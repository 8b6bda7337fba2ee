package delta.conformance;

/** Why a record or a directory must not be trusted; the message is a code, with a place where there is one. */
final class Refused extends Exception {
  Refused(String code) {
    super(code, null, false, false);
  }
}
