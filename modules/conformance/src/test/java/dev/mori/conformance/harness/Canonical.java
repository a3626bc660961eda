package dev.mori.conformance.harness;

import dev.mori.conformance.wire.BinaryFormat;
import dev.mori.conformance.wire.Reply;
import dev.mori.conformance.wire.WireClient;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A reply as lines that are equal exactly when the replies are: OIDs as names, rows sorted unless
 * their order counts, points in time within a day of now as {@code <now>}, any backend's temporary
 * schema as {@code pg_temp}. Of an error, file, line and routine are left out; DETAIL too where the
 * statement may fail on any of several rows.
 */
final class Canonical {
  private static final Instant EPOCH_2000 = Instant.parse("2000-01-01T00:00:00Z");
  private static final String ERROR_FIELDS = "SVCMDHPpqWstcdn";

  /** The number is the backend's. */
  private static final Pattern TEMPORARY = Pattern.compile("\\bpg_temp_\\d+\\.?");

  private final OidNames names;
  private final Pattern clock;

  Canonical(OidNames names) {
    this.names = names;
    LocalDate today = LocalDate.now(ZoneOffset.UTC);
    String days = today.minusDays(1) + "|" + today + "|" + today.plusDays(1);
    String time = "\\d\\d:\\d\\d:\\d\\d(\\.\\d+)?";
    String zone = " [A-Z+<-][\\w+<>-]+";
    String iso = "\\b(" + days + ")[ T]" + time + "([+-]\\d\\d(:\\d\\d){0,2})?";
    String other = "\\b\\d\\d[./]\\d\\d[./]" + today.getYear() + " " + time + zone;
    String verbose = "\\b\\w{3} \\w{2,3} \\w{2,3} " + time + " " + today.getYear() + zone;
    this.clock = Pattern.compile(iso + "|" + other + "|" + verbose);
  }

  /**
   * The lines.
   *
   * @param client the connection that got the reply: its transaction may know what no other does
   */
  List<String> lines(Reply reply, boolean ordered, boolean loose, WireClient client)
      throws IOException {
    List<String> lines = new ArrayList<>();
    List<Reply.Column> columns = List.of();
    boolean usable = reply.status() != 'E' && reply.status() != 'X';
    for (Reply.Part part : reply.parts()) {
      switch (part) {
        case Reply.Columns described -> {
          columns = described.columns();
          for (Reply.Column column : columns) {
            lines.add(column(column, client, usable));
          }
          if (columns.isEmpty()) {
            lines.add("no columns");
          }
        }
        case Reply.Rows rows -> lines.addAll(rows(rows, columns, ordered));
        case Reply.Done done -> lines.add("done " + done.tag());
        case Reply.Failed failed -> lines.add("error " + fields(failed.fields(), loose));
        case Reply.Notice notice -> lines.add("notice " + fields(notice.fields(), loose));
        case Reply.Setting setting -> lines.add("set " + setting.name() + "=" + setting.value());
        case Reply.Mark mark -> lines.add("message " + mark.type() + " " + text(mark.octets()));
        case Reply.Parameters parameters -> {
          List<String> types = new ArrayList<>();
          for (int oid : parameters.types()) {
            types.add(names.type(oid, client, usable));
          }
          lines.add("parameters " + types);
        }
      }
    }
    lines.add("ready " + reply.status());
    return lines;
  }

  private String column(Reply.Column column, WireClient client, boolean usable) throws IOException {
    return "column "
        + column.name()
        + " of "
        + TEMPORARY.matcher(names.table(column.tableOid(), client, usable)).replaceFirst("pg_temp.")
        + "."
        + column.attnum()
        + " type "
        + names.type(column.typeOid(), client, usable)
        + " length "
        + column.typeLength()
        + " typmod "
        + column.typmod()
        + " format "
        + column.format();
  }

  private String fields(Map<Character, String> fields, boolean loose) {
    StringBuilder line = new StringBuilder();
    for (int i = 0; i < ERROR_FIELDS.length(); i++) {
      char code = ERROR_FIELDS.charAt(i);
      String value = fields.get(code);
      if (value != null && !(loose && code == 'D')) {
        line.append(code).append('=').append(plain(value)).append(' ');
      }
    }
    return line.toString().strip();
  }

  private String plain(String value) {
    return TEMPORARY.matcher(clock.matcher(value).replaceAll("<now>")).replaceAll("pg_temp.");
  }

  private List<String> rows(Reply.Rows rows, List<Reply.Column> columns, boolean ordered) {
    List<String> lines = new ArrayList<>();
    for (Reply.Row row : rows.rows()) {
      StringBuilder line = new StringBuilder("row");
      for (int i = 0; i < row.values().size(); i++) {
        Reply.Column column = i < columns.size() ? columns.get(i) : null;
        line.append(" | ").append(value(row.values().get(i), column));
      }
      lines.add(line.toString());
    }
    if (!ordered) {
      Collections.sort(lines);
    }
    return lines;
  }

  private String value(@Nullable String octets, Reply.@Nullable Column column) {
    if (octets == null) {
      return "NULL";
    }
    if (column == null || column.format() == 0) {
      return text(octets);
    }
    byte[] bytes = octets.getBytes(StandardCharsets.ISO_8859_1);
    int type = column.typeOid();
    boolean moment = type == BinaryFormat.TIMESTAMP || type == BinaryFormat.TIMESTAMPTZ;
    if (moment && bytes.length == 8 && nearNow(ByteBuffer.wrap(bytes).getLong())) {
      return "<now>";
    }
    return "\\x" + HexFormat.of().formatHex(bytes);
  }

  private String text(String octets) {
    String text = WireClient.utf8(octets);
    return text.length() > 5000
        ? text.length() + " characters, hash " + text.hashCode()
        : clock.matcher(text).replaceAll("<now>");
  }

  private static boolean nearNow(long micros) {
    if (micros == Long.MAX_VALUE || micros == Long.MIN_VALUE) {
      return false;
    }
    Instant then = EPOCH_2000.plusSeconds(micros / 1_000_000);
    return Duration.between(then, Instant.now()).abs().compareTo(Duration.ofDays(1)) < 0;
  }
}
