-- What has to be known of prod's catalog: one statement, the same row shape as catalog.sql. Only SELECT.
WITH ns AS (
  SELECT oid, nspname FROM pg_namespace
  WHERE nspname !~ '^pg_(toast|temp_)'
), rel AS (
  SELECT c.oid, c.relname, c.relkind, c.relispartition, n.nspname
  FROM pg_class c JOIN ns n ON n.oid = c.relnamespace
  WHERE c.relkind IN ('r', 'p', 'v', 'm', 'f', 'S') AND c.oid >= 16384
)
SELECT 'rel' AS kind, r.oid::text AS a, r.nspname::text AS b, r.relname::text AS c, r.relkind::text AS d,
  row_security_active(r.oid)::text AS e, i.inhparent::text AS f, r.relispartition::text AS g,
  CASE WHEN r.relkind IN ('v', 'm') THEN md5(pg_get_viewdef(r.oid)) END AS h,
  NULL::text AS i, NULL::text AS j, NULL::text AS k, NULL::text AS l, NULL::text AS m
FROM rel r LEFT JOIN pg_inherits i ON i.inhrelid = r.oid AND i.inhseqno = 1
UNION ALL
SELECT 'col', a.attrelid::text, a.attnum::text, a.attname::text, format_type(a.atttypid, a.atttypmod),
  NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL
FROM rel r JOIN pg_attribute a ON a.attrelid = r.oid
WHERE r.relkind <> 'S' AND a.attnum > 0 AND NOT a.attisdropped
UNION ALL
SELECT 'pol', p.polrelid::text, pg_get_expr(p.polqual, p.polrelid), NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL
FROM rel r JOIN pg_policy p ON p.polrelid = r.oid
WHERE p.polcmd IN ('*', 'r') AND p.polqual IS NOT NULL
  AND EXISTS (SELECT 1 FROM unnest(p.polroles) u(role) WHERE u.role = 0 OR pg_has_role(u.role, 'MEMBER'))
UNION ALL
SELECT 'fn', f.oid::text, n.nspname::text, f.proname::text, f.provolatile::text, l.lanname::text, f.prokind::text, pg_get_function_identity_arguments(f.oid),
  NULL, f.prosecdef::text, f.proretset::text, md5(concat_ws(chr(10), pg_get_function_result(f.oid), pg_get_function_arguments(f.oid), l.lanname, f.provolatile, f.proisstrict, f.prosecdef, f.proconfig,
    coalesce(pg_get_function_sqlbody(f.oid), f.prosrc),
    (SELECT concat_ws(' ', g.aggkind, g.aggnumdirectargs, g.aggtransfn::oid::regprocedure, g.aggfinalfn::oid::regprocedure, g.aggmtransfn::oid::regprocedure,
        g.aggminvtransfn::oid::regprocedure, g.aggmfinalfn::oid::regprocedure, g.aggsortop::regoperator, g.aggtranstype::regtype, g.aggmtranstype::regtype,
        g.agginitval, '/', g.aggminitval)
     FROM pg_aggregate g WHERE g.aggfnoid = f.oid))), NULL, NULL
FROM pg_proc f JOIN ns n ON n.oid = f.pronamespace JOIN pg_language l ON l.oid = f.prolang
WHERE f.oid >= 16384
UNION ALL
SELECT 'typ', t.oid::text, n.nspname::text, t.typname::text, t.typtype::text, t.typarray::text, t.typelem::text, t.typcategory::text, t.typrelid::text,
  CASE t.typtype
    WHEN 'e' THEN (SELECT string_agg(quote_literal(e.enumlabel), ',' ORDER BY e.enumsortorder) FROM pg_enum e WHERE e.enumtypid = t.oid)
    WHEN 'c' THEN (SELECT string_agg(quote_ident(a.attname) || ' ' || format_type(a.atttypid, a.atttypmod), ',' ORDER BY a.attnum)
                   FROM pg_attribute a WHERE a.attrelid = t.typrelid AND a.attnum > 0 AND NOT a.attisdropped)
    WHEN 'd' THEN format_type(t.typbasetype, t.typtypmod)
    WHEN 'r' THEN (SELECT format_type(g.rngsubtype, NULL) FROM pg_range g WHERE g.rngtypid = t.oid)
  END, NULL, NULL, NULL, NULL
FROM pg_type t JOIN ns n ON n.oid = t.typnamespace
WHERE (n.nspname <> 'pg_catalog' OR t.oid >= 16384) AND (t.typrelid = 0 OR (SELECT c.relkind FROM pg_class c WHERE c.oid = t.typrelid) IN ('r', 'p', 'v', 'm', 'f', 'c'))
