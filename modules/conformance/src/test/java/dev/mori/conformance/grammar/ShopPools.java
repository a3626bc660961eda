package dev.mori.conformance.grammar;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.HexFormat;
import java.util.Locale;

/** Where the shop's existing values lie at a scale, as the data scripts make them, and new ones. */
final class ShopPools {
  private final double scale;
  private int counter;

  ShopPools(double scale) {
    this.scale = scale;
  }

  /** A number that was never given before: the source of keys no row has. */
  int next() {
    return ++counter;
  }

  int rows(int full, int least) {
    return (int) Math.max(least, Math.round(full * scale));
  }

  int customerCount() {
    return rows(20000, 200);
  }

  int productCount() {
    return rows(5000, 100);
  }

  int orderCount() {
    return rows(60000, 300);
  }

  static String sku(int g) {
    String[] prefixes = {"SKU-", "sku_", "Art ", "zx", "Éco-", "ß", "_"};
    return prefixes[g % 7] + String.format(Locale.ROOT, "%05d", g * 37L % 100003);
  }

  static String email(int g) {
    String[] names = {"ann", "Bob", "cem", "DORA", "eve.ning", "o'neil"};
    String[] hosts = {"example.com", "Example.org", "shop.test"};
    return names[g % 6] + g + "@" + hosts[g % 3];
  }

  static String md5(String text) {
    try {
      MessageDigest md5 = MessageDigest.getInstance("MD5");
      return HexFormat.of().formatHex(md5.digest(text.getBytes(StandardCharsets.UTF_8)));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }

  static String uuid(String text) {
    String hex = md5(text);
    return String.join(
        "-",
        hex.substring(0, 8),
        hex.substring(8, 12),
        hex.substring(12, 16),
        hex.substring(16, 20),
        hex.substring(20));
  }

  static Column col(String name, Kind kind, Pool pool, Column.Trait... traits) {
    return fresh(name, kind, pool, pool, traits);
  }

  static Column fresh(String name, Kind kind, Pool pool, Pool fresh, Column.Trait... traits) {
    EnumSet<Column.Trait> set = EnumSet.noneOf(Column.Trait.class);
    set.addAll(Arrays.asList(traits));
    return new Column(name, kind, pool, fresh, set);
  }

  Pool count(int from) {
    return dice -> Integer.toString(from + next());
  }

  Pool customerIds() {
    return Pool.ids(customerCount());
  }

  Pool skus() {
    return Pool.of(Pool.ids(productCount()), ShopPools::sku);
  }

  static Pool flags() {
    return Pool.among("t", "f");
  }

  /** Codes of the warehouse's locations, as the data script makes them. */
  static Pool codes() {
    return Pool.of(
        Pool.ids(25),
        g ->
            g > 25
                ? "none"
                : (char) (65 + g % 26) + (g % 3 == 0 ? "" + (char) (97 + g % 24) : "") + g);
  }
}
