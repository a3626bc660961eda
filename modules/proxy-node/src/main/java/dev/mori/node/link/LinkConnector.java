package dev.mori.node.link;

import dev.mori.node.link.Dialer.Attempt;
import dev.mori.node.transport.LoopCtx;
import dev.mori.node.transport.OffLoop;
import dev.mori.protocol.postgres.BackendMessage.BackendKeyData;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslHandler;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * Makes links: resolves the host off the loop, then tries its addresses and, as the sslmode says,
 * with and without TLS (PostgreSQL 17, 32.1.2 and 32.19.3).
 *
 * <p>One connector serves a whole node. Thread-safe.
 */
@SuppressWarnings("FutureReturnValueIgnored") // failures close the channel, and that is seen
public final class LinkConnector {
  private final ClientTls tls = new ClientTls();
  private final Dialer dialer = new Dialer(OffLoop.executor());

  /**
   * Connects and logs in. The stage completes on the loop; it fails with {@link LinkFailure}.
   *
   * @param startupParameters sent in the StartupMessage beside user and database, for example
   *     {@code application_name} or {@code options}
   * @param loop the loop that will own the link
   */
  public CompletionStage<Link> connect(
      Endpoint endpoint, Map<String, String> startupParameters, LoopCtx loop) {
    if (endpoint.host().startsWith("/")) {
      return CompletableFuture.failedFuture(
          new LinkFailure(
              LinkFailure.Reason.UNSUPPORTED,
              "the host \""
                  + endpoint.host()
                  + "\" is a Unix socket directory, which is not supported: use a host name and a"
                  + " port"));
    }
    CompletableFuture<Link> connected = new CompletableFuture<>();
    OffLoop.executor()
        .execute(
            () -> {
              try {
                InetAddress[] addresses = InetAddress.getAllByName(endpoint.host());
                SslContext context = tls.context(endpoint);
                Login login = new Login(endpoint, startupParameters, loop, context);
                loop.execute(() -> pass(login.first(addresses, 0), connected));
              } catch (UnknownHostException e) {
                LinkFailure failure =
                    new LinkFailure(
                        LinkFailure.Reason.UNREACHABLE,
                        "the host name \"" + endpoint.host() + "\" cannot be resolved");
                loop.execute(() -> connected.completeExceptionally(failure));
              } catch (LinkFailure failure) {
                loop.execute(() -> connected.completeExceptionally(failure));
              }
            });
    return connected;
  }

  /** Asks the server behind a link to cancel; on the link's loop. */
  private CompletionStage<Void> cancel(Attempt attempt, BackendKeyData key, LoopCtx loop) {
    return dialer.dial(attempt, loop).thenCompose(channel -> CancelSender.send(channel, key));
  }

  private static void pass(CompletableFuture<Link> from, CompletableFuture<Link> to) {
    from.whenComplete(
        (link, failure) -> {
          if (failure == null) {
            to.complete(link);
          } else {
            to.completeExceptionally(cause(failure));
          }
        });
  }

  private static Throwable cause(Throwable thrown) {
    return thrown instanceof CompletionException && thrown.getCause() != null
        ? thrown.getCause()
        : thrown;
  }

  /** The attempts to log in to one endpoint. */
  private final class Login {
    private final Endpoint endpoint;
    private final Map<String, String> parameters;
    private final LoopCtx loop;
    private final SslContext context;
    private boolean encrypted; // the last attempt that got as far as logging in

    Login(Endpoint endpoint, Map<String, String> parameters, LoopCtx loop, SslContext context) {
      this.endpoint = endpoint;
      this.parameters = Map.copyOf(parameters);
      this.loop = loop;
      this.context = context;
    }

    /**
     * Tries the addresses from this index on. Only what says that the address itself is unusable
     * moves on to the next.
     */
    CompletableFuture<Link> first(InetAddress[] addresses, int index) {
      Attempt plain = new Attempt(endpoint, addresses[index], Optional.empty());
      Attempt secured = new Attempt(endpoint, addresses[index], Optional.of(context));
      CompletableFuture<Link> one =
          switch (endpoint.sslMode()) {
            case DISABLE -> once(plain);
            case ALLOW -> or(once(plain), true, () -> once(secured));
            case PREFER -> or(once(secured), false, () -> once(plain));
            case REQUIRE, VERIFY_CA, VERIFY_FULL -> once(secured);
          };
      if (index + 1 == addresses.length) {
        return one;
      }
      return recover(
          one,
          failure ->
              switch (failure.reason()) {
                case UNREACHABLE, REFUSED, TIMEOUT -> Optional.of(first(addresses, index + 1));
                default -> Optional.empty();
              });
    }

    /** TCP, TLS and log-in once. */
    private CompletableFuture<Link> once(Attempt attempt) {
      return dialer
          .dial(attempt, loop)
          .thenCompose(
              channel -> {
                encrypted = channel.pipeline().get(SslHandler.class) != null;
                Attempt made = encrypted ? attempt : attempt.plain();
                return LinkStartup.begin(
                    channel, loop, endpoint, parameters, key -> () -> cancel(made, key, loop));
              });
    }

    /** The second way when the server did not like the first. */
    private CompletableFuture<Link> or(
        CompletableFuture<Link> one,
        boolean firstIsPlain,
        Supplier<CompletableFuture<Link>> second) {
      return recover(
          one,
          failure ->
              switch (failure.reason()) {
                case TLS -> firstIsPlain ? Optional.empty() : Optional.of(second.get());
                case AUTHENTICATION, REJECTED ->
                    firstIsPlain != encrypted
                        ? Optional.of(recover(second.get(), worse -> keepFirst(failure, worse)))
                        : Optional.empty();
                default -> Optional.empty();
              });
    }

    /** A server's refusal says more than that the second way was not open. */
    private static Optional<CompletableFuture<Link>> keepFirst(
        LinkFailure first, LinkFailure second) {
      return second.reason() == LinkFailure.Reason.TLS
          ? Optional.of(CompletableFuture.failedFuture(first))
          : Optional.empty();
    }
  }

  /** Replaces a failed attempt by what {@code other} gives for its failure, if anything. */
  private static CompletableFuture<Link> recover(
      CompletableFuture<Link> one, Function<LinkFailure, Optional<CompletableFuture<Link>>> other) {
    CompletableFuture<Link> result = new CompletableFuture<>();
    one.whenComplete(
        (link, thrown) -> {
          if (thrown == null) {
            result.complete(link);
            return;
          }
          Throwable cause = cause(thrown);
          Optional<CompletableFuture<Link>> next =
              cause instanceof LinkFailure failure ? other.apply(failure) : Optional.empty();
          if (next.isPresent()) {
            pass(next.get(), result);
          } else {
            result.completeExceptionally(cause);
          }
        });
    return result;
  }
}
