package dev.mori.node.transport;

import dev.mori.protocol.postgres.FrontendDecoder;
import dev.mori.protocol.postgres.Limits;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import org.apache.pekko.stream.Attributes;
import org.apache.pekko.stream.FlowShape;
import org.apache.pekko.stream.Inlet;
import org.apache.pekko.stream.Outlet;
import org.apache.pekko.stream.stage.AbstractInOutHandler;
import org.apache.pekko.stream.stage.GraphStage;
import org.apache.pekko.stream.stage.GraphStageLogic;

/**
 * Chunks into frames, decoded. Fails with {@link ConnectionFatal} (FATAL 08P01) when a header is
 * impossible. A stage of its own because it owns reference-counted buffers and must release them
 * whenever the stream ends.
 */
final class FrontendFrames extends GraphStage<FlowShape<ByteBuf, ClientFrame>> {
  private static final int HEADER = 5;

  private final Inlet<ByteBuf> in = Inlet.create("chunks");
  private final Outlet<ClientFrame> out = Outlet.create("frames");
  private final FlowShape<ByteBuf, ClientFrame> shape = FlowShape.of(in, out);
  private final ByteBufAllocator allocator;
  private final Limits limits;

  FrontendFrames(ByteBufAllocator allocator, Limits limits) {
    this.allocator = allocator;
    this.limits = limits;
  }

  @Override
  public FlowShape<ByteBuf, ClientFrame> shape() {
    return shape;
  }

  @Override
  public GraphStageLogic createLogic(Attributes attributes) {
    return new Logic();
  }

  private final class Logic extends GraphStageLogic {
    private final FrameReader reader = new FrameReader(allocator, limits::checkLength);
    private final FrontendDecoder decoder = new FrontendDecoder(limits);
    private boolean usedUp = true;

    Logic() {
      super(shape);
      setHandlers(
          in,
          out,
          new AbstractInOutHandler() {
            @Override
            public void onPush() {
              reader.feed(grab(in));
              usedUp = false;
              advance();
            }

            @Override
            public void onPull() {
              advance();
            }

            @Override
            public void onUpstreamFinish() {
              if (usedUp) { // otherwise when the frames that are left have been taken
                completeStage();
              }
            }
          });
    }

    @Override
    public void postStop() {
      reader.close();
    }

    private void advance() {
      switch (usedUp ? FrameReader.Step.MORE : reader.next()) {
        case FRAME -> {
          int body = reader.start() + HEADER;
          byte type = reader.type();
          push(
              out,
              new ClientFrame(
                  type,
                  decoder.decode(type, reader.buffer().nioBuffer(body, reader.end() - body))));
        }
        case MORE -> {
          usedUp = true;
          if (isClosed(in)) {
            completeStage();
          } else if (!hasBeenPulled(in)) {
            pull(in);
          }
        }
        case BROKEN -> failStage(ConnectionFatal.of(reader.violation().orElseThrow()));
      }
    }
  }
}
