package dev.mori.protocol.postgres;

import java.util.List;

/** A format code of PostgreSQL ("Formats and Format Codes"). */
public enum Format {
  /** Code 0: what the type's output function gives. */
  TEXT(0),
  /** Code 1: what the type's send function gives. */
  BINARY(1);

  private final int code;

  Format(int code) {
    this.code = code;
  }

  /** The code on the wire, 0 or 1. */
  public int code() {
    return code;
  }

  /** The format at an index, where no formats mean all text and one format means it for all. */
  public static Format of(List<Format> formats, int index) {
    return switch (formats.size()) {
      case 0 -> TEXT;
      case 1 -> formats.get(0);
      default -> formats.get(index);
    };
  }
}
