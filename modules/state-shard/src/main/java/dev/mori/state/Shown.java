package dev.mori.state;

import dev.mori.overlay.session.Marks;
import dev.mori.overlay.session.SessionName;
import dev.mori.overlay.session.SessionState;
import dev.mori.overlay.session.SessionView;
import dev.mori.overlay.session.SessionView.Standing;

/**
 * A view in both standings, and until when the better one may be given out. Immutable; which of the
 * two it is is decided when it is read, by the clock: a process that was stopped for a while must
 * not trust a lease that ended meanwhile.
 *
 * @param leased the view while the lease lasts
 * @param plain the view without a lease
 * @param leaseEnd the clock's reading when the lease ends, if there is one
 * @param settled every replica that may be trusted has this revision
 */
record Shown(SessionView leased, SessionView plain, boolean hasLease, long leaseEnd, long settled) {

  /** A session of epoch 0, untrusted. */
  static Shown nothing(SessionName name) {
    SessionView view = new SessionView(name, 0, 0, "", Marks.NONE, 0, Standing.UNTRUSTED);
    return new Shown(view, view, false, 0, 0);
  }

  SessionView at(long now) {
    return hasLease && now - leaseEnd < 0 ? leased : plain;
  }

  Shown with(SessionState.Open state) {
    Standing standing = settled >= state.revision() ? Standing.SETTLED : Standing.TRUSTED;
    SessionView view = SessionView.of(plain.name(), state, standing);
    return new Shown(view, view.as(Standing.UNTRUSTED), hasLease, leaseEnd, settled);
  }

  Shown settled(long revision) {
    Standing standing = revision >= leased.revision() ? Standing.SETTLED : Standing.TRUSTED;
    return new Shown(leased.as(standing), plain, hasLease, leaseEnd, Math.max(settled, revision));
  }

  Shown leasedUntil(long end) {
    return new Shown(leased, plain, true, end, settled);
  }

  /** Nothing of it is trusted until there is another lease. */
  Shown withoutLease() {
    return new Shown(leased, plain, false, leaseEnd, settled);
  }

  /** Nothing of it is trusted from now on. */
  Shown distrusted() {
    return as(Standing.UNTRUSTED);
  }

  /** The session does not exist any more. */
  Shown dropped() {
    return as(Standing.DROPPED);
  }

  private Shown as(Standing standing) {
    SessionView view = leased.as(standing);
    return new Shown(view, view, false, leaseEnd, settled);
  }
}
