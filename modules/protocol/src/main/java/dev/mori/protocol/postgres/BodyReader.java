package dev.mori.protocol.postgres;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Reads the body of one frame. The first fault sticks: every later read gives a harmless value and
 * the end gives {@link Decoded.Malformed} with the first fault, in the server's own words
 * (PostgreSQL source, pqformat.c). The caller's buffer keeps its position.
 */
final class BodyReader {
  private final ByteBuffer body;
  private @Nullable ProtocolViolation fault;

  BodyReader(ByteBuffer body) {
    // A slice is big-endian whatever the order of the original.
    this.body = body.slice();
  }

  int remaining() {
    return body.remaining();
  }

  boolean faulty() {
    return fault != null;
  }

  void fail(ProtocolViolation violation) {
    if (fault == null) {
      fault = violation;
    }
  }

  void fail(String sentence) {
    fail(ProtocolViolation.of(sentence));
  }

  byte int8() {
    return has(1) ? body.get() : 0;
  }

  short int16() {
    return has(2) ? body.getShort() : 0;
  }

  /** A number of elements: an unsigned Int16. */
  int count() {
    return int16() & 0xffff;
  }

  int int32() {
    return has(4) ? body.getInt() : 0;
  }

  /** So many octets; a negative size is a fault. */
  Octets octets(int size) {
    if (!has(size)) {
      return Octets.empty();
    }
    byte[] copy = new byte[size];
    body.get(copy);
    return Octets.owned(copy);
  }

  Octets rest() {
    return octets(body.remaining());
  }

  /** A String: octets up to a NUL, as UTF-8. */
  String text() {
    Octets octets = terminated();
    return octets
        .tryUtf8()
        .orElseGet(
            () -> {
              fail(InvalidUtf8.violation(octets));
              return "";
            });
  }

  /** Octets up to a NUL, which is consumed. */
  Octets terminated() {
    if (fault == null) {
      int start = body.position();
      for (int at = start; at < body.limit(); at++) {
        if (body.get(at) == 0) {
          Octets found = octets(at - start);
          body.get();
          return found;
        }
      }
      fail("invalid string in message");
    }
    return Octets.empty();
  }

  /** A length or -1, and its octets. */
  Datum datum() {
    int size = int32();
    return size == -1 ? Datum.NULL : new Datum.Value(octets(size));
  }

  Format format() {
    return format(int16());
  }

  Format format(int code) {
    return switch (code) {
      case 0 -> Format.TEXT;
      case 1 -> Format.BINARY;
      default -> {
        fail(
            new ProtocolViolation(
                ProtocolViolation.INVALID_PARAMETER_VALUE, "unsupported format code: " + code));
        yield Format.TEXT;
      }
    };
  }

  /**
   * So many elements of at least {@code leastBytes} (positive) each. A count that the remaining
   * octets cannot hold is a fault before anything is allocated for it.
   */
  <T> List<T> list(int count, int leastBytes, Supplier<T> element) {
    if (!has((long) count * leastBytes)) {
      return List.of();
    }
    List<T> elements = new ArrayList<>(count);
    for (int i = 0; i < count && fault == null; i++) {
      elements.add(element.get());
    }
    return elements;
  }

  /** The message, if nothing was wrong and nothing is left. */
  <M> Decoded<M> end(Supplier<? extends M> message) {
    if (fault == null && body.hasRemaining()) {
      fail("invalid message format");
    }
    return fault == null ? new Decoded.Message<>(message.get()) : new Decoded.Malformed<>(fault);
  }

  private boolean has(long size) {
    if (fault == null && (size < 0 || size > body.remaining())) {
      fail("insufficient data left in message");
    }
    return fault == null;
  }
}
