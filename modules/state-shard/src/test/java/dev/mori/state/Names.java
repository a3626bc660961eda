package dev.mori.state;

import dev.mori.overlay.session.SessionName;
import dev.mori.overlay.session.TableId;

/** Names that tests use. */
final class Names {

  static final TableId ORDERS = new TableId("public", "orders");
  static final TableId ITEMS = new TableId("public", "items");

  private Names() {}

  static SessionName of(String text) {
    return ((SessionName.Parsed.Valid) SessionName.parse(text)).name();
  }
}
