package dev.mori.node.shadow;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Puts the indexes, constraints and foreign keys of a pg_dump script into the order in which prod
 * made them. The engine checks a row against its indexes, and a statement against its foreign keys,
 * in the order of their object ids; with another order a row that violates two constraints would be
 * refused for the other one.
 */
final class DumpOrder {
  /** pg_dump's heading of one object (pg_backup_archiver.c, _printTocEntry). */
  private static final Pattern HEADING =
      Pattern.compile("(?m)^--\\n-- Name: (.*); Type: (.*); Schema: (.*); Owner: .*\\n--\\n");

  private static final String ORDER =
      """
      SELECT n.nspname, 'INDEX', i.relname, x.indexrelid::bigint FROM pg_catalog.pg_index x
        JOIN pg_catalog.pg_class i ON i.oid = x.indexrelid JOIN pg_catalog.pg_namespace n ON n.oid = i.relnamespace
      UNION ALL
      SELECT n.nspname, CASE k.contype WHEN 'f' THEN 'FK CONSTRAINT' ELSE 'CONSTRAINT' END,
             c.relname || ' ' || k.conname, CASE k.contype WHEN 'f' THEN k.oid ELSE k.conindid END::bigint
        FROM pg_catalog.pg_constraint k JOIN pg_catalog.pg_class c ON c.oid = k.conrelid
        JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace WHERE k.contype IN ('p', 'u', 'x', 'f')
      """;

  private final Map<List<String>, Long> ranks;

  private DumpOrder(Map<List<String>, Long> ranks) {
    this.ranks = ranks;
  }

  /** Reads the order from prod. */
  static DumpOrder read(Connection prod) throws SQLException {
    Map<List<String>, Long> ranks = new HashMap<>();
    for (List<@Nullable String> row : Sql.rows(prod, ORDER)) {
      List<String> key = row.subList(0, 3).stream().map(Objects::requireNonNull).toList();
      ranks.put(key, Long.parseLong(Objects.requireNonNull(row.get(3))));
    }
    return new DumpOrder(ranks);
  }

  /** One object's part of the script. */
  private record Section(String text, String group, long rank) {}

  /**
   * The script with indexes and constraints, and then foreign keys, in prod's order; all else stays
   * in place.
   */
  String sorted(String script) {
    List<Section> sections = new ArrayList<>();
    Matcher heading = HEADING.matcher(script);
    int begin = 0;
    String group = "";
    long rank = 0;
    while (heading.find()) {
      sections.add(new Section(script.substring(begin, heading.start()), group, rank));
      begin = heading.start();
      String type = heading.group(2);
      Long known = ranks.get(List.of(heading.group(3), type, heading.group(1)));
      group = known == null ? "" : type.equals("FK CONSTRAINT") ? "foreign keys" : "indexes";
      rank = known == null ? 0 : known;
    }
    sections.add(new Section(script.substring(begin), group, rank));
    return String.join("", texts(sections));
  }

  private static List<String> texts(List<Section> sections) {
    List<Section> placed = new ArrayList<>(sections);
    for (String group : List.of("indexes", "foreign keys")) {
      List<Integer> places = new ArrayList<>();
      List<Section> members = new ArrayList<>();
      for (int i = 0; i < sections.size(); i++) {
        if (sections.get(i).group().equals(group)) {
          places.add(i);
          members.add(sections.get(i));
        }
      }
      members.sort(Comparator.comparingLong(Section::rank));
      for (int i = 0; i < places.size(); i++) {
        placed.set(places.get(i), members.get(i));
      }
    }
    return placed.stream().map(Section::text).toList();
  }
}
