package dev.mori.state;

import dev.mori.overlay.session.SessionName;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
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

  /**
   * What the database writes down of a title.
   *
   * @param node the name under whose right it is
   * @param number a larger one is of a younger incarnation of the same process, so a statement that
   *     arrives late takes and frees nothing of a younger one's
   */
  record Taking(String node, long number) {}

  /**
   * What this node frees although nobody asks for it: takings of statements that arrived after they
   * were given up.
   *
   * @param upTo younger ones are none of them
   * @param held neither are these
   */
  record Leftovers(String node, long upTo, Set<Long> held) {}

  /** One incarnation's title, taken or not. */
  static final class Hold {
    private long number;
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
  private long takings;

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
    return mine == null ? new Renewal(freshName, true, now) : new Renewal(mine.node, false, now);
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

  /**
   * How the title may be asked for now; not at all while there is no right, or while an older
   * incarnation here has not let it go.
   */
  Optional<Taking> taking(SessionName session, Hold hold, long now) {
    Right mine = right;
    Hold older = holds.get(session);
    boolean waits = older != null && older != hold && !older.given;
    if (hold.given || waits || mine == null || mine.left(now) <= 0) {
      return Optional.empty();
    }
    holds.put(session, hold);
    if (older != hold) {
      hold.number = ++takings;
    }
    hold.under = mine;
    return Optional.of(new Taking(mine.node, hold.number));
  }

  /** The database has written the session down as this node's. */
  void taken(Hold hold) {
    hold.taken = true;
  }

  /**
   * The title is not needed any more.
   *
   * @return what is to be freed, unless a younger incarnation has it
   */
  Optional<Taking> free(SessionName session, Hold hold) {
    Right mine = hold.under;
    return mine != null && holds.remove(session, hold)
        ? Optional.of(new Taking(mine.node, hold.number))
        : Optional.empty();
  }

  /** What may be in the database in this node's name and is of no use. */
  Leftovers leftovers(Right mine) {
    Set<Long> held = new TreeSet<>();
    holds.values().forEach(hold -> held.add(hold.number));
    return new Leftovers(mine.node, takings, held);
  }

  /** It could not be freed now. */
  void keep(SessionName session, Hold hold) {
    holds.putIfAbsent(session, hold);
  }
}
