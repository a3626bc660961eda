package dev.mori.admin.http;

import dev.mori.admin.Reply;
import java.util.Locale;

/**
 * A failure as it is told over HTTP (RFC 9457, Problem Details for HTTP APIs).
 *
 * @param type names the kind; not a place to look at
 * @param title the kind in words
 * @param status as in the status line
 * @param detail the sentence for people
 * @param kind the kind as the other faces of the operations know it
 */
record Problem(String type, String title, int status, String detail, Reply.Failed.Kind kind) {
  static final String MEDIA_TYPE = "application/problem+json";

  static Problem of(Reply.Failed failed) {
    String word = failed.kind().name().toLowerCase(Locale.ROOT);
    return new Problem(
        "urn:mori:problem:" + word.replace('_', '-'),
        word.replace('_', ' '),
        status(failed.kind()),
        failed.sentence(),
        failed.kind());
  }

  /** The failure that was told. */
  Reply.Failed failed() {
    return new Reply.Failed(kind, detail);
  }

  private static int status(Reply.Failed.Kind kind) {
    return switch (kind) {
      case BAD_REQUEST -> 400;
      case UNAUTHORIZED -> 401;
      case FORBIDDEN -> 403;
      case NOT_FOUND -> 404;
      case METHOD -> 405;
      case NOT_ACCEPTABLE -> 406;
      case CONFLICT -> 409;
      case TOO_LARGE -> 413;
      case MEDIA_TYPE -> 415;
      case KEY_REUSED -> 422;
      case INTERNAL -> 500;
      case UNAVAILABLE -> 503;
    };
  }
}
