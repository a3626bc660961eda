package dev.mori.conformance.grammar;

import dev.mori.conformance.wire.BinaryFormat;
import dev.mori.conformance.wire.Param;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A statement under construction. */
final class Sql {
  private final Style style;
  private final Dice dice;
  private final StringBuilder text = new StringBuilder();
  private final List<Param> params = new ArrayList<>();

  Sql(Style style, Dice dice) {
    this.style = style;
    this.dice = dice;
  }

  Dice dice() {
    return dice;
  }

  /** An empty one without parameters, for statements that take none. */
  Sql literal() {
    return new Sql(Style.LITERAL, dice);
  }

  Sql add(String part) {
    text.append(part);
    return this;
  }

  /** A value of the column, mostly one that meets existing rows. */
  Sql value(Column column) {
    return value(column.kind(), column.pool().draw(dice));
  }

  /** A literal or a parameter. */
  Sql value(Kind kind, @Nullable String value) {
    if (dice.chance(style.bound())) {
      return parameter(kind, value);
    }
    if (value == null) {
      return add(dice.chance(80) ? "NULL" : "NULL::" + kind.sqlType);
    }
    boolean number = kind == Kind.INT4 || kind == Kind.INT2 || kind == Kind.INT8;
    if ((number || kind == Kind.NUMERIC) && !value.equals("NaN") && dice.chance(80)) {
      return add(value.startsWith("-") ? "(" + value + ")" : value);
    }
    if (kind == Kind.BOOL && dice.chance(70)) {
      return add(value.equals("t") ? "true" : "false");
    }
    return add(quote(value)).add(dice.chance(40) ? "::" + kind.sqlType : "");
  }

  /** A literal with its type, where the context cannot tell one. */
  Sql typed(Kind kind, @Nullable String value) {
    if (dice.chance(style.bound())) {
      return parameter(kind, value).add("::" + kind.sqlType);
    }
    return add(value == null ? "NULL" : quote(value)).add("::" + kind.sqlType);
  }

  private Sql parameter(Kind kind, @Nullable String value) {
    boolean announced = kind.oid != 0 && dice.chance(style.typed());
    boolean binary = announced && BinaryFormat.knows(kind.oid) && dice.chance(style.binary());
    params.add(new Param(announced ? kind.oid : 0, value, binary && binaryText(kind, value)));
    return add("$" + params.size());
  }

  private static boolean binaryText(Kind kind, @Nullable String value) {
    if (value == null) {
      return true;
    }
    return switch (kind) {
      case INT2, INT4, INT8 -> value.matches("-?[0-9]+");
      case BYTEA -> value.startsWith("\\x");
      case DATE -> value.matches("\\d{4}-\\d\\d-\\d\\d");
      case FLOAT8 -> !value.equals("-0");
      default -> true;
    };
  }

  /** A string constant, with standard_conforming_strings on. */
  static String quote(String value) {
    return "'" + value.replace("'", "''") + "'";
  }

  String text() {
    return text.toString();
  }

  List<Param> params() {
    return List.copyOf(params);
  }
}
