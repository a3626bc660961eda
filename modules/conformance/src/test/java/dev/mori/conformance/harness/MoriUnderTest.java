package dev.mori.conformance.harness;

import dev.mori.conformance.wire.Endpoint;
import java.io.IOException;

/** What the harness needs of a running mori. All methods block until it is done. */
public interface MoriUnderTest extends AutoCloseable {
  /**
   * Starts it in front of prod.
   *
   * @param prod prod as mori may use it: a role with SELECT only
   * @return where clients connect to
   */
  Endpoint start(Endpoint prod) throws IOException;

  /** Throws every change of the session away; clients may stay connected. */
  void reset() throws IOException;

  /** Ends the process by SIGKILL; afterwards only {@link #restart} is called. */
  void kill() throws IOException;

  /**
   * Starts it again on what the killed process left.
   *
   * @return where clients connect to, possibly another port
   */
  Endpoint restart() throws IOException;

  /** Stops it; never fails. */
  @Override
  void close();
}
