package dev.mori.node.shadow;

import java.sql.Connection;
import java.sql.SQLException;

/** Prod's schema as a script, made from its catalogs alone. Not there yet: pg_dump is needed. */
final class CatalogClone {
  private final Connection prod;

  CatalogClone(Connection prod) {
    this.prod = prod;
  }

  String script() throws SQLException {
    if (!prod.isClosed()) {
      throw new ShadowException(
          ShadowException.Reason.SCHEMA, "No pg_dump that can read prod was found.");
    }
    return "";
  }
}
