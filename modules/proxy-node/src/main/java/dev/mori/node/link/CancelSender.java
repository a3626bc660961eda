package dev.mori.node.link;

import dev.mori.protocol.postgres.BackendMessage.BackendKeyData;
import dev.mori.protocol.postgres.FrontendEncoder;
import dev.mori.protocol.postgres.FrontendMessage.CancelRequest;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.util.ReferenceCountUtil;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;

/**
 * Sends a CancelRequest and waits until the server hangs up, which it does when the signal has been
 * sent (PostgreSQL 17, 53.2.8).
 */
@SuppressWarnings("FutureReturnValueIgnored") // failures close the channel, and that is seen
final class CancelSender extends ChannelInboundHandlerAdapter {
  private static final int PATIENCE_SECONDS = 10;

  private CancelSender() {}

  static CompletionStage<Void> send(Channel channel, BackendKeyData key) {
    CompletableFuture<Void> done = new CompletableFuture<>();
    channel.closeFuture().addListener(closed -> done.complete(null));
    channel.pipeline().addLast(new CancelSender());
    channel.writeAndFlush(
        Unpooled.wrappedBuffer(
            FrontendEncoder.encode(new CancelRequest(key.processId(), key.secretKey()))));
    var timer =
        channel.eventLoop().schedule(() -> channel.close(), PATIENCE_SECONDS, TimeUnit.SECONDS);
    channel.closeFuture().addListener(closed -> timer.cancel(false));
    return done;
  }

  @Override
  public void channelRead(ChannelHandlerContext context, Object message) {
    ReferenceCountUtil.release(message);
  }

  @Override
  public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
    context.close();
  }
}
