package dev.mori.protocol.postgres;

import java.nio.charset.StandardCharsets;
import java.security.InvalidKeyException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import javax.crypto.Mac;
import javax.crypto.ShortBufferException;
import javax.crypto.spec.SecretKeySpec;

/** The functions of RFC 5802 section 2.2 with SHA-256 (RFC 7677). */
final class ScramCrypto {
  /** Octets of a key, a proof and a signature. */
  static final int KEY_BYTES = 32;

  private static final String HMAC = "HmacSHA256";

  private ScramCrypto() {}

  static Octets hmac(Octets key, String message) {
    byte[] text = message.getBytes(StandardCharsets.ISO_8859_1);
    return Octets.owned(mac(key).doFinal(text));
  }

  static Octets hash(Octets octets) {
    try {
      return Octets.owned(MessageDigest.getInstance("SHA-256").digest(octets.toByteArray()));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }

  /** {@code Hi}: PBKDF2 with HMAC and one block. Takes about a microsecond an iteration. */
  static Octets saltedPassword(Octets password, Octets salt, int iterations) {
    try {
      Mac mac = mac(password);
      mac.update(salt.toByteArray());
      mac.update(new byte[] {0, 0, 0, 1});
      byte[] block = mac.doFinal();
      byte[] result = block.clone();
      for (int i = 1; i < iterations; i++) {
        mac.update(block);
        mac.doFinal(block, 0);
        for (int j = 0; j < KEY_BYTES; j++) {
          result[j] ^= block[j];
        }
      }
      return Octets.owned(result);
    } catch (ShortBufferException e) {
      throw new IllegalStateException(e);
    }
  }

  static Octets clientKey(Octets saltedPassword) {
    return hmac(saltedPassword, "Client Key");
  }

  static Octets serverKey(Octets saltedPassword) {
    return hmac(saltedPassword, "Server Key");
  }

  static Octets xor(Octets left, Octets right) {
    byte[] result = left.toByteArray();
    for (int i = 0; i < result.length; i++) {
      result[i] ^= right.byteAt(i);
    }
    return Octets.owned(result);
  }

  /** Compares in a time that tells nothing of the contents. */
  static boolean same(Octets left, Octets right) {
    return MessageDigest.isEqual(left.toByteArray(), right.toByteArray());
  }

  private static Mac mac(Octets key) {
    // The key specification refuses an empty key; HMAC fills keys up with zeros anyway.
    byte[] octets = key.isEmpty() ? new byte[1] : key.toByteArray();
    try {
      Mac mac = Mac.getInstance(HMAC);
      mac.init(new SecretKeySpec(octets, HMAC));
      return mac;
    } catch (NoSuchAlgorithmException | InvalidKeyException e) {
      throw new IllegalStateException(e);
    }
  }
}
