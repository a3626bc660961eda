package dev.mori.protocol.postgres;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.function.Supplier;

/** Random messages from a seed: the same seed gives the same messages on every machine. */
final class Messages {
  private static final String ALPHABET = "abz019 _%'\"\\\n\t\u0001\u007fäß€\u2028\ufffd\uffff";
  private static final int FRONTEND_KINDS = 15;
  private static final int BACKEND_KINDS = 31;

  private final SplittableRandom random;

  Messages(long seed) {
    random = new SplittableRandom(seed);
  }

  FrontendMessage.StartupPacket startup() {
    return switch (random.nextInt(5)) {
      case 0 -> new FrontendMessage.SslRequest();
      case 1 -> new FrontendMessage.GssEncRequest();
      case 2 -> new FrontendMessage.CancelRequest(random.nextInt(), octets(4, 257));
      default -> {
        Map<String, String> parameters = new LinkedHashMap<>();
        for (int i = random.nextInt(6); i > 0; i--) {
          parameters.put("n" + text(), text());
        }
        yield new FrontendMessage.StartupMessage(3, random.nextInt(0x10000), parameters);
      }
    };
  }

  /** A message whose type octet tells what it is. */
  FrontendMessage.Typed frontend() {
    return switch (random.nextInt(FRONTEND_KINDS)) {
      case 0 -> new FrontendMessage.AuthenticationResponse(octets());
      case 1 -> new FrontendMessage.Query(text());
      case 2 -> new FrontendMessage.Parse(text(), text(), list(random::nextInt));
      case 3, 4 -> bind();
      case 5 -> new FrontendMessage.Describe(target(), text());
      case 6 -> new FrontendMessage.Execute(text(), random.nextInt());
      case 7 -> new FrontendMessage.Close(target(), text());
      case 8 -> new FrontendMessage.Sync();
      case 9 -> new FrontendMessage.Flush();
      case 10 -> new FrontendMessage.Terminate();
      case 11 -> new FrontendMessage.CopyData(octets());
      case 12 -> new FrontendMessage.CopyDone();
      case 13 -> new FrontendMessage.CopyFail(text());
      default -> new FrontendMessage.FunctionCall(octets());
    };
  }

  private FrontendMessage.Bind bind() {
    List<Datum> parameters = list(this::datum);
    List<Format> formats =
        switch (random.nextInt(3)) {
          case 0 -> List.of();
          case 1 -> List.of(format());
          default -> parameters.stream().map(p -> format()).toList();
        };
    return new FrontendMessage.Bind(text(), text(), formats, parameters, list(this::format));
  }

  BackendMessage backend() {
    int kind = random.nextInt(BACKEND_KINDS);
    return kind < 8 ? authentication(kind) : kind < 20 ? plain(kind) : reply(kind);
  }

  private BackendMessage authentication(int kind) {
    return switch (kind) {
      case 0 -> new BackendMessage.AuthenticationOk();
      case 1 -> new BackendMessage.AuthenticationCleartextPassword();
      case 2 -> new BackendMessage.AuthenticationMd5Password(octets(4, 5));
      case 3 -> new BackendMessage.AuthenticationSasl(list(() -> "m" + text()));
      case 4 -> new BackendMessage.AuthenticationSaslContinue(octets());
      case 5 -> new BackendMessage.AuthenticationSaslFinal(octets());
      case 6 -> new BackendMessage.AuthenticationOther(8, octets());
      default -> new BackendMessage.AuthenticationOther(-1 - random.nextInt(9), octets());
    };
  }

  private BackendMessage plain(int kind) {
    return switch (kind) {
      case 8 -> new BackendMessage.ParameterStatus(text(), text());
      case 9 -> new BackendMessage.BackendKeyData(random.nextInt(), octets(4, 257));
      case 10 -> new BackendMessage.ReadyForQuery(any(TransactionStatus.values()));
      case 11 -> new BackendMessage.CommandComplete(text());
      case 12 -> new BackendMessage.EmptyQueryResponse();
      case 13 -> new BackendMessage.ParseComplete();
      case 14 -> new BackendMessage.BindComplete();
      case 15 -> new BackendMessage.CloseComplete();
      case 16 -> new BackendMessage.NoData();
      case 17 -> new BackendMessage.PortalSuspended();
      case 18 -> new BackendMessage.CopyDone();
      default -> new BackendMessage.CopyData(octets());
    };
  }

  private BackendMessage reply(int kind) {
    return switch (kind) {
      case 20, 21 -> new BackendMessage.RowDescription(list(this::field));
      case 22 -> new BackendMessage.ParameterDescription(list(random::nextInt));
      case 23 -> new BackendMessage.DataRow(list(this::datum));
      case 24 -> new BackendMessage.ErrorResponse(errorFields());
      case 25 -> new BackendMessage.NoticeResponse(errorFields());
      case 26 -> new BackendMessage.CopyInResponse(format(), list(this::format));
      case 27 -> new BackendMessage.CopyOutResponse(format(), list(this::format));
      case 28 -> new BackendMessage.CopyBothResponse(format(), list(this::format));
      case 29 -> new BackendMessage.NotificationResponse(random.nextInt(), text(), text());
      default ->
          random.nextBoolean()
              ? new BackendMessage.NegotiateProtocolVersion(random.nextInt(), list(this::text))
              : new BackendMessage.FunctionCallResponse(datum());
    };
  }

  private BackendMessage.Field field() {
    return new BackendMessage.Field(
        text(),
        random.nextInt(),
        (short) random.nextInt(),
        random.nextInt(),
        (short) random.nextInt(),
        random.nextInt(),
        format());
  }

  private ErrorFields errorFields() {
    ErrorFields fields =
        ErrorFields.of(any(ErrorFields.Severity.values()), "0A000", text()).withDetail(text());
    for (int i = random.nextInt(5); i > 0; i--) {
      fields = fields.with((char) random.nextInt(1, 256), text());
    }
    return fields;
  }

  Octets octets() {
    return octets(0, 40);
  }

  private Octets octets(int least, int bound) {
    byte[] bytes = new byte[random.nextInt(least, bound)];
    random.nextBytes(bytes);
    return Octets.of(bytes);
  }

  private Datum datum() {
    return random.nextInt(4) == 0 ? Datum.NULL : new Datum.Value(octets());
  }

  private Format format() {
    return any(Format.values());
  }

  private Target target() {
    return any(Target.values());
  }

  private <T> T any(T[] values) {
    return values[random.nextInt(values.length)];
  }

  private <T> List<T> list(Supplier<T> element) {
    int size = random.nextInt(50) == 0 ? 1000 : random.nextInt(6);
    List<T> elements = new ArrayList<>(size);
    for (int i = 0; i < size; i++) {
      elements.add(element.get());
    }
    return elements;
  }

  private String text() {
    StringBuilder text = new StringBuilder();
    for (int i = random.nextInt(12); i > 0; i--) {
      if (random.nextInt(8) == 0) {
        text.append("\ud83d\ude80");
      } else {
        text.append(ALPHABET.charAt(random.nextInt(ALPHABET.length())));
      }
    }
    return text.toString();
  }
}
