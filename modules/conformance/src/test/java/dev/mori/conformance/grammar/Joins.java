package dev.mori.conformance.grammar;

import java.util.ArrayList;
import java.util.List;

/** Which tables belong together, and by which columns. */
final class Joins {
  private static final List<String[]> PAIRS =
      List.of(
          new String[] {"customers", "id", "orders", "customer_id"},
          new String[] {"customers", "id", "sessions", "customer_id"},
          new String[] {"customers", "id", "reviews", "customer_id"},
          new String[] {"customers", "id", "customers", "referrer_id"},
          new String[] {"customers", "id", "visits", "customer_id"},
          new String[] {"customers", "id", "events", "customer_id"},
          new String[] {"orders", "id", "order_items", "order_id"},
          new String[] {"orders", "id", "payments", "order_id"},
          new String[] {"products", "sku", "order_items", "sku"},
          new String[] {"products", "sku", "reviews", "sku"},
          new String[] {"products", "sku", "product_tags", "sku"},
          new String[] {"products", "sku", "warehouse.stock", "sku"},
          new String[] {"products", "sku", "price_history", "sku"},
          new String[] {"\"Category\"", "\"Id\"", "products", "category_id"},
          new String[] {"\"Category\"", "\"Id\"", "\"Category\"", "\"ParentId\""},
          new String[] {"tags", "id", "product_tags", "tag_id"},
          new String[] {"warehouse.locations", "code", "warehouse.stock", "location_code"},
          new String[] {"warehouse.locations", "code", "warehouse.bookings", "location_code"},
          new String[] {
            "warehouse.locations", "code", "warehouse.\"Employee\"", "\"locationCode\""
          },
          new String[] {
            "warehouse.\"Employee\"", "\"employeeId\"", "warehouse.\"Employee\"", "\"managerId\""
          });

  private Joins() {}

  /** From one table's column to another table's. */
  record Edge(String mine, String other, String theirs) {}

  /** All edges of a table, in both directions. */
  static List<Edge> of(Table table) {
    List<Edge> edges = new ArrayList<>();
    for (String[] pair : PAIRS) {
      if (pair[0].equals(table.name())) {
        edges.add(new Edge(pair[1], pair[2], pair[3]));
      }
      if (pair[2].equals(table.name())) {
        edges.add(new Edge(pair[3], pair[0], pair[1]));
      }
    }
    return edges;
  }
}
