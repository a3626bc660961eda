package dev.mori.node.session;

import io.netty.buffer.ByteBuf;
import java.util.List;

/** Makes CopyData frames of DataRow frames, one of one as a server does (copyto.c). */
interface CopyEncoding {
  /** Octets of a frame before its body: type and Int32 length. */
  int HEADER = 5;

  /** What the client gets before the first row; no octets when that is nothing. */
  ByteBuf begin(List<String> columns);

  /** Whole DataRow frames as CopyData frames; takes ownership and gives it. */
  ByteBuf rows(ByteBuf frames);

  /** What the client gets after the last row; no octets when that is nothing. */
  ByteBuf end();
}
