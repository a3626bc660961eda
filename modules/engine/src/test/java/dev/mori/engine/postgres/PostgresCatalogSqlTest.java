package dev.mori.engine.postgres;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/**
 * Whether prod's function or type is the session's is told by fingerprints that either script
 * computes: one that was changed in one script alone would make all of them look different.
 */
class PostgresCatalogSqlTest {
  /** What prod says at once stands ready in the shadow. */
  private static final String KEPT_BODY = "coalesce(b.text, f.prosrc)";

  private static final String KEPT_BODIES =
      " LEFT JOIN trees b ON b.class = 'pg_proc'::regclass AND b.obj = f.oid";

  private static final String SHADOWS_BODY =
      "CASE WHEN f.prolang = 12 THEN (SELECT x.names FROM compiled x WHERE x.oid = f.oid)"
          + " ELSE "
          + KEPT_BODY
          + " END, ";

  private static final String SHADOWS_DEFAULTS = "pg_get_expr(f.proargdefaults, 0), ";
  private static final String PRODS_BODY = "NULL, ";

  @Test
  void aFunctionHasTheSameFingerprintOnBothSides() {
    String shadow = row(PostgresCatalogSql.script(), "fn");
    String prod = row(PostgresCatalogSql.prodLoad(), "fn");
    assertThat(prod).contains("md5(concat_ws(").contains("pg_aggregate").contains(PRODS_BODY);
    assertThat(
            shadow
                .replaceFirst(Pattern.quote(SHADOWS_BODY), PRODS_BODY)
                .replaceFirst(Pattern.quote(SHADOWS_DEFAULTS), PRODS_BODY)
                .replace(KEPT_BODY, "coalesce(pg_get_function_sqlbody(f.oid), f.prosrc)")
                .replace(KEPT_BODIES, ""))
        .isEqualTo(prod);
  }

  @Test
  void aTypeHasTheSameFingerprintOnBothSides() {
    String prod = row(PostgresCatalogSql.prodLoad(), "typ");
    assertThat(prod).contains("CASE t.typtype").contains("pg_enum").contains("pg_range");
    assertThat(row(PostgresCatalogSql.script(), "typ")).isEqualTo(prod);
  }

  /** The query for rows of a kind, its white space made one blank. */
  private static String row(String script, String kind) {
    Matcher found =
        Pattern.compile(
                "SELECT '" + kind + "', .*?(?=\\n *UNION ALL|;|\\n *\\$|\\z)", Pattern.DOTALL)
            .matcher(script);
    assertThat(found.find()).as(kind).isTrue();
    String row = found.group().replaceAll("\\s+", " ").strip();
    assertThat(found.find()).as("one query for " + kind).isFalse();
    return row;
  }
}
