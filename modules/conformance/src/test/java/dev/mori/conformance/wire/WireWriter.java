package dev.mori.conformance.wire;

import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;

/** Collects frontend messages for one write. */
final class WireWriter {
  private final ByteArrayOutputStream messages = new ByteArrayOutputStream();

  /** A message body; writing to memory cannot fail. */
  private interface Body {
    void writeTo(DataOutputStream out) throws IOException;
  }

  void startup(int version, Map<String, String> parameters) {
    byte[] body =
        body(
            out -> {
              out.writeInt(version);
              for (Map.Entry<String, String> parameter : parameters.entrySet()) {
                string(out, parameter.getKey());
                string(out, parameter.getValue());
              }
              out.writeByte(0);
            });
    append(body);
  }

  /** CancelRequest; the key is the body of BackendKeyData, an octet to a character. */
  void cancel(String key) {
    append(
        body(
            out -> {
              out.writeInt(80_877_102);
              out.write(key.getBytes(StandardCharsets.ISO_8859_1));
            }));
  }

  void query(String sql) {
    message('Q', out -> string(out, sql));
  }

  /** FunctionCall, all in text. */
  void call(int function, List<String> arguments) {
    message(
        'F',
        out -> {
          out.writeInt(function);
          out.writeShort(0);
          out.writeShort(arguments.size());
          for (String argument : arguments) {
            byte[] octets = argument.getBytes(StandardCharsets.UTF_8);
            out.writeInt(octets.length);
            out.write(octets);
          }
          out.writeShort(0);
        });
  }

  void sync() {
    message('S', out -> {});
  }

  void copyFail(String reason) {
    message('f', out -> string(out, reason));
  }

  void copyIn(CopyIn copy) {
    for (byte[] data : copy.data()) {
      message('d', out -> out.write(data));
    }
    switch (copy.end()) {
      case DONE -> message('c', out -> {});
      case FAIL -> copyFail("the client gives up");
      case QUERY -> query("SELECT 'in the middle'");
    }
    if (copy.sync()) {
      sync();
    }
  }

  void saslInitial(String mechanism, String first) {
    byte[] response = first.getBytes(StandardCharsets.UTF_8);
    message(
        'p',
        out -> {
          string(out, mechanism);
          out.writeInt(response.length);
          out.write(response);
        });
  }

  void saslResponse(String response) {
    message('p', out -> out.write(response.getBytes(StandardCharsets.UTF_8)));
  }

  void op(Op op) {
    switch (op) {
      case Op.Parse parse -> message('P', out -> parse(out, parse));
      case Op.Bind bind -> message('B', out -> bind(out, bind));
      case Op.Describe describe -> named('D', describe.kind(), describe.name());
      case Op.Execute execute ->
          message(
              'E',
              out -> {
                string(out, execute.portal());
                out.writeInt(execute.maxRows());
              });
      case Op.Close close -> named('C', close.kind(), close.name());
      case Op.Flush flush -> message('H', out -> {});
    }
  }

  void sendTo(OutputStream out) throws IOException {
    messages.writeTo(out);
    out.flush();
  }

  private static void parse(DataOutputStream out, Op.Parse parse) throws IOException {
    string(out, parse.name());
    string(out, parse.sql());
    out.writeShort(parse.types().size());
    for (int type : parse.types()) {
      out.writeInt(type);
    }
  }

  private static void bind(DataOutputStream out, Op.Bind bind) throws IOException {
    string(out, bind.portal());
    string(out, bind.statement());
    out.writeShort(bind.params().size());
    for (Param param : bind.params()) {
      out.writeShort(param.binary() ? 1 : 0);
    }
    out.writeShort(bind.params().size());
    for (Param param : bind.params()) {
      String text = param.text();
      if (text == null) {
        out.writeInt(-1);
        continue;
      }
      byte[] value =
          param.binary()
              ? BinaryFormat.encode(param.typeOid(), text)
              : text.getBytes(StandardCharsets.UTF_8);
      out.writeInt(value.length);
      out.write(value);
    }
    out.writeShort(1);
    out.writeShort(bind.binaryResults() ? 1 : 0);
  }

  private void named(char type, char kind, String name) {
    message(
        type,
        out -> {
          out.writeByte(kind);
          string(out, name);
        });
  }

  private void message(char type, Body body) {
    messages.write(type);
    append(body(body));
  }

  private void append(byte[] body) {
    byte[] length = body(out -> out.writeInt(body.length + 4));
    messages.writeBytes(length);
    messages.writeBytes(body);
  }

  private static byte[] body(Body body) {
    ByteArrayOutputStream octets = new ByteArrayOutputStream();
    try {
      body.writeTo(new DataOutputStream(octets));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return octets.toByteArray();
  }

  private static void string(DataOutputStream out, String text) throws IOException {
    out.write(text.getBytes(StandardCharsets.UTF_8));
    out.writeByte(0);
  }
}
