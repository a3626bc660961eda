package dev.mori.node.session;

import dev.mori.node.link.Link;
import dev.mori.node.prod.ProdChannels;
import dev.mori.overlay.session.SessionView;
import java.util.Map;

/**
 * A client's first link to its shadow.
 *
 * @param view of the session when it was made
 * @param startup the client's start-up parameters, for the links to come
 * @param processId what the client was told is its server process
 * @param ear what it hears of prod
 */
record FirstLink(
    Link link,
    SessionView view,
    Map<String, String> startup,
    int processId,
    ProdChannels.Ear ear) {}
