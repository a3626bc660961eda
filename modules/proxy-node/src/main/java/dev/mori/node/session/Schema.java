package dev.mori.node.session;

import dev.mori.engine.postgres.OidMap;
import dev.mori.engine.postgres.PostgresCatalog;
import dev.mori.engine.postgres.PostgresGuard;
import dev.mori.engine.postgres.ViewTexts;

/**
 * One snapshot of the session's schema with what is derived from it.
 *
 * @param catalog the snapshot
 * @param oids object ids between prod and shadow
 * @param views the views' queries, read at most once each
 * @param guard what may go to prod under this schema
 */
record Schema(PostgresCatalog catalog, OidMap oids, ViewTexts views, PostgresGuard guard) {}
