package dev.mori.node.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mori.admin.Operation;
import dev.mori.admin.Reply;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import org.assertj.core.api.Assertions;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Sessions that are made and dropped over the admin API of a real node. */
class SessionsIT {
  @TempDir private Path home;

  @Test
  void aSessionIsMadeWithoutConnectingAndIsNotDroppedFromUnderItsClients() throws Exception {
    String conf = "mori.session.create-on-connect = false";
    try (LiveShop shop =
        LiveShop.start(
            home,
            conf,
            "CREATE TABLE orders (id int PRIMARY KEY, note text)",
            "INSERT INTO orders VALUES (1, 'one')")) {
      Assertions.assertThatThrownBy(() -> shop.value("ann", "SELECT note FROM orders"))
          .isInstanceOf(SQLException.class)
          .hasMessageContaining("does not exist");
      Operation create = new Operation.CreateSession("ann", "Ann");
      assertThat(shop.ask(create)).isEqualTo(new Reply.Changed("ann", "created", 1));
      shop.run("ann", "UPDATE orders SET note = 'mine'");
      assertThat(shop.ask(create)).isEqualTo(new Reply.Changed("ann", "kept", 1));
      assertThat(shop.value("ann", "SELECT note FROM orders")).isEqualTo("mine");
      assertThat(((Reply.Session) shop.ask(new Operation.InspectSession("ann"))).origin().owner())
          .isEqualTo("Ann");

      try (Connection client = shop.client("ann")) {
        assertThat(refused(shop, new Operation.DropSession("ann", false)))
            .isEqualTo(
                new Reply.Failed(
                    Reply.Failed.Kind.CONFLICT,
                    "session ann is in use by one client and would be taken from under them;"
                        + " disconnect them, or drop it with force"));
        assertThat(client.isValid(5)).isTrue();
      }
      Awaitility.await()
          .untilAsserted(
              () ->
                  assertThat(shop.ask(new Operation.DropSession("ann", false)))
                      .isEqualTo(new Reply.Changed("ann", "dropped", 1)));
      assertThat(shop.ask(create)).isEqualTo(new Reply.Changed("ann", "created", 2));
      assertThat(shop.value("ann", "SELECT note FROM orders")).isEqualTo("one");
      try (Connection client = shop.client("ann")) {
        assertThat(shop.ask(new Operation.DropSession("ann", true)))
            .isEqualTo(new Reply.Changed("ann", "dropped", 2));
        assertThat(client).isNotNull();
      }
      assertThat(refused(shop, new Operation.CreateSession("a@b", "x")).kind())
          .isEqualTo(Reply.Failed.Kind.BAD_REQUEST);
    }
  }

  private static Reply.Failed refused(LiveShop shop, Operation operation) throws Exception {
    return (Reply.Failed) shop.ask(operation);
  }
}
