package dev.mori.overlay.statement;

/**
 * A half-open piece of a statement's text.
 *
 * @param begin offset of the first UTF-16 unit
 * @param end offset after the last UTF-16 unit; equal to {@code begin} for an empty place
 */
public record Span(int begin, int end) {
  public Span {
    if (begin < 0 || end < begin) {
      throw new IllegalArgumentException("not a span: [" + begin + "," + end + ")");
    }
  }

  /** The piece of {@code text} this span stands for. */
  public String of(String text) {
    return text.substring(begin, end);
  }

  /** Whether {@code other} lies wholly inside this span. */
  public boolean contains(Span other) {
    return begin <= other.begin && other.end <= end;
  }

  /** The smallest span that holds both. */
  public Span to(Span other) {
    return new Span(Math.min(begin, other.begin), Math.max(end, other.end));
  }

  /** This span moved right by {@code distance} units, for a statement cut out of a longer text. */
  public Span shift(int distance) {
    return new Span(begin + distance, end + distance);
  }
}
