package dev.mori.node.session;

import dev.mori.overlay.statement.ParseOutcome;
import java.util.List;

/**
 * A statement the client has prepared, as the shadow described it.
 *
 * @param text as the client sent it
 * @param outcome what it says
 * @param shadowName its name on the client's shadow link
 * @param attachment which attachment of the shadow that name belongs to; another one needs a new
 *     Parse
 * @param parameterTypes resolved type oids
 * @param columns of the result
 */
record Prepared(
    String text,
    ParseOutcome outcome,
    String shadowName,
    long attachment,
    List<Integer> parameterTypes,
    Columns columns) {}
