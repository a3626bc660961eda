package dev.mori.node.session;

import dev.mori.engine.postgres.CopyLines;
import dev.mori.engine.postgres.CopyOutFormat;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.util.List;

/** Text and CSV: each row is a line. */
final class CopyLinesEncoding implements CopyEncoding {
  private final CopyOutFormat format;
  private CopyLines lines;

  CopyLinesEncoding(CopyOutFormat format) {
    this.format = format;
    this.lines = new CopyLines(format, List.of());
  }

  @Override
  public ByteBuf begin(List<String> columns) {
    lines = new CopyLines(format, columns);
    byte[] header = lines.header();
    ByteBuf frame = Unpooled.buffer(HEADER + header.length);
    return header.length == 0 ? frame : put(frame, header, header.length);
  }

  @Override
  public ByteBuf rows(ByteBuf frames) {
    byte[] octets = new byte[frames.readableBytes()];
    frames.readBytes(octets);
    ByteBuf lineFrames = frames.alloc().buffer(octets.length);
    frames.release();
    int at = 0;
    while (at < octets.length) {
      lines.row(octets, at + HEADER);
      put(lineFrames, lines.line(), lines.size());
      at += 1 + CopyLines.int32(octets, at + 1);
    }
    return lineFrames;
  }

  @Override
  public ByteBuf end() {
    return Unpooled.EMPTY_BUFFER;
  }

  private static ByteBuf put(ByteBuf frames, byte[] octets, int size) {
    return frames.writeByte('d').writeInt(Integer.BYTES + size).writeBytes(octets, 0, size);
  }
}
