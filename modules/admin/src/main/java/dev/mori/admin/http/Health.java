package dev.mori.admin.http;

import dev.mori.admin.NodeControl;
import java.util.Locale;
import java.util.Optional;
import org.apache.pekko.http.javadsl.model.ContentTypes;
import org.apache.pekko.http.javadsl.model.HttpResponse;

/** What programs that watch over the node ask; open to everybody, and tells nothing else. */
final class Health {
  private Health() {}

  /** The answer when the path is one of these. */
  static Optional<HttpResponse> at(String path, NodeControl.Phase phase) {
    return switch (path) {
      case "/alive" -> Optional.of(text(200, "alive\n"));
      case "/startup" -> Optional.of(text(phase == NodeControl.Phase.STARTING ? 503 : 200, phase));
      case "/ready" -> Optional.of(text(phase == NodeControl.Phase.READY ? 200 : 503, phase));
      default -> Optional.empty();
    };
  }

  private static HttpResponse text(int status, NodeControl.Phase phase) {
    return text(status, phase.name().toLowerCase(Locale.ROOT) + "\n");
  }

  /** A text, whole. */
  static HttpResponse text(int status, String text) {
    return HttpResponse.create().withStatus(status).withEntity(ContentTypes.TEXT_PLAIN_UTF8, text);
  }
}
