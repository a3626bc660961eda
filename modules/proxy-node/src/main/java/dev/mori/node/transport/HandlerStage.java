package dev.mori.node.transport;

import dev.mori.protocol.postgres.BackendMessage.ErrorResponse;
import dev.mori.protocol.postgres.Decoded;
import dev.mori.protocol.postgres.ErrorFields;
import dev.mori.protocol.postgres.FrontendMessage.Terminate;
import dev.mori.protocol.postgres.FrontendMessage.Typed;
import io.netty.buffer.ByteBuf;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import org.apache.pekko.NotUsed;
import org.apache.pekko.stream.Attributes;
import org.apache.pekko.stream.FlowShape;
import org.apache.pekko.stream.Inlet;
import org.apache.pekko.stream.Outlet;
import org.apache.pekko.stream.stage.AbstractInOutHandler;
import org.apache.pekko.stream.stage.AsyncCallback;
import org.apache.pekko.stream.stage.GraphStage;
import org.apache.pekko.stream.stage.GraphStageLogic;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Gives frames to the connection's {@link FrontendHandler}, one at a time, and passes on what it
 * puts into the output. A stage of its own because the replies to one message are many, come from
 * outside the stream, and the next message waits for the handler and not for demand.
 */
@SuppressWarnings("FutureReturnValueIgnored") // failures close the channel, and that is seen
final class HandlerStage extends GraphStage<FlowShape<ClientFrame, ByteBuf>> {
  private static final Logger LOG = LoggerFactory.getLogger(HandlerStage.class);

  private final Inlet<ClientFrame> in = Inlet.create("frames");
  private final Outlet<ByteBuf> out = Outlet.create("replies");
  private final FlowShape<ClientFrame, ByteBuf> shape = FlowShape.of(in, out);
  private final ClientSession session;

  HandlerStage(ClientSession session) {
    this.session = session;
  }

  @Override
  public FlowShape<ClientFrame, ByteBuf> shape() {
    return shape;
  }

  @Override
  public GraphStageLogic createLogic(Attributes attributes) {
    return new Logic();
  }

  private final class Logic extends GraphStageLogic {
    private final OutputQueue output = session.output();
    private boolean signalled;
    private boolean handling;
    private boolean inputEnded;
    private @Nullable Throwable failure;
    private @Nullable Runnable signal;

    Logic() {
      super(shape);
      setHandlers(
          in,
          out,
          new AbstractInOutHandler() {
            @Override
            public void onPush() {
              accept(grab(in));
            }

            @Override
            public void onPull() {
              proceed();
            }

            @Override
            public void onUpstreamFinish() {
              inputEnded = true;
              proceed();
            }

            @Override
            public void onUpstreamFailure(Throwable cause) {
              failure = cause;
              inputEnded = true;
              proceed();
            }
          });
    }

    @Override
    public void preStart() {
      AsyncCallback<NotUsed> callback =
          createAsyncCallback(
              ignored -> {
                signalled = false;
                proceed();
              });
      signal =
          () -> {
            if (!signalled) {
              signalled = true;
              callback.invoke(NotUsed.getInstance());
            }
          };
      output.attach(signal);
      session.attach(signal);
    }

    @Override
    public void postStop() {
      session.end();
    }

    /** Handles one frame. Nothing is pulled here: {@link #proceed} decides. */
    private void accept(ClientFrame frame) {
      if (frame.content() instanceof Decoded.Message<Typed>(Terminate ignored)) {
        inputEnded = true;
        proceed();
        return;
      }
      handling = true;
      output.busy();
      CompletableFuture<Void> done = handle(frame).toCompletableFuture();
      if (done.isDone() && !done.isCompletedExceptionally()) {
        handling = false;
        proceed();
      } else {
        done.whenComplete((nothing, cause) -> handled(cause));
      }
    }

    private CompletionStage<Void> handle(ClientFrame frame) {
      try {
        return switch (frame.content()) {
          case Decoded.Message<Typed>(Typed message) -> session.handler().handle(message);
          case Decoded.Malformed<Typed>(var violation) ->
              session.handler().malformed(frame.type(), violation);
        };
      } catch (RuntimeException | AssertionError bug) {
        return CompletableFuture.failedFuture(bug);
      }
    }

    private void handled(@Nullable Throwable cause) {
      if (!session.loop().inLoop()) {
        session.loop().execute(() -> handled(cause));
        return;
      }
      handling = false;
      failure = cause;
      if (signal != null) {
        signal.run();
      }
    }

    /** The one place that decides what comes next, whatever has changed. */
    private void proceed() {
      if (failure != null) {
        Throwable cause = failure;
        failure = null;
        output.send(new ErrorResponse(describe(cause)));
        output.closeAfterFlush();
      }
      boolean over = output.isClosing() || (!handling && (inputEnded || session.mustStop(output)));
      if (isAvailable(out)) {
        ByteBuf next = output.poll();
        if (next != null) {
          push(out, next);
        } else if (over) {
          completeStage();
          return;
        }
      }
      output.wakeWhenLow();
      // A client that reads no replies may go on asking, but is answered no further.
      if (!over && !handling && output.isWritable() && !hasBeenPulled(in) && !isClosed(in)) {
        pull(in);
      }
    }

    private ErrorFields describe(Throwable thrown) {
      Throwable cause =
          thrown instanceof CompletionException wrapped && wrapped.getCause() != null
              ? wrapped.getCause()
              : thrown;
      if (cause instanceof ConnectionFatal fatal) {
        return fatal.fields();
      }
      LOG.error("connection {} ends after a bug", session.label(), cause);
      return ErrorFields.fatal("XX000", "internal error of the proxy, see its log");
    }
  }
}
