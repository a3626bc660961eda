package dev.mori.node.transport;

import dev.mori.protocol.postgres.Decoded;
import dev.mori.protocol.postgres.FrontendMessage.Typed;

/** One frame of a client: its type octet and what its body decoded to. */
record ClientFrame(byte type, Decoded<Typed> content) {}
