package dev.mori.protocol.postgres;

import dev.mori.protocol.postgres.BackendMessage.AuthenticationMd5Password;
import dev.mori.protocol.postgres.FrontendMessage.PasswordMessage;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/** The client's answer to AuthenticationMD5Password. */
public final class Md5Password {
  private Md5Password() {}

  /**
   * {@code 'md5' || md5(md5(password || user) || salt)}, in lower-case hexadecimal (PostgreSQL 17,
   * Message Flow, "Start-up", AuthenticationMD5Password).
   */
  public static PasswordMessage response(
      AuthenticationMd5Password request, String user, Octets password) {
    Octets inner = hexDigest(password.concat(Octets.ofUtf8(user)));
    Octets outer = hexDigest(inner.concat(request.salt()));
    return new PasswordMessage(Octets.ofUtf8("md5").concat(outer));
  }

  private static Octets hexDigest(Octets octets) {
    try {
      byte[] digest = MessageDigest.getInstance("MD5").digest(octets.toByteArray());
      return Octets.of(HexFormat.of().formatHex(digest).getBytes(StandardCharsets.US_ASCII));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }
}
