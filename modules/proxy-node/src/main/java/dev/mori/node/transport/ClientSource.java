package dev.mori.node.transport;

import io.netty.buffer.ByteBuf;
import org.apache.pekko.NotUsed;
import org.apache.pekko.stream.Attributes;
import org.apache.pekko.stream.Outlet;
import org.apache.pekko.stream.SourceShape;
import org.apache.pekko.stream.stage.AbstractOutHandler;
import org.apache.pekko.stream.stage.AsyncCallback;
import org.apache.pekko.stream.stage.GraphStage;
import org.apache.pekko.stream.stage.GraphStageLogic;

/**
 * Chunks from a {@link ChannelPort}; completes when the client has ended its side. A stage of its
 * own because no stock source takes signals without payload.
 */
final class ClientSource extends GraphStage<SourceShape<ByteBuf>> {
  private final Outlet<ByteBuf> out = Outlet.create("chunks");
  private final SourceShape<ByteBuf> shape = SourceShape.of(out);
  private final ChannelPort port;

  ClientSource(ChannelPort port) {
    this.port = port;
  }

  @Override
  public SourceShape<ByteBuf> shape() {
    return shape;
  }

  @Override
  public GraphStageLogic createLogic(Attributes attributes) {
    return new Logic();
  }

  private final class Logic extends GraphStageLogic {
    private boolean signalled;

    Logic() {
      super(shape);
      setHandler(
          out,
          new AbstractOutHandler() {
            @Override
            public void onPull() {
              deliver();
            }
          });
    }

    @Override
    public void preStart() {
      AsyncCallback<NotUsed> callback =
          createAsyncCallback(
              ignored -> {
                signalled = false;
                deliver();
              });
      port.attachSource(
          () -> {
            if (!signalled) {
              signalled = true;
              callback.invoke(NotUsed.getInstance());
            }
          });
    }

    @Override
    public void postStop() {
      port.detachSource();
    }

    private void deliver() {
      if (!isAvailable(out)) {
        return;
      }
      ByteBuf chunk = port.poll();
      if (chunk != null) {
        push(out, chunk);
      } else if (port.inputEnded()) {
        completeStage();
      }
    }
  }
}
