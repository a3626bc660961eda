package dev.mori.node.link;

import dev.mori.node.transport.ClientOutput;
import dev.mori.node.transport.FrameReader;
import dev.mori.node.transport.LoopCtx;
import dev.mori.protocol.postgres.BackendDecoder;
import dev.mori.protocol.postgres.BackendMessage;
import dev.mori.protocol.postgres.BackendMessage.ErrorResponse;
import dev.mori.protocol.postgres.BackendMessage.NoticeResponse;
import dev.mori.protocol.postgres.BackendMessage.NotificationResponse;
import dev.mori.protocol.postgres.BackendMessage.ParameterStatus;
import dev.mori.protocol.postgres.BackendMessage.ReadyForQuery;
import dev.mori.protocol.postgres.Decoded;
import dev.mori.protocol.postgres.ErrorFields;
import dev.mori.protocol.postgres.FrontendMessage;
import dev.mori.protocol.postgres.FrontendMessage.Terminate;
import dev.mori.protocol.postgres.TransactionStatus;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.EventLoop;
import io.netty.util.ReferenceCountUtil;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The link as the last handler of its channel, from the first ReadyForQuery on. Rows are passed on
 * as slices of what was received, everything else is decoded.
 */
@SuppressWarnings("FutureReturnValueIgnored") // failures close the channel, and that is seen
final class ServerLink extends ChannelInboundHandlerAdapter implements Link {
  private static final Logger LOG = LoggerFactory.getLogger(ServerLink.class);
  private static final int HEADER = 5;

  /** What start-up has found out. */
  record Greeting(Map<String, String> parameters, TransactionStatus status, String server) {}

  private record Exchange(ReplySink sink, CompletableFuture<TransactionStatus> done) {}

  private final Channel channel;
  private final LoopCtx loop;
  private final FrameReader reader;
  private final Supplier<CompletionStage<Void>> canceller;
  private final String server;
  private final Map<String, String> parameters;
  private final Map<String, String> parametersView;
  private final Queue<Exchange> exchanges = new ArrayDeque<>();
  private final List<Runnable> waiting = new ArrayList<>();
  private final CompletableFuture<Void> closed = new CompletableFuture<>();
  private final LinkWriter writer;
  private TransactionStatus status;
  private Consumer<BackendMessage> asyncListener = message -> {};
  private Optional<ErrorFields> lastFatal = Optional.empty();
  private boolean open = true;
  private @Nullable Exchange slow; // whose client cannot keep up: nothing is read meanwhile
  private @Nullable ByteBuf run; // holds adjacent row frames, retained
  private int runStart;
  private int runEnd;

  ServerLink(
      Channel channel,
      LoopCtx loop,
      FrameReader reader,
      Greeting greeting,
      Supplier<CompletionStage<Void>> canceller) {
    this.channel = channel;
    this.loop = loop;
    this.reader = reader;
    this.writer = new LinkWriter(channel, loop);
    this.canceller = canceller;
    this.server = greeting.server();
    this.parameters = greeting.parameters();
    this.parametersView = Collections.unmodifiableMap(parameters);
    this.status = greeting.status();
  }

  // --- requests

  @Override
  public CompletionStage<TransactionStatus> exchange(
      List<? extends FrontendMessage> request, ReplySink sink) {
    assert loop.inLoop() : "a link is used on its own loop only";
    if (!open) {
      return CompletableFuture.failedFuture(lost("the link to " + server + " is closed"));
    }
    writer.encode(request); // before it is queued: what cannot be encoded changes nothing
    Exchange exchange = new Exchange(sink, new CompletableFuture<>());
    exchanges.add(exchange);
    writer.gather();
    return exchange.done();
  }

  @Override
  public void continueWith(FrontendMessage message) {
    if (open) {
      writer.encode(List.of(message));
      writer.gather();
    }
  }

  // --- replies

  /** Reports what start-up has received but not used. */
  void begin() {
    advance();
  }

  @Override
  public void channelRead(ChannelHandlerContext context, Object message) {
    if (!open || !(message instanceof ByteBuf chunk)) {
      ReferenceCountUtil.release(message);
      return;
    }
    reader.feed(chunk);
    advance();
  }

  private void advance() {
    try {
      while (open) {
        switch (reader.next()) {
          case FRAME -> frame();
          case MORE -> {
            endRun();
            return;
          }
          case BROKEN -> {
            endRun();
            lose(server + " sent what is not the PostgreSQL protocol");
          }
        }
      }
    } catch (RuntimeException | AssertionError bug) {
      LOG.error("link to {} closed after a bug in a reply's receiver", server, bug);
      lose("the link to " + server + " was closed after an internal error");
    }
  }

  private void frame() {
    byte type = reader.type();
    if (type == 'D' || type == 'd') {
      extendRun();
      return;
    }
    endRun();
    int body = reader.start() + HEADER;
    switch (BackendDecoder.decode(type, reader.buffer().nioBuffer(body, reader.end() - body))) {
      case Decoded.Message<BackendMessage>(BackendMessage message) -> message(message);
      case Decoded.Malformed<BackendMessage>(var violation) ->
          lose(server + " sent a malformed message: " + violation.sentence());
    }
  }

  private void extendRun() {
    ByteBuf buffer = reader.buffer();
    if (isRun(buffer) && runEnd == reader.start()) {
      runEnd = reader.end();
      return;
    }
    endRun();
    run = buffer.retain();
    runStart = reader.start();
    runEnd = reader.end();
  }

  @SuppressWarnings("ReferenceEquality") // equals would compare contents
  private boolean isRun(ByteBuf buffer) {
    return run == buffer;
  }

  private void endRun() {
    if (run == null) {
      return;
    }
    ByteBuf frames = run.slice(runStart, runEnd - runStart);
    run = null;
    Exchange current = exchanges.peek();
    if (current == null) {
      frames.release();
      lose(server + " sent rows nobody asked for");
      return;
    }
    current.sink().rows(frames);
    pace(current);
  }

  /** A client that takes nothing must not make us take in what the server has to give. */
  private void pace(Exchange current) {
    ClientOutput output = current.sink().output();
    if (open && slow == null && output != null && !output.isWritable()) {
      slow = current;
      channel.config().setAutoRead(false);
      output.onWritable(() -> readOn(current));
    }
  }

  private void readOn(Exchange exchange) {
    if (exchange.equals(slow)) {
      slow = null;
      channel.config().setAutoRead(true);
    }
  }

  private void message(BackendMessage message) {
    switch (message) {
      case ReadyForQuery ready -> ready(ready.status());
      case NotificationResponse notification -> asyncListener.accept(notification);
      case ParameterStatus changed -> {
        parameters.put(changed.name(), changed.value());
        report(message, true);
      }
      case NoticeResponse notice -> report(message, true);
      case ErrorResponse error -> {
        if (!"ERROR".equals(error.fields().severity())) {
          lastFatal = Optional.of(error.fields());
        }
        report(message, lastFatal.isPresent());
      }
      default -> report(message, false);
    }
  }

  private void ready(TransactionStatus now) {
    status = now;
    Exchange ended = exchanges.poll();
    if (ended == null) {
      lose(server + " sent ReadyForQuery nobody asked for");
    } else {
      readOn(ended);
      ended.done().complete(now);
    }
  }

  private void report(BackendMessage message, boolean mayComeAnytime) {
    Exchange current = exchanges.peek();
    if (current != null) {
      current.sink().message(message);
      pace(current);
    } else if (!mayComeAnytime) {
      lose(server + " sent a reply nobody asked for");
    } else if (!(message instanceof ErrorResponse)) {
      asyncListener.accept(message);
    }
  }

  // --- state

  @Override
  public TransactionStatus status() {
    return status;
  }

  @Override
  public Map<String, String> parameters() {
    return parametersView;
  }

  @Override
  public void onAsync(Consumer<BackendMessage> listener) {
    asyncListener = listener;
  }

  @Override
  public boolean isWritable() {
    return !open || channel.isWritable();
  }

  @Override
  public void onWritable(Runnable action) {
    waiting.add(action);
    if (isWritable()) {
      loop.execute(this::wake);
    }
  }

  private void wake() {
    if (waiting.isEmpty() || !isWritable()) {
      return;
    }
    List<Runnable> actions = List.copyOf(waiting);
    waiting.clear();
    actions.forEach(Runnable::run);
  }

  @Override
  public void channelWritabilityChanged(ChannelHandlerContext context) {
    wake();
  }

  @Override
  public CompletionStage<Void> cancel() {
    return canceller.get();
  }

  @Override
  public boolean isQuiet() {
    return exchanges.isEmpty();
  }

  @Override
  public boolean isOpen() {
    return open;
  }

  @Override
  public CompletionStage<Void> closed() {
    return closed;
  }

  @Override
  public EventLoop executor() {
    return loop.eventLoop();
  }

  // --- the end

  @Override
  public void close() {
    if (open) {
      writer.encode(List.of(new Terminate()));
      writer.gather();
      writer.write();
      open = false;
      channel.writeAndFlush(Unpooled.EMPTY_BUFFER).addListener(ChannelFutureListener.CLOSE);
      end(lost("the link to " + server + " was closed"));
    }
  }

  @Override
  public void channelInactive(ChannelHandlerContext context) {
    lose("the connection to " + server + " was lost");
    reader.close();
  }

  @Override
  public void handlerRemoved(ChannelHandlerContext context) {
    reader.close();
  }

  @Override
  public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
    lose("the connection to " + server + " was lost: " + cause.getMessage());
  }

  private void lose(String sentence) {
    if (open) {
      open = false;
      channel.close();
      end(lost(sentence));
    }
  }

  private LinkLost lost(String sentence) {
    return new LinkLost(sentence, lastFatal);
  }

  private void end(LinkLost why) {
    writer.drop();
    slow = null;
    if (run != null) {
      run.release();
      run = null;
    }
    for (Exchange next = exchanges.poll(); next != null; next = exchanges.poll()) {
      next.done().completeExceptionally(why);
    }
    wake();
    closed.complete(null);
  }
}
