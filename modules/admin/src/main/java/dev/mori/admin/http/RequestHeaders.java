package dev.mori.admin.http;

import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.apache.pekko.http.javadsl.model.HttpRequest;
import org.apache.pekko.http.javadsl.model.HttpResponse;
import org.apache.pekko.http.javadsl.model.MediaRange;
import org.apache.pekko.http.javadsl.model.MediaTypes;
import org.apache.pekko.http.javadsl.model.headers.Accept;
import org.apache.pekko.http.javadsl.model.headers.RawHeader;

/** What is read from the headers of requests and written into those of every response. */
final class RequestHeaders {
  /**
   * A browser takes none of this for anything else, shows it in no frame and gives it to no page.
   */
  private static final List<RawHeader> ALWAYS =
      List.of(
          RawHeader.create("X-Content-Type-Options", "nosniff"),
          RawHeader.create("Cache-Control", "no-store"),
          RawHeader.create("Content-Security-Policy", "default-src 'none'; frame-ancestors 'none'"),
          RawHeader.create("Cross-Origin-Resource-Policy", "same-origin"),
          RawHeader.create("Referrer-Policy", "no-referrer"));

  private RequestHeaders() {}

  /** The value of a header; empty when there is none. */
  static Optional<String> value(HttpRequest request, String name) {
    return request.getHeader(name).map(header -> header.value());
  }

  /** Whether the caller takes this media type; without the header Accept it takes any. */
  static boolean accepts(HttpRequest request, String mediaType) {
    List<MediaRange> ranges =
        StreamSupport.stream(request.getHeaders().spliterator(), false)
            .flatMap(header -> header instanceof Accept accept ? Stream.of(accept) : Stream.of())
            .flatMap(accept -> StreamSupport.stream(accept.getMediaRanges().spliterator(), false))
            .toList();
    return ranges.isEmpty()
        || ranges.stream().anyMatch(range -> range.qValue() > 0 && takes(range, mediaType));
  }

  private static boolean takes(MediaRange range, String mediaType) {
    return switch (mediaType) {
      case ActivityStream.MEDIA_TYPE -> range.matches(MediaTypes.TEXT_EVENT_STREAM);
      default -> range.matches(MediaTypes.APPLICATION_JSON);
    };
  }

  /** The response with the headers that every one has. */
  static HttpResponse guarded(HttpResponse response) {
    return response.addHeaders(List.copyOf(ALWAYS));
  }
}
