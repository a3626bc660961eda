package dev.mori.node.transport;

import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelPipeline;
import io.netty.channel.socket.ChannelInputShutdownEvent;
import io.netty.channel.socket.DuplexChannel;
import io.netty.handler.ssl.SslHandler;
import io.netty.util.ReferenceCountUtil;
import java.util.concurrent.TimeUnit;

/**
 * Closes a channel so that the last words arrive: writes what is queued, ends the output, then
 * waits shortly for the peer's end while dropping what it still sends. Closing at once with unread
 * input would make the kernel send a reset, which may overtake the error message.
 */
@SuppressWarnings("FutureReturnValueIgnored") // failures close the channel, and that is seen
final class Farewell extends ChannelInboundHandlerAdapter {
  private static final int LINGER_MILLIS = 1000;
  private static final int GIVE_UP_SECONDS = 60;

  private Farewell() {}

  /**
   * Takes the channel over; the handlers in front of TLS see nothing more. On the channel's loop.
   */
  static void closeAfterFlush(Channel channel) {
    if (!channel.isActive()) {
      channel.close();
      return;
    }
    ChannelPipeline pipeline = channel.pipeline();
    if (pipeline.get(Farewell.class) != null) {
      return;
    }
    for (ChannelHandler handler : pipeline.toMap().values()) {
      if (!(handler instanceof SslHandler)) {
        pipeline.remove(handler);
      }
    }
    pipeline.addLast(new Farewell());
    later(channel, GIVE_UP_SECONDS * 1000);
    channel
        .writeAndFlush(Unpooled.EMPTY_BUFFER)
        .addListener(
            (ChannelFutureListener)
                written -> {
                  if (!written.isSuccess() || ((DuplexChannel) channel).isInputShutdown()) {
                    channel.close();
                    return;
                  }
                  endOutput(channel);
                });
  }

  private static void endOutput(Channel channel) {
    SslHandler tls = channel.pipeline().get(SslHandler.class);
    if (tls != null) {
      tls.closeOutbound();
    }
    ((DuplexChannel) channel).shutdownOutput();
    channel.config().setAutoRead(true);
    later(channel, LINGER_MILLIS);
  }

  private static void later(Channel channel, int millis) {
    var timer = channel.eventLoop().schedule(() -> channel.close(), millis, TimeUnit.MILLISECONDS);
    channel.closeFuture().addListener(closed -> timer.cancel(false));
  }

  @Override
  public void channelRead(ChannelHandlerContext context, Object message) {
    ReferenceCountUtil.release(message);
  }

  @Override
  public void userEventTriggered(ChannelHandlerContext context, Object event) {
    if (event instanceof ChannelInputShutdownEvent) {
      context.close();
    }
  }

  @Override
  public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
    context.close();
  }
}
