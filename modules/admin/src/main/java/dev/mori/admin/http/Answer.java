package dev.mori.admin.http;

import dev.mori.admin.Reply;

/**
 * What goes back to the caller.
 *
 * @param status of HTTP
 * @param mediaType of the body
 * @param body JSON
 */
record Answer(int status, String mediaType, String body) {

  static Answer of(Reply reply) {
    return reply instanceof Reply.Failed failed
        ? of(Problem.of(failed))
        : new Answer(200, "application/json", Json.write(reply));
  }

  private static Answer of(Problem problem) {
    return new Answer(problem.status(), Problem.MEDIA_TYPE, Json.write(problem));
  }

  static Answer failed(Reply.Failed.Kind kind, String sentence) {
    return of(new Reply.Failed(kind, sentence));
  }

  /** Whether asking once more may have another outcome though nothing else has changed. */
  boolean isPassing() {
    return status >= 500;
  }
}
