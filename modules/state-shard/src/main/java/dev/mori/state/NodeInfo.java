package dev.mori.state;

import dev.mori.overlay.session.SessionName;
import java.util.List;

/**
 * A node as the one that was asked knows it.
 *
 * @param address {@code host:port} where the other nodes reach it; {@code local} when it is alone
 * @param state of its membership in lower case, or {@code unreachable}
 * @param self whether it is the one that was asked
 * @param sessions the sessions whose entities it has now, sorted
 */
public record NodeInfo(String address, String state, boolean self, List<SessionName> sessions) {

  /** The list is copied. */
  public NodeInfo {
    sessions = List.copyOf(sessions);
  }
}
