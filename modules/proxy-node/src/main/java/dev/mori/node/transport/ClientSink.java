package dev.mori.node.transport;

import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import org.apache.pekko.NotUsed;
import org.apache.pekko.stream.Attributes;
import org.apache.pekko.stream.Inlet;
import org.apache.pekko.stream.SinkShape;
import org.apache.pekko.stream.stage.AbstractInHandler;
import org.apache.pekko.stream.stage.AsyncCallback;
import org.apache.pekko.stream.stage.GraphStage;
import org.apache.pekko.stream.stage.GraphStageLogic;

/**
 * Writes buffers to the channel of a {@link ChannelPort}, with one flush per loop iteration, and
 * takes no more while the socket is full. When the stream ends the connection is closed after what
 * was written has left. A stage of its own because it needs the channel's writability as demand.
 */
@SuppressWarnings("FutureReturnValueIgnored") // failures close the channel, and that is seen
final class ClientSink extends GraphStage<SinkShape<ByteBuf>> {
  private static final int FLUSH_ABOVE = 64 * 1024;

  private final Inlet<ByteBuf> in = Inlet.create("replies");
  private final SinkShape<ByteBuf> shape = SinkShape.of(in);
  private final ChannelPort port;
  private final LoopCtx loop;
  private final Runnable ended;

  /** Writes to the port's channel; {@code ended} runs last. */
  ClientSink(ChannelPort port, LoopCtx loop, Runnable ended) {
    this.port = port;
    this.loop = loop;
    this.ended = ended;
  }

  @Override
  public SinkShape<ByteBuf> shape() {
    return shape;
  }

  @Override
  public GraphStageLogic createLogic(Attributes attributes) {
    return new Logic();
  }

  private final class Logic extends GraphStageLogic {
    private final Channel channel = port.channel();
    private final Runnable flush = this::flush;
    private int unflushed; // octets
    private boolean signalled;
    private boolean finished;

    Logic() {
      super(shape);
      setHandler(
          in,
          new AbstractInHandler() {
            @Override
            public void onPush() {
              write(grab(in));
            }

            @Override
            public void onUpstreamFinish() {
              finish();
            }

            @Override
            public void onUpstreamFailure(Throwable failure) {
              finish();
            }
          });
    }

    @Override
    public void preStart() {
      AsyncCallback<NotUsed> callback =
          createAsyncCallback(
              ignored -> {
                signalled = false;
                if (port.closed()) {
                  completeStage();
                } else {
                  pullIfWritable();
                }
              });
      port.attachSink(
          () -> {
            if (!signalled) {
              signalled = true;
              callback.invoke(NotUsed.getInstance());
            }
          });
      if (port.closed()) {
        completeStage();
      } else {
        pull(in);
      }
    }

    private void write(ByteBuf buffer) {
      if (unflushed == 0) {
        loop.flushAtEnd(flush);
      }
      unflushed += buffer.readableBytes();
      channel.write(buffer, channel.voidPromise());
      if (unflushed >= FLUSH_ABOVE || !channel.isWritable()) {
        flush(); // under TLS only a flush makes the channel count what waits
      }
      pullIfWritable();
    }

    private void pullIfWritable() {
      if (channel.isWritable() && !hasBeenPulled(in) && !isClosed(in)) {
        pull(in);
      }
    }

    private void flush() {
      if (unflushed > 0) {
        unflushed = 0;
        channel.flush();
      }
    }

    /** An actor that is stopped leaves without finishing the stream. */
    @Override
    public void postStop() {
      if (!finished) {
        channel.close();
      }
      ended.run();
    }

    private void finish() {
      finished = true;
      Farewell.closeAfterFlush(channel);
      completeStage();
    }
  }
}
