package dev.mori.conformance.grammar;

import java.util.List;
import java.util.stream.Stream;

/**
 * What the generator knows of the demo shop (resources {@code demo/shop-*.sql}) and the table
 * beside it: the tables, where existing values lie at a given scale, and which tables a write
 * reaches.
 */
final class ShopSchema {
  final List<Table> tables;
  private final ShopPools pools;

  ShopSchema(double scale) {
    this.pools = new ShopPools(scale);
    this.tables =
        Stream.of(
                new SalesTables(pools).all(),
                new StockTables(pools).all(),
                List.of(new KindTables(pools).kinds()))
            .flatMap(List::stream)
            .toList();
  }

  Table table(String name) {
    return tables.stream().filter(t -> t.name().equals(name)).findFirst().orElseThrow();
  }

  /** A number that was never given before. */
  int next() {
    return pools.next();
  }
}
