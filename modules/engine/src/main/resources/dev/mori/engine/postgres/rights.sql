-- The server checks foreign keys as the owner of a table, reads for a view as the view's owner, and runs SECURITY DEFINER
-- functions as theirs. What a superuser owns on production belongs here to a role of his name that is none
-- (ADR 0007), so he is granted what he lacks for what he owns, and no more: a grant shows.

-- The names of production's superusers.
CREATE FUNCTION pg_toast_temp_mori.superusers() RETURNS name[] LANGUAGE sql IMMUTABLE SET search_path = pg_catalog, pg_temp AS $fn$
  SELECT @superusers@::name[]
$fn$;

-- The code that may run as this role: all there is, if it owns a SECURITY DEFINER function or a table with a trigger, which
-- a cascade runs as the table's owner; else nothing.
CREATE FUNCTION pg_toast_temp_mori.code_of(p oid) RETURNS SETOF text LANGUAGE sql STABLE SET search_path = pg_catalog, pg_temp AS $fn$
  SELECT lower(coalesce(nullif(f.prosrc, ''), pg_get_function_sqlbody(f.oid))) FROM pg_proc f
   WHERE f.oid >= 16384 AND f.prolang >= 14
     AND f.pronamespace <> 'pg_toast_temp_mori'::regnamespace AND (
       EXISTS (SELECT 1 FROM pg_proc d WHERE d.prosecdef AND d.proowner = p AND d.pronamespace <> 'pg_toast_temp_mori'::regnamespace)
       OR EXISTS (SELECT 1 FROM pg_trigger g JOIN pg_class c ON c.oid = g.tgrelid WHERE NOT g.tgisinternal AND c.relowner = p))
$fn$;

-- What this role lacks: on relations that its views and rules read, or that code which runs as this role names; on functions
-- that such code names; on schemas where anything of this stands.
CREATE FUNCTION pg_toast_temp_mori.lacks(p oid) RETURNS TABLE (what text, named text, privilege text)
LANGUAGE sql STABLE SET search_path = pg_catalog, pg_temp AS $fn$
  WITH space AS (
    SELECT n.oid, n.nspname FROM pg_namespace n
     WHERE n.nspname NOT IN ('pg_catalog', 'information_schema') AND (n.nspname !~ '^pg_' OR n.oid = pg_my_temp_schema())
  ), relations AS MATERIALIZED (
    SELECT c.oid, c.relname, c.relnamespace, CASE c.relkind WHEN 'S' THEN 'SEQUENCE' ELSE 'TABLE' END AS kind
      FROM pg_class c JOIN space n ON n.oid = c.relnamespace
     WHERE c.relkind IN ('r', 'p', 'v', 'm', 'f', 'S') AND NOT pg_has_role(p, c.relowner, 'USAGE')
  ), functions AS MATERIALIZED (
    SELECT f.oid, f.proname, f.pronamespace FROM pg_proc f JOIN space n ON n.oid = f.pronamespace
     WHERE f.oid >= 16384 AND NOT pg_has_role(p, f.proowner, 'USAGE')
  ), code AS MATERIALIZED (
    SELECT t FROM pg_toast_temp_mori.code_of(p) t WHERE EXISTS (SELECT 1 FROM relations) OR EXISTS (SELECT 1 FROM functions)
  ), used AS MATERIALIZED (
    SELECT r.* FROM relations r
     WHERE EXISTS (SELECT 1 FROM pg_depend d JOIN pg_rewrite w ON w.oid = d.objid JOIN pg_class v ON v.oid = w.ev_class
                    WHERE d.classid = 'pg_rewrite'::regclass AND d.refclassid = 'pg_class'::regclass
                      AND d.refobjid = r.oid AND v.relowner = p)
        OR EXISTS (SELECT 1 FROM code WHERE strpos(t, lower(r.relname)) > 0)
  ), called AS MATERIALIZED (
    SELECT f.* FROM functions f WHERE EXISTS (SELECT 1 FROM code WHERE strpos(t, lower(f.proname)) > 0)
  )
  SELECT u.kind, u.oid::regclass::text, 'ALL' FROM used u
   WHERE CASE u.kind WHEN 'SEQUENCE' THEN NOT (has_sequence_privilege(p, u.oid, 'USAGE') AND has_sequence_privilege(p, u.oid, 'UPDATE'))
         ELSE NOT (has_table_privilege(p, u.oid, 'SELECT') AND has_table_privilege(p, u.oid, 'INSERT')
                   AND has_table_privilege(p, u.oid, 'UPDATE') AND has_table_privilege(p, u.oid, 'DELETE')) END
  UNION ALL SELECT 'ROUTINE', c.oid::regprocedure::text, 'EXECUTE' FROM called c WHERE NOT has_function_privilege(p, c.oid, 'EXECUTE')
  UNION ALL SELECT 'SCHEMA', quote_ident(n.nspname), 'USAGE' FROM space n
   WHERE NOT has_schema_privilege(p, n.oid, 'USAGE')
     AND (EXISTS (SELECT 1 FROM pg_class c WHERE c.relnamespace = n.oid AND c.relowner = p)
          OR n.oid IN (SELECT relnamespace FROM used UNION SELECT pronamespace FROM called))
$fn$;

CREATE FUNCTION pg_toast_temp_mori.entitle() RETURNS void LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $fn$
DECLARE r record;
BEGIN
  FOR r IN SELECT l.*, s.rolname FROM pg_roles s, pg_toast_temp_mori.lacks(s.oid) l
            WHERE s.rolname = ANY (pg_toast_temp_mori.superusers()) AND NOT s.rolsuper AND s.oid <> pg_toast_temp_mori.client() LOOP
    EXECUTE format('GRANT %s ON %s %s TO %I', r.privilege, r.what, r.named, r.rolname);
  END LOOP;
END $fn$;
