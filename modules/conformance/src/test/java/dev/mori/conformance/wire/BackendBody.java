package dev.mori.conformance.wire;

import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Reads the body of one backend message, big-endian, from its first octet on. */
final class BackendBody {
  private final ByteBuffer buffer;

  BackendBody(byte[] body) {
    this.buffer = ByteBuffer.wrap(body);
  }

  int int32() {
    return buffer.getInt();
  }

  String string() {
    int start = buffer.position();
    while (buffer.get() != 0) {
      // to the terminator
    }
    return text(start, buffer.position() - 1, StandardCharsets.UTF_8);
  }

  String rest() {
    int start = buffer.position();
    buffer.position(buffer.limit());
    return text(start, buffer.limit(), StandardCharsets.ISO_8859_1);
  }

  Reply.Columns columns() {
    int count = buffer.getShort();
    List<Reply.Column> columns = new ArrayList<>(count);
    for (int i = 0; i < count; i++) {
      columns.add(
          new Reply.Column(
              string(),
              buffer.getInt(),
              buffer.getShort(),
              buffer.getInt(),
              buffer.getShort(),
              buffer.getInt(),
              buffer.getShort()));
    }
    return new Reply.Columns(columns);
  }

  Reply.Parameters parameters() {
    int count = Short.toUnsignedInt(buffer.getShort());
    List<Integer> types = new ArrayList<>(count);
    for (int i = 0; i < count; i++) {
      types.add(buffer.getInt());
    }
    return new Reply.Parameters(types);
  }

  Reply.Row row() {
    int count = buffer.getShort();
    List<@Nullable String> values = new ArrayList<>(count);
    for (int i = 0; i < count; i++) {
      int length = buffer.getInt();
      if (length < 0) {
        values.add(null);
        continue;
      }
      if (length > buffer.remaining()) {
        throw new BufferUnderflowException();
      }
      int start = buffer.position();
      buffer.position(start + length);
      values.add(text(start, start + length, StandardCharsets.ISO_8859_1));
    }
    return new Reply.Row(values);
  }

  Map<Character, String> fields() {
    Map<Character, String> fields = new TreeMap<>();
    for (byte code = buffer.get(); code != 0; code = buffer.get()) {
      fields.put((char) code, string());
    }
    return fields;
  }

  /** The severity of an already read error. */
  @Nullable String severity() {
    buffer.rewind();
    return fields().get('V');
  }

  private String text(int from, int to, Charset charset) {
    return new String(buffer.array(), from, to - from, charset);
  }
}
