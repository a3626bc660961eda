package dev.mori.overlay.session;

import java.util.List;

/** What comes of a {@link SessionCommand}. */
public sealed interface Decision {

  /**
   * The command is accepted.
   *
   * @param events what happens, in order; none when everything that was asked for is so already
   */
  record Accepted(List<SessionEvent> events) implements Decision {

    /** The list is copied. */
    public Accepted {
      events = List.copyOf(events);
    }
  }

  /**
   * The session was reset since the asking transaction began: what it did happened in a shadow that
   * is given up.
   *
   * @param given the epoch of the command
   * @param current the epoch of the session
   */
  record StaleEpoch(long given, long current) implements Decision {}

  /** There is no session of this name: never opened, or dropped. */
  record NoSession() implements Decision {}
}
