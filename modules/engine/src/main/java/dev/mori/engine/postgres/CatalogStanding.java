package dev.mori.engine.postgres;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * By what a catalog is known again, so that it has not to be loaded again.
 *
 * @param stamp stands for all changes of the schema that the connection sees
 * @param detached oids of the tables that are cut loose from prod
 */
public record CatalogStanding(String stamp, Set<String> detached) {
  private static final String KIND = "now";
  private static final int DETACHED = 12;

  /** Copies the oids. */
  public CatalogStanding {
    detached = Set.copyOf(detached);
  }

  /** The answer to {@link PostgresCatalogSql#STANDING}. */
  public static CatalogStanding of(List<@Nullable String> row) {
    String detached = Objects.requireNonNull(row.get(1));
    return new CatalogStanding(
        Objects.requireNonNull(row.get(0)),
        detached.isEmpty() ? Set.of() : Set.of(detached.split(" ")));
  }

  /** That of the rows of {@link PostgresCatalogSql#LOAD}. */
  public static CatalogStanding in(List<? extends List<@Nullable String>> rows) {
    return rows.stream()
        .filter(row -> KIND.equals(row.getFirst()))
        .map(row -> of(List.copyOf(row.subList(1, 3))))
        .findFirst()
        .orElseThrow();
  }

  /** The rows that {@link PostgresCatalogSql#LOAD} would give, made of some with the same stamp. */
  public List<List<@Nullable String>> rows(List<List<@Nullable String>> same) {
    List<List<@Nullable String>> rows = new ArrayList<>(same.size());
    for (List<@Nullable String> row : same) {
      if ("rel".equals(row.getFirst())) {
        List<@Nullable String> own = new ArrayList<>(row);
        own.set(DETACHED, Boolean.toString(detached.contains(String.valueOf(row.get(1)))));
        rows.add(own);
      } else {
        rows.add(row);
      }
    }
    return rows;
  }
}
