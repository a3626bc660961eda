package dev.mori.engine.postgres;

import dev.mori.overlay.statement.Definition.ObjectKind;

/** Reads the words that name a kind of object, as in {@code CREATE MATERIALIZED VIEW}. */
final class ObjectKinds {
  private ObjectKinds() {}

  /** Steps over the kind's words and gives the kind. */
  static ObjectKind read(Cursor cursor) {
    if (cursor.accept("materialized", "view")) {
      return ObjectKind.MATERIALIZED_VIEW;
    }
    if (cursor.accept("foreign", "table")) {
      return ObjectKind.FOREIGN_TABLE;
    }
    if (cursor.accept("event", "trigger")) {
      return ObjectKind.EVENT_TRIGGER;
    }
    if (cursor.accept("constraint", "trigger")) {
      return ObjectKind.TRIGGER;
    }
    if (cursor.accept("user", "mapping") || cursor.accept("foreign", "data", "wrapper")) {
      return ObjectKind.FOREIGN_SERVER;
    }
    if (cursor.accept("default", "privileges")) {
      return ObjectKind.DEFAULT_PRIVILEGES;
    }
    if (cursor.accept("owned", "by")) {
      return ObjectKind.OWNED;
    }
    if (cursor.areWords("recursive", "view")) {
      cursor.next();
    }
    return simple(cursor.next().word());
  }

  private static ObjectKind simple(String word) {
    return switch (word) {
      case "table" -> ObjectKind.TABLE;
      case "index" -> ObjectKind.INDEX;
      case "view" -> ObjectKind.VIEW;
      case "type" -> ObjectKind.TYPE;
      case "domain" -> ObjectKind.DOMAIN;
      case "sequence" -> ObjectKind.SEQUENCE;
      case "function", "procedure", "routine", "aggregate" -> ObjectKind.ROUTINE;
      case "trigger" -> ObjectKind.TRIGGER;
      case "rule" -> ObjectKind.RULE;
      case "policy" -> ObjectKind.POLICY;
      case "schema" -> ObjectKind.SCHEMA;
      case "extension" -> ObjectKind.EXTENSION;
      case "statistics" -> ObjectKind.STATISTICS;
      case "role", "user", "group" -> ObjectKind.ROLE;
      case "database" -> ObjectKind.DATABASE;
      case "tablespace" -> ObjectKind.TABLESPACE;
      case "system" -> ObjectKind.SYSTEM;
      case "publication", "subscription" -> ObjectKind.REPLICATION;
      case "server" -> ObjectKind.FOREIGN_SERVER;
      case "cast", "operator", "collation", "conversion", "text", "transform", "access" ->
          ObjectKind.CATALOG_OBJECT;
      default -> ObjectKind.OTHER;
    };
  }
}
