package dev.mori.node.session;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import dev.mori.engine.postgres.CopyFormat;
import dev.mori.engine.postgres.CopyOutFormat;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Frames of rows become frames of COPY's data, one of one, and no buffer is lost. */
final class CopyEncodingTest {
  private static final String SIGNATURE = "5047434f50590aff0d0a00" + "00000000" + "00000000";

  private static final CopyOutFormat CSV =
      new CopyOutFormat(
          CopyFormat.Kind.CSV,
          (byte) ',',
          "",
          true,
          (byte) '"',
          (byte) '"',
          new CopyOutFormat.Forced(false, List.of()));

  @Test
  void eachRowIsALineInAFrameOfItsOwn() {
    CopyLinesEncoding encoding = new CopyLinesEncoding(CSV);
    assertThat(taken(encoding.begin(List.of("k", "v")))).isEqualTo(data("k,v\n"));
    ByteBuf rows = Unpooled.wrappedBuffer(row("1", "a,b"), row("22", ""));
    ByteBuf frames = encoding.rows(rows);
    assertThat(rows.refCnt()).isZero();
    assertThat(taken(frames)).isEqualTo(data("1,\"a,b\"\n") + data("22,\"\"\n"));
    assertThat(taken(encoding.rows(row("3", "c")))).isEqualTo(data("3,c\n"));
    assertThat(encoding.end().isReadable()).isFalse();
  }

  @Test
  void aTupleIsTheBodyOfItsRow() {
    CopyTuplesEncoding encoding = new CopyTuplesEncoding();
    assertThat(encoding.begin(List.of("v")).isReadable()).isFalse();
    String tuple = "0001" + "00000001" + "61";
    ByteBuf rows = Unpooled.wrappedBuffer(row("a"), row("a"));
    ByteBuf frames = encoding.rows(rows);
    assertThat(rows.refCnt()).isZero();
    assertThat(taken(frames))
        .isEqualTo("64" + "0000001e" + SIGNATURE + tuple + "64" + "0000000b" + tuple);
    assertThat(taken(encoding.rows(row("a")))).isEqualTo("64" + "0000000b" + tuple);
    assertThat(taken(encoding.end())).isEqualTo("64" + "00000006" + "ffff");
  }

  @Test
  void noTuplesAtAll() {
    assertThat(taken(new CopyTuplesEncoding().end()))
        .isEqualTo("64" + "00000019" + SIGNATURE + "ffff");
  }

  private static ByteBuf row(String... values) {
    ByteBuf body = Unpooled.buffer().writeShort(values.length);
    for (String value : values) {
      body.writeInt(value.length()).writeBytes(value.getBytes(US_ASCII));
    }
    ByteBuf frame = Unpooled.buffer().writeByte('D').writeInt(body.readableBytes() + 4);
    return frame.writeBytes(body);
  }

  private static String data(String line) {
    return ByteBufUtil.hexDump(
        Unpooled.buffer()
            .writeByte('d')
            .writeInt(line.length() + 4)
            .writeBytes(line.getBytes(US_ASCII)));
  }

  private static String taken(ByteBuf frames) {
    String hex = ByteBufUtil.hexDump(frames);
    frames.release();
    return hex;
  }
}
