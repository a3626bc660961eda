package dev.mori.protocol.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.nio.ByteBuffer;
import org.junit.jupiter.api.Test;

class OctetsTest {
  @Test
  void nobodyCanChangeThem() {
    byte[] bytes = {1, 2, 3};
    Octets octets = Octets.of(bytes);
    bytes[0] = 9;
    octets.toByteArray()[1] = 9;
    assertThat(octets).isEqualTo(Octets.of((byte) 1, (byte) 2, (byte) 3));
    assertThat(octets.asByteBuffer().isReadOnly()).isTrue();
  }

  @Test
  void aSliceEqualsACopy() {
    Octets octets = Octets.of((byte) 1, (byte) 2, (byte) 3, (byte) 4);
    Octets slice = octets.slice(1, 3);
    assertThat(slice).isEqualTo(Octets.of((byte) 2, (byte) 3)).hasSameHashCodeAs(slice);
    assertThat(slice.hashCode()).isEqualTo(Octets.of((byte) 2, (byte) 3).hashCode());
    assertThat(slice.byteAt(1)).isEqualTo((byte) 3);
    assertThat(Octets.of(slice.asByteBuffer())).isEqualTo(slice);
    assertThat(slice.slice(2, 2)).isSameAs(Octets.empty());
    assertThat(slice.concat(octets).size()).isEqualTo(6);
    assertThatExceptionOfType(IndexOutOfBoundsException.class).isThrownBy(() -> slice.byteAt(2));
    assertThatExceptionOfType(IndexOutOfBoundsException.class).isThrownBy(() -> slice.slice(0, 3));
  }

  @Test
  void copiesLeaveTheSourceWhereItIs() {
    ByteBuffer buffer = ByteBuffer.wrap(new byte[] {1, 2, 3}).position(1);
    assertThat(Octets.of(buffer)).isEqualTo(Octets.of((byte) 2, (byte) 3));
    assertThat(buffer.position()).isEqualTo(1);
    ByteBuffer target = ByteBuffer.allocate(2);
    Octets.of(buffer).copyTo(target);
    assertThat(target.array()).containsExactly(2, 3);
  }

  @Test
  void textIsUtf8OrRefused() {
    assertThat(Octets.ofUtf8("Straße \ud83d\ude80 \ufffd").utf8())
        .isEqualTo("Straße \ud83d\ude80 \ufffd");
    Octets overlong = Octets.of((byte) 0xc0, (byte) 0x80);
    assertThat(overlong.tryUtf8()).isEmpty();
    assertThatIllegalArgumentException().isThrownBy(overlong::utf8);
    assertThatIllegalArgumentException().isThrownBy(() -> Octets.ofUtf8("\ude80"));
  }

  @Test
  void theirTextShowsNoValue() {
    assertThat(Octets.ofUtf8("secret")).hasToString("Octets[6]");
  }
}
