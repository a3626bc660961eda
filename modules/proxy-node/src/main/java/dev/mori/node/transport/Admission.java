package dev.mori.node.transport;

import dev.mori.protocol.postgres.Limits;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.pekko.actor.typed.ActorRef;

/**
 * What every connection of one server needs to be let in; {@code ended} is done when the server has
 * stopped.
 */
record Admission(
    ServerSettings settings,
    ClientAcceptor acceptor,
    Limits limits,
    Optional<TlsCertificates.Identity> tls,
    CancelKeys keys,
    AtomicInteger live,
    ActorRef<Connections.Command> connections,
    CompletableFuture<Void> ended) {}
