package dev.mori.node.session;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.util.List;

/**
 * Binary: a tuple is the body of a DataRow (PostgreSQL, COPY, Binary Format). The signature comes
 * in one frame with the first tuple, or with the trailer.
 */
final class CopyTuplesEncoding implements CopyEncoding {
  private static final byte[] SIGNATURE = {
    'P', 'G', 'C', 'O', 'P', 'Y', '\n', (byte) 0xff, '\r', '\n', 0
  };

  /** The signature, Int32 flags and Int32 length of an extension, both 0. */
  private static final int HEAD = SIGNATURE.length + 2 * Integer.BYTES;

  private static final int TRAILER = -1;

  private boolean begun;

  @Override
  public ByteBuf begin(List<String> columns) {
    return Unpooled.EMPTY_BUFFER;
  }

  @Override
  public ByteBuf rows(ByteBuf frames) {
    int at = frames.readerIndex();
    while (at < frames.writerIndex()) {
      frames.setByte(at, 'd');
      at += 1 + frames.getInt(at + 1);
    }
    if (begun) {
      return frames;
    }
    ByteBuf first = frames.alloc().buffer(HEAD + frames.readableBytes());
    first.writeByte(frames.readByte());
    head(first, frames.readInt());
    first.writeBytes(frames);
    frames.release();
    return first;
  }

  @Override
  public ByteBuf end() {
    ByteBuf frame = Unpooled.buffer(HEADER + HEAD + Short.BYTES).writeByte('d');
    int length = Integer.BYTES + Short.BYTES;
    if (begun) {
      frame.writeInt(length);
    } else {
      head(frame, length);
    }
    return frame.writeShort(TRAILER);
  }

  /** The length of a frame that begins with the signature, and the signature. */
  private void head(ByteBuf frame, int length) {
    begun = true;
    frame.writeInt(length + HEAD).writeBytes(SIGNATURE).writeInt(0).writeInt(0);
  }
}
