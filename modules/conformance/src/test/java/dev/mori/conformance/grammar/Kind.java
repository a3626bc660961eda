package dev.mori.conformance.grammar;

import dev.mori.conformance.wire.BinaryFormat;

/** The column types of the shop and of the table of many types. */
enum Kind {
  INT2("smallint", BinaryFormat.INT2, Family.NUMBER),
  INT4("integer", BinaryFormat.INT4, Family.NUMBER),
  INT8("bigint", BinaryFormat.INT8, Family.NUMBER),
  NUMERIC("numeric", BinaryFormat.NUMERIC, Family.NUMBER),
  REAL("real", 700, Family.FLOAT),
  FLOAT8("double precision", BinaryFormat.FLOAT8, Family.FLOAT),
  TEXT("text", BinaryFormat.TEXT, Family.TEXT),
  VARCHAR("varchar", BinaryFormat.VARCHAR, Family.TEXT),
  CHAR("bpchar", BinaryFormat.BPCHAR, Family.TEXT),
  EMAIL("public.email_address", 0, Family.TEXT),
  BOOL("boolean", BinaryFormat.BOOL, Family.BOOL),
  DATE("date", BinaryFormat.DATE, Family.DAY),
  TIMESTAMP("timestamp", BinaryFormat.TIMESTAMP, Family.DAY),
  TIMESTAMPTZ("timestamptz", BinaryFormat.TIMESTAMPTZ, Family.DAY),
  TIME("time", 1083, Family.PLAIN),
  TIMETZ("timetz", 1266, Family.PLAIN),
  INTERVAL("interval", 1186, Family.PLAIN),
  UUID("uuid", BinaryFormat.UUID_OID, Family.PLAIN),
  BYTEA("bytea", BinaryFormat.BYTEA, Family.PLAIN),
  BIT("bit(8)", 0, Family.PLAIN),
  MAC("macaddr", 829, Family.PLAIN),
  STATUS("public.order_status", 0, Family.PLAIN),
  METHOD("public.payment_method", 0, Family.PLAIN),
  DIMS("warehouse.dimension", 0, Family.PLAIN),
  INET("inet", 869, Family.INET),
  JSONB("jsonb", BinaryFormat.JSONB, Family.JSONB),
  JSON("json", 114, Family.OPAQUE),
  POINT("point", 600, Family.OPAQUE),
  TEXTS("text[]", 1009, Family.ARRAY),
  INTS("integer[]", 1007, Family.ARRAY),
  RANGE("int4range", 3904, Family.RANGE),
  // Only to be compared: what is done to the kinds above would fail on their special values.
  SPECIAL("numeric", BinaryFormat.NUMERIC, Family.PLAIN),
  MONEY("money", 790, Family.PLAIN),
  GRID("integer[]", 1007, Family.PLAIN),
  WORDS("varchar[]", 1015, Family.PLAIN),
  MOMENTS("timestamptz[]", 1185, Family.PLAIN),
  DAYS("daterange", 3912, Family.PLAIN),
  SPAN("tstzrange", 3910, Family.PLAIN),
  MANY("int4multirange", 4451, Family.PLAIN),
  SPREAD("public.spread", 0, Family.PLAIN),
  CIDR("cidr", 650, Family.PLAIN),
  BITS("varbit", 1562, Family.PLAIN),
  MOMENT("timestamptz", BinaryFormat.TIMESTAMPTZ, Family.PLAIN),
  WALL("timestamp", BinaryFormat.TIMESTAMP, Family.PLAIN),
  OID("oid", 26, Family.PLAIN),
  LETTER("\"char\"", 18, Family.PLAIN),
  NAME("name", 19, Family.PLAIN),
  VECTOR("tsvector", 3614, Family.PLAIN),
  TSQUERY("tsquery", 3615, Family.PLAIN),
  LSN("pg_lsn", 3220, Family.PLAIN),
  XML("xml", 142, Family.OPAQUE),
  BOX("box", 603, Family.OPAQUE),
  MAC8("macaddr8", 774, Family.PLAIN);

  /** What can be asked of a value; OPAQUE has no equality operator for GROUP BY and ORDER BY. */
  enum Family {
    NUMBER,
    FLOAT,
    TEXT,
    BOOL,
    DAY,
    PLAIN,
    INET,
    JSONB,
    OPAQUE,
    ARRAY,
    RANGE
  }

  final String sqlType;

  /** The OID when it is built in and may be announced in Parse, otherwise 0. */
  final int oid;

  final Family family;

  Kind(String sqlType, int oid, Family family) {
    this.sqlType = sqlType;
    this.oid = oid;
    this.family = family;
  }

  /** Has a default B-tree order. */
  boolean sortable() {
    return family != Family.OPAQUE;
  }
}
