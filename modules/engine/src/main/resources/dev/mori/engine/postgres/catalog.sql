-- Texts of what the catalogs keep as trees. Making one locks the tables it names (ruleutils.c), so that a client who
-- has altered a table in an open transaction would keep every other from reading the catalog. So each text is made in
-- the transaction that changes it, and kept with a stamp of the names in it.
SELECT pg_toast_temp_mori.make(ARRAY[
  'CREATE TABLE "mori: making".texts (class oid NOT NULL, obj oid NOT NULL, sub int NOT NULL, stamp text NOT NULL, text text)',
  'CREATE INDEX texts_obj ON "mori: making".texts (obj)',
  'CREATE TABLE "mori: making".changes (id uuid NOT NULL DEFAULT pg_catalog.gen_random_uuid())']);

-- By what one may know that catalog() gives what it gave before: a stamp of the changes of the schema, all of which end
-- with after_ddl, and of this connection's own temporary relations, which may also end with its transaction; and the
-- tables that are cut loose, for the rest is the same before and after.
CREATE FUNCTION pg_toast_temp_mori.standing(OUT stamp text, OUT detached text) LANGUAGE sql STABLE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp AS $fn$
  SELECT md5(concat_ws(';', pg_my_temp_schema(),
           (SELECT string_agg(c.id::text, ',' ORDER BY c.id) FROM pg_toast_temp_mori.changes c),
           (SELECT string_agg(concat_ws(' ', c.oid, c.xmin, c.ctid), ',' ORDER BY c.oid) FROM pg_class c WHERE c.relnamespace = pg_my_temp_schema()))),
         coalesce((SELECT string_agg(t.rel::text, ' ' ORDER BY t.rel) FROM pg_toast_temp_mori.tables t WHERE t.detached), '')
$fn$;

-- All there are: views and rules, generated columns, keys that are expressions and predicates (0) of indexes, bodies
-- that are SQL.
CREATE FUNCTION pg_toast_temp_mori.trees() RETURNS TABLE (class oid, obj oid, sub int, version xid) LANGUAGE sql STABLE AS $fn$
  SELECT 'pg_catalog.pg_rewrite'::pg_catalog.regclass::oid AS class, w.oid AS obj, 0 AS sub, w.xmin AS version
    FROM pg_catalog.pg_rewrite w WHERE w.oid >= 16384
  UNION ALL SELECT 'pg_catalog.pg_attrdef'::pg_catalog.regclass, d.oid, 0, d.xmin
    FROM pg_catalog.pg_attrdef d JOIN pg_catalog.pg_attribute a ON a.attrelid = d.adrelid AND a.attnum = d.adnum
   WHERE d.oid >= 16384 AND a.attgenerated <> ''
  UNION ALL SELECT 'pg_catalog.pg_class'::pg_catalog.regclass, i.indexrelid, n, i.xmin
    FROM pg_catalog.pg_index i, pg_catalog.generate_series(0, i.indnkeyatts::int) n
   WHERE i.indexrelid >= 16384 AND CASE n WHEN 0 THEN i.indpred IS NOT NULL ELSE i.indkey[n - 1] = 0 END
  UNION ALL SELECT 'pg_catalog.pg_proc'::pg_catalog.regclass, f.oid, 0, f.xmin
    FROM pg_catalog.pg_proc f WHERE f.oid >= 16384 AND f.prosqlbody IS NOT NULL
$fn$;

-- Another one when the tree, or any name in it, is another.
CREATE FUNCTION pg_toast_temp_mori.stamp(class oid, obj oid, version xid) RETURNS text LANGUAGE sql STABLE SET search_path = pg_catalog, pg_temp AS $fn$
  SELECT md5(concat_ws(',', version, string_agg(DISTINCT CASE d.refclassid
    WHEN 'pg_class'::regclass THEN (SELECT concat_ws('.', n.nspname, c.relname,
        (SELECT string_agg(a.attname, '.' ORDER BY a.attnum) FROM pg_attribute a WHERE a.attrelid = c.oid AND a.attnum > 0))
      FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace WHERE c.oid = d.refobjid)
    WHEN 'pg_proc'::regclass THEN (SELECT concat_ws('.', n.nspname, f.proname)
      FROM pg_proc f JOIN pg_namespace n ON n.oid = f.pronamespace WHERE f.oid = d.refobjid)
    WHEN 'pg_type'::regclass THEN (SELECT concat_ws('.', n.nspname, t.typname,
        (SELECT string_agg(e.enumlabel, '.' ORDER BY e.enumsortorder) FROM pg_enum e WHERE e.enumtypid = t.oid))
      FROM pg_type t JOIN pg_namespace n ON n.oid = t.typnamespace WHERE t.oid = d.refobjid)
    ELSE (SELECT identity FROM pg_identify_object(d.refclassid, d.refobjid, d.refobjsubid)) END, ',')))
    FROM pg_depend d WHERE d.classid = $1 AND d.objid = $2
$fn$;

-- The text as the server makes it, under the caller's search_path.
CREATE FUNCTION pg_toast_temp_mori.deparse(class oid, obj oid, sub int) RETURNS text LANGUAGE sql STABLE AS $fn$
  SELECT CASE $1
    WHEN 'pg_catalog.pg_rewrite'::pg_catalog.regclass THEN
      (SELECT CASE w.rulename WHEN '_RETURN' THEN pg_catalog.pg_get_viewdef(w.ev_class) ELSE pg_catalog.pg_get_ruledef(w.oid) END
         FROM pg_catalog.pg_rewrite w WHERE w.oid = $2)
    WHEN 'pg_catalog.pg_attrdef'::pg_catalog.regclass THEN
      (SELECT pg_catalog.pg_get_expr(d.adbin, d.adrelid) FROM pg_catalog.pg_attrdef d WHERE d.oid = $2)
    WHEN 'pg_catalog.pg_class'::pg_catalog.regclass THEN
      (SELECT CASE $3 WHEN 0 THEN pg_catalog.pg_get_expr(i.indpred, i.indrelid) ELSE pg_catalog.pg_get_indexdef($2, $3, true) END
         FROM pg_catalog.pg_index i WHERE i.indexrelid = $2)
    ELSE pg_catalog.pg_get_function_sqlbody($2) END
$fn$;

-- Keeps the texts that are new. One that names a table somebody else is altering is left to who needs it.
CREATE FUNCTION pg_toast_temp_mori.remember() RETURNS void LANGUAGE plpgsql
SET search_path = pg_catalog, pg_temp SET datestyle = 'ISO, MDY' SET intervalstyle = 'postgres' SET lock_timeout = '10ms'
SET extra_float_digits = 1 SET bytea_output = 'hex' SET array_nulls = on SET timezone = 'UTC' AS $fn$
DECLARE r record;
BEGIN
  FOR r IN SELECT t.class, t.obj, t.sub, t.stamp
             FROM (SELECT t.*, pg_toast_temp_mori.stamp(t.class, t.obj, t.version) AS stamp FROM pg_toast_temp_mori.trees() t) t
            WHERE NOT EXISTS (SELECT 1 FROM pg_toast_temp_mori.texts k WHERE k.obj = t.obj AND k.class = t.class AND k.sub = t.sub AND k.stamp = t.stamp) LOOP
    BEGIN
      INSERT INTO pg_toast_temp_mori.texts VALUES (r.class, r.obj, r.sub, r.stamp, pg_toast_temp_mori.deparse(r.class, r.obj, r.sub));
    EXCEPTION WHEN lock_not_available THEN
      NULL;
    END;
  END LOOP;
END $fn$;

-- The catalog of a shadow as one connection sees it: one statement, so one snapshot; every row is a kind and
-- thirteen texts, whose meaning stands beside PostgresCatalogReader's method for that kind. Run after ledger.sql.
-- In PL/pgSQL, which plans it once for a connection: that takes as long as running it.
CREATE OR REPLACE FUNCTION pg_toast_temp_mori.catalog()
RETURNS TABLE (kind text, a text, b text, c text, d text, e text, f text, g text, h text, i text, j text, k text, l text, m text)
LANGUAGE plpgsql STABLE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp SET jit = off SET datestyle = 'ISO, MDY' SET intervalstyle = 'postgres'
SET extra_float_digits = 1 SET bytea_output = 'hex' SET array_nulls = on SET timezone = 'UTC'
AS $mori$
#variable_conflict use_column
BEGIN
RETURN QUERY
WITH RECURSIVE trees AS MATERIALIZED (
  SELECT t.class, t.obj, t.sub, coalesce(
    (SELECT k.text FROM pg_toast_temp_mori.texts k WHERE k.obj = t.obj AND k.class = t.class AND k.sub = t.sub AND k.stamp = pg_toast_temp_mori.stamp(t.class, t.obj, t.version) LIMIT 1),
    pg_toast_temp_mori.deparse(t.class, t.obj, t.sub)) AS text
  FROM pg_toast_temp_mori.trees() t
), ns AS (
  SELECT oid, nspname FROM pg_namespace
  WHERE nspname !~ '^pg_toast'
    AND (nspname !~ '^pg_temp_' OR oid = pg_my_temp_schema())
), rel AS (
  SELECT c.*, n.nspname, c.oid >= 16384 AS usr -- whatever schema it was put into
  FROM pg_class c JOIN ns n ON n.oid = c.relnamespace
  WHERE c.relkind IN ('r', 'p', 'v', 'm', 'f', 'S')
), compiled AS (
  -- functions of the server's own code under a name of their own, with the names that code has in pg_catalog
  SELECT f.oid, string_agg(b.proname, ' ') AS names
  FROM pg_proc f LEFT JOIN pg_proc b ON b.prosrc = f.prosrc AND b.prolang = f.prolang AND b.oid < 16384
  WHERE f.oid >= 16384 AND f.prolang = 12
  GROUP BY f.oid
), checked AS (
  -- functions that CHECK constraints of tables call, by themselves or as an operator,
  SELECT k.conrelid, coalesce(o.oprcode, d.refobjid::regproc)::oid AS fn
  FROM pg_constraint k
    JOIN pg_depend d ON d.classid = 'pg_constraint'::regclass AND d.objid = k.oid AND d.refclassid IN ('pg_proc'::regclass, 'pg_operator'::regclass)
    LEFT JOIN pg_operator o ON d.refclassid = 'pg_operator'::regclass AND o.oid = d.refobjid
  WHERE k.contype = 'c' AND k.conrelid <> 0
  UNION ALL
  -- and those that keys and predicates of indexes and partition keys call
  SELECT coalesce(i.indrelid, d.objid), coalesce(o.oprcode, d.refobjid::regproc)::oid
  FROM pg_depend d LEFT JOIN pg_index i ON i.indexrelid = d.objid
    LEFT JOIN pg_operator o ON d.refclassid = 'pg_operator'::regclass AND o.oid = d.refobjid
  WHERE d.classid = 'pg_class'::regclass AND d.refclassid IN ('pg_proc'::regclass, 'pg_operator'::regclass)
), domains AS (
  -- domains whose CHECK constraints do more than compare the value by an operator of pg_catalog
  SELECT k.contypid AS type, k.conbin FROM pg_constraint k
  WHERE k.contype = 'c' AND k.contypid >= 16384
    AND k.conbin::text ~ 'FUNCEXPR|COERCEVIAIO|COERCETODOMAIN |SQLVALUEFUNCTION|XMLEXPR|ROWCOMPARE|:opno [0-9]{5}'
), reading AS (
  -- types that are read and written by the server's own code under a name of their own
  SELECT t.oid AS type, x.fn
  FROM pg_type t, unnest(ARRAY[t.typinput, t.typoutput, t.typreceive, t.typsend, t.typmodin, t.typmodout]::oid[]) x(fn) JOIN compiled f ON f.oid = x.fn
), inside AS MATERIALIZED (
  -- values of the one type are parts of values of the other
  SELECT t.typelem AS part, t.oid AS whole FROM pg_type t WHERE t.typelem <> 0
  UNION ALL SELECT t.typbasetype, t.oid FROM pg_type t WHERE t.typbasetype <> 0
  UNION ALL SELECT g.rngsubtype, g.rngtypid FROM pg_range g
  UNION ALL SELECT g.rngtypid, g.rngmultitypid FROM pg_range g
  UNION ALL SELECT a.atttypid, c.reltype FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid
    WHERE c.reltype >= 16384 AND a.attnum > 0 AND NOT a.attisdropped
), holds AS (
  -- types of whose values those are parts: row types of tables and views, too
  SELECT type, type AS origin FROM (SELECT type FROM domains UNION SELECT type FROM reading) o
  UNION
  SELECT i.whole, h.origin FROM holds h JOIN inside i ON i.part = h.type
)
-- the third: tables with triggers or constraints that may wait for the transaction's end
SELECT 'now', s.stamp, s.detached, (SELECT string_agg(DISTINCT g.tgrelid::text, ' ') FROM pg_trigger g WHERE g.tgdeferrable), NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL FROM pg_toast_temp_mori.standing() s
UNION ALL
SELECT 'ns', oid::text, nspname::text, (oid = pg_my_temp_schema())::text, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL FROM ns
UNION ALL
SELECT 'rel', r.oid::text, r.nspname::text, r.relname::text, r.relkind::text, (r.relpersistence = 't')::text,
  i.inhparent::text, r.relispartition::text, r.relrowsecurity::text,
  (r.relkind = 'r' AND r.relhassubclass AND EXISTS (SELECT 1 FROM pg_inherits h WHERE h.inhparent = r.oid))::text,
  m.prod_schema::text, m.prod_name::text, coalesce(m.detached, false)::text,
  EXISTS (SELECT 1 FROM pg_depend x WHERE x.classid = 'pg_catalog.pg_class'::regclass AND x.objid = r.oid AND x.deptype = 'e')::text
FROM rel r LEFT JOIN pg_inherits i ON i.inhrelid = r.oid AND i.inhseqno = 1
  LEFT JOIN pg_toast_temp_mori.tables m ON m.rel = r.oid
UNION ALL
-- further parents of inheritance children; the first one stands in the row above
SELECT 'inh', i.inhrelid::text, i.inhparent::text, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL
FROM rel r JOIN pg_inherits i ON i.inhrelid = r.oid WHERE i.inhseqno > 1
UNION ALL
SELECT 'col', a.attrelid::text, a.attnum::text, a.attname::text, a.atttypid::text, format_type(a.atttypid, a.atttypmod), format_type(a.atttypid, -1),
  a.attnotnull::text, a.attgenerated::text, a.attidentity::text,
  CASE WHEN a.attgenerated = '' THEN pg_get_expr(d.adbin, 0) ELSE (SELECT x.text FROM trees x WHERE x.class = 'pg_attrdef'::regclass AND x.obj = d.oid) END,
  CASE WHEN a.atthasmissing THEN (a.attmissingval::text::text[])[1] END, m.prod_name::text,
  (SELECT NOT o.collisdeterministic FROM pg_collation o WHERE o.oid = a.attcollation)::text
FROM rel r JOIN pg_attribute a ON a.attrelid = r.oid
  LEFT JOIN pg_attrdef d ON d.adrelid = a.attrelid AND d.adnum = a.attnum
  LEFT JOIN pg_toast_temp_mori.columns m ON m.rel = a.attrelid AND m.attnum = a.attnum
WHERE r.usr AND r.relkind <> 'S' AND a.attnum > 0 AND NOT a.attisdropped
UNION ALL
SELECT 'key', t.rel::text, k.n::text, k.attnum::text, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL
FROM pg_toast_temp_mori.tables t JOIN rel r ON r.oid = t.rel, unnest(t.key_columns) WITH ORDINALITY k(attnum, n)
UNION ALL
SELECT 'idx', x.indrelid::text, x.indexrelid::text, ic.relname::text, x.indisunique::text, x.indisprimary::text, x.indisexclusion::text, x.indimmediate::text,
  coalesce((to_jsonb(x) ->> 'indnullsnotdistinct')::boolean, false)::text,
  (SELECT t.text FROM trees t WHERE t.class = 'pg_class'::regclass AND t.obj = x.indexrelid AND t.sub = 0), con.oid::text, con.conname::text, con.condeferrable::text, NULL
FROM rel r JOIN pg_index x ON x.indrelid = r.oid JOIN pg_class ic ON ic.oid = x.indexrelid
  LEFT JOIN pg_constraint con ON con.conindid = x.indexrelid AND con.conrelid = x.indrelid AND con.contype IN ('p', 'u', 'x')
WHERE r.usr AND (x.indisunique OR x.indisexclusion) AND x.indislive
UNION ALL
SELECT 'idxcol', x.indexrelid::text, k.n::text, x.indkey[k.n - 1]::text,
  coalesce(quote_ident(a.attname), (SELECT t.text FROM trees t WHERE t.class = 'pg_class'::regclass AND t.obj = x.indexrelid AND t.sub = k.n)), a.attnotnull::text,
  CASE WHEN x.indisexclusion THEN
    (SELECT format('OPERATOR(%I.%s)', opn.nspname, op.oprname) FROM pg_constraint con JOIN pg_operator op ON op.oid = con.conexclop[k.n] JOIN pg_namespace opn ON opn.oid = op.oprnamespace
     WHERE con.conindid = x.indexrelid AND con.contype = 'x') END,
  NULL, NULL, NULL, NULL, NULL, NULL, NULL
FROM rel r JOIN pg_index x ON x.indrelid = r.oid
  CROSS JOIN LATERAL generate_series(1, x.indnkeyatts::int) k(n)
  LEFT JOIN pg_attribute a ON a.attrelid = x.indrelid AND a.attnum = x.indkey[k.n - 1] AND a.attnum <> 0
WHERE r.usr AND (x.indisunique OR x.indisexclusion) AND x.indislive
UNION ALL
SELECT 'fk', con.oid::text, con.conname::text, con.conrelid::text, con.confrelid::text, array_to_string(con.conkey, ' '), array_to_string(con.confkey, ' '),
  con.confdeltype::text, con.confupdtype::text, con.confmatchtype::text, con.condeferrable::text, con.condeferred::text, con.conparentid::text, NULL
FROM rel r JOIN pg_constraint con ON con.conrelid = r.oid WHERE r.usr AND con.contype = 'f'
UNION ALL
SELECT 'view', r.oid::text, t.text, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL
FROM rel r JOIN pg_rewrite w ON w.ev_class = r.oid AND w.rulename = '_RETURN' JOIN trees t ON t.class = 'pg_rewrite'::regclass AND t.obj = w.oid
WHERE r.usr AND r.relkind IN ('v', 'm')
UNION ALL
SELECT DISTINCT 'dep', w.ev_class::text, CASE d.refclassid WHEN 'pg_catalog.pg_class'::regclass THEN 'rel' ELSE 'fn' END, d.refobjid::text, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL
FROM rel r JOIN pg_rewrite w ON w.ev_class = r.oid
  JOIN pg_depend d ON d.classid = 'pg_catalog.pg_rewrite'::regclass AND d.objid = w.oid
WHERE r.usr AND r.relkind IN ('v', 'm') AND d.refobjid <> w.ev_class AND d.refclassid IN ('pg_catalog.pg_class'::regclass, 'pg_catalog.pg_proc'::regclass)
UNION ALL
-- What the policies of a table with row level security name.
SELECT DISTINCT 'dep', p.polrelid::text, CASE d.refclassid WHEN 'pg_catalog.pg_class'::regclass THEN 'rel' ELSE 'fn' END, d.refobjid::text, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL
FROM rel r JOIN pg_policy p ON p.polrelid = r.oid
  JOIN pg_depend d ON d.classid = 'pg_catalog.pg_policy'::regclass AND d.objid = p.oid
WHERE r.usr AND r.relrowsecurity AND d.refobjid <> p.polrelid AND d.refclassid IN ('pg_catalog.pg_class'::regclass, 'pg_catalog.pg_proc'::regclass)
UNION ALL
SELECT 'rule', w.ev_class::text, w.rulename::text, w.ev_type::text, t.text, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL
FROM rel r JOIN pg_rewrite w ON w.ev_class = r.oid JOIN trees t ON t.class = 'pg_rewrite'::regclass AND t.obj = w.oid
WHERE r.usr AND w.rulename <> '_RETURN'
UNION ALL
SELECT 'trg', g.tgrelid::text, g.tgname::text, g.tgfoid::text, g.tgtype::text, g.tgenabled::text, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL
FROM rel r JOIN pg_trigger g ON g.tgrelid = r.oid JOIN pg_proc f ON f.oid = g.tgfoid JOIN ns tn ON tn.oid = f.pronamespace
WHERE r.usr AND NOT g.tgisinternal AND g.tgenabled <> 'D'
UNION ALL
SELECT 'fn', f.oid::text, n.nspname::text, f.proname::text, f.provolatile::text, l.lanname::text, f.prokind::text, pg_get_function_identity_arguments(f.oid),
  CASE WHEN f.prolang = 12 THEN (SELECT x.names FROM compiled x WHERE x.oid = f.oid) ELSE coalesce(b.text, f.prosrc) END,
  f.prosecdef::text, f.proretset::text, md5(concat_ws(chr(10), pg_get_function_result(f.oid), pg_get_function_arguments(f.oid), l.lanname, f.provolatile, f.proisstrict, f.prosecdef, f.proconfig,
    coalesce(b.text, f.prosrc),
    (SELECT concat_ws(' ', g.aggkind, g.aggnumdirectargs, g.aggtransfn::oid::regprocedure, g.aggfinalfn::oid::regprocedure, g.aggmtransfn::oid::regprocedure,
        g.aggminvtransfn::oid::regprocedure, g.aggmfinalfn::oid::regprocedure, g.aggsortop::regoperator, g.aggtranstype::regtype, g.aggmtranstype::regtype,
        g.agginitval, '/', g.aggminitval)
     FROM pg_aggregate g WHERE g.aggfnoid = f.oid))), pg_get_expr(f.proargdefaults, 0), NULL
FROM pg_proc f JOIN ns n ON n.oid = f.pronamespace JOIN pg_language l ON l.oid = f.prolang
  LEFT JOIN trees b ON b.class = 'pg_proc'::regclass AND b.obj = f.oid
WHERE f.oid >= 16384
UNION ALL
SELECT 'op', o.oid::text, n.nspname::text, o.oprname::text, o.oprcode::oid::text, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL
FROM pg_operator o JOIN ns n ON n.oid = o.oprnamespace
WHERE o.oid >= 16384
UNION ALL
-- Functions that run although no statement calls them: those under a name (an aggregate's, a type's), those that any
-- statement may run ('*'), those of writes to a table ('@' and its oid), those of a type's parts ('#' and its oid).
-- What is compiled and no liar is left out; one of pg_catalog comes as a text that names it.
SELECT DISTINCT CASE WHEN f.oid < 16384 THEN 'txt' ELSE 'hid' END, u.under, CASE WHEN f.oid < 16384 THEN f.proname::text ELSE f.oid::text END,
  NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL
FROM (
  SELECT p.proname::text AS under, x.fn FROM pg_aggregate a JOIN pg_proc p ON p.oid = a.aggfnoid, unnest(ARRAY[a.aggtransfn, a.aggfinalfn,
    a.aggcombinefn, a.aggserialfn, a.aggdeserialfn, a.aggmtransfn, a.aggminvtransfn, a.aggmfinalfn]::oid[]) x(fn)
  WHERE p.oid >= 16384
  UNION ALL
  SELECT CASE WHEN c.castcontext = 'i' OR t.typnamespace = 'pg_catalog'::regnamespace THEN '*' ELSE t.typname::text END, c.castfunc
  FROM pg_cast c JOIN pg_type t ON t.oid = c.casttarget WHERE c.oid >= 16384
  UNION ALL
  SELECT '*', p.amproc FROM pg_amproc p WHERE p.oid >= 16384
  UNION ALL
  SELECT '*', o.oprcode FROM pg_amop m JOIN pg_operator o ON o.oid = m.amopopr WHERE m.oid >= 16384
  UNION ALL
  SELECT t.typname, x.fn FROM pg_range g JOIN pg_type t ON t.oid IN (g.rngtypid, g.rngmultitypid), unnest(ARRAY[g.rngcanonical, g.rngsubdiff]::oid[]) x(fn)
  WHERE g.rngtypid >= 16384
  UNION ALL
  SELECT '#' || r.type, r.fn FROM reading r
  UNION ALL
  SELECT '@' || k.conrelid, k.fn FROM checked k
) u JOIN pg_proc f ON f.oid = u.fn JOIN pg_language l ON l.oid = f.prolang
WHERE f.pronamespace IN (SELECT n.oid FROM ns n)
  AND (f.provolatile = 'v' OR l.lanname NOT IN ('c', 'internal') OR (f.oid >= 16384 AND f.prolang = 12) OR (f.oid < 16384 AND f.provolatile = 's'))
UNION ALL
-- Expressions evaluated although no statement has them: a domain's checks ('#' and its oid) and its default ('=').
SELECT 'txt', '#' || d.type, pg_get_expr(d.conbin, 0), NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL FROM domains d
UNION ALL
SELECT 'txt', '=' || t.oid, pg_get_expr(t.typdefaultbin, 0), NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL
FROM pg_type t WHERE t.typtype = 'd' AND t.oid >= 16384 AND t.typdefaultbin IS NOT NULL
UNION ALL
-- Names that stand for '#': types, tables and views by their row types, functions by what they take and give.
SELECT DISTINCT 'via', v.under, '#' || v.origin, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL
FROM (
  SELECT t.typname::text AS under, h.origin FROM holds h JOIN pg_type t ON t.oid = h.type
  UNION ALL
  SELECT p.proname::text, h.origin
  FROM holds h JOIN (SELECT f.proname, unnest(coalesce(f.proallargtypes, f.proargtypes::oid[]) || f.prorettype) AS type FROM pg_proc f WHERE f.oid >= 16384) p ON p.type = h.type
  UNION ALL
  SELECT p.proname::text, h.origin FROM pg_aggregate a JOIN pg_proc p ON p.oid = a.aggfnoid JOIN holds h ON h.type IN (a.aggtranstype, a.aggmtranstype)
) v
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
UNION ALL
SELECT 'nogroup', t.oid::text, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL
FROM pg_type t JOIN pg_type b ON b.oid = coalesce(nullif(t.typbasetype, 0), t.oid)
WHERE t.typtype IN ('b', 'd') AND b.typelem = 0 AND b.typname <> 'varchar' AND b.typtype = 'b' AND NOT EXISTS
  (SELECT 1 FROM pg_opclass o JOIN pg_am m ON m.oid = o.opcmethod WHERE o.opcintype = b.oid AND o.opcdefault AND m.amname IN ('btree', 'hash'));
END $mori$;
