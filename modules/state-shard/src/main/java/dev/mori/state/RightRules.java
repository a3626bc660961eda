package dev.mori.state;

import dev.mori.overlay.session.SessionName;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The rules by which a node has its right, holds titles under it, and ends the rights of others. It
 * knows no database and no clock: {@link NodeRights} asks {@link RightsTable} and tells what came
 * of it, and so does the simulation. Used by one thread; a {@link Right} and a {@link Hold} may be
 * read by any.
 */
final class RightRules {

  /** What this process has under one name. */
  static final class Right {
    private final String node;
    private volatile long end;

    private Right(String node, long end) {
      this.node = node;
      this.end = end;
    }

    String node() {
      return node;
    }

    private long left(long now) {
      return end - now;
    }
  }

  /**
   * A renewal on its way.
   *
   * @param node the name whose right it renews
   * @param isNew whether the name has no row yet
   * @param since before it was sent: from then on the right counts
   */
  record Renewal(String node, boolean isNew, long since) {}

  /** One incarnation's title, taken or not. */
  static final class Hold {
    private volatile @Nullable Right under;
    private volatile boolean taken;
    private volatile boolean given;

    /** How long it certainly holds; it does not when not positive. */
    Duration left(long now) {
      Right mine = under;
      return mine == null || !taken || given ? Duration.ZERO : Duration.ofNanos(mine.left(now));
    }

    /** It holds no more, whatever the database says. */
    void give() {
      given = true;
    }

    boolean isGiven() {
      return given;
    }
  }

  /** When a renewal of another node was seen first. */
  private record Seen(long beat, long at) {}

  private final RightSettings settings;
  private final Map<String, Seen> others = new HashMap<>();
  private final Map<SessionName, Hold> holds = new HashMap<>();
  private @Nullable Right right;

  RightRules(RightSettings settings) {
    this.settings = settings;
  }

  /**
   * It is time to renew.
   *
   * @param now the clock of rights, before the statement is sent
   * @param freshName for a node that has none
   */
  Renewal renew(long now, String freshName) {
    Right mine = right;
    return mine == null
        ? new Renewal(freshName, true, now)
        : new Renewal(mine.node, false, now);
  }

  /** The database has it. */
  Right renewed(Renewal renewal) {
    long end = renewal.since() + settings.duration().toNanos();
    Right mine = right;
    if (mine == null || renewal.isNew()) {
      mine = new Right(renewal.node(), end);
      right = mine;
    } else {
      mine.end = end;
    }
    return mine;
  }

  /** There is no such node any more: others have found it silent, and its titles are theirs. */
  Renewal expelled(Renewal renewal, String freshName) {
    leave(renewal.since());
    return new Renewal(freshName, true, renewal.since());
  }

  /** Ends the right and all titles under it; the name, if there was one. */
  Optional<String> leave(long now) {
    Right mine = right;
    right = null;
    holds.clear();
    if (mine != null) {
      mine.end = now;
    }
    return Optional.ofNullable(mine).map(Right::node);
  }

  /**
   * The numbers of all nodes' last renewals.
   *
   * @param now monotonic, in nanoseconds
   * @return nodes that were silent for too long, with their numbers
   */
  Map<String, Long> silent(Map<String, Long> beats, long now) {
    others.keySet().retainAll(beats.keySet());
    Map<String, Long> silent = new HashMap<>();
    beats.forEach(
        (node, beat) -> {
          Seen seen = others.get(node);
          if (seen == null || seen.beat != beat) {
            others.put(node, new Seen(beat, now));
          } else if (!isMine(node) && now - seen.at > settings.silence().toNanos()) {
            silent.put(node, beat);
          }
        });
    return silent;
  }

  private boolean isMine(String node) {
    return right != null && right.node.equals(node);
  }

  /** The right under which the title may be asked for now; none while there is none. */
  Optional<Right> taking(SessionName session, Hold hold, long now) {
    Right mine = right;
    if (hold.given || mine == null || mine.left(now) <= 0) {
      return Optional.empty();
    }
    hold.under = mine;
    holds.put(session, hold);
    return Optional.of(mine);
  }

  /** The database has written the session down as this node's. */
  void taken(Hold hold) {
    hold.taken = true;
  }

  /**
   * The title is not needed any more.
   *
   * @return the node that the session is to be freed from, unless a younger incarnation has it
   */
  Optional<String> free(SessionName session, Hold hold) {
    Right mine = hold.under;
    return mine != null && holds.remove(session, hold) ? Optional.of(mine.node) : Optional.empty();
  }

  /** It could not be freed now. */
  void keep(SessionName session, Hold hold) {
    holds.putIfAbsent(session, hold);
  }
}
