-- A session's database has a name of mori's own. Who asks for it is told prod's, a literal that stands here for
-- @database@.
--
-- The planner puts the body of an SQL function in the place of its calls, which it finds by oid: so these reach views
-- and functions that are there already, too. Inside the bodies the server's own code runs, since no body is put into
-- itself. They are not STRICT, or the planner might leave a call as it is; the server's own code is.

CREATE OR REPLACE FUNCTION pg_catalog.current_database() RETURNS name LANGUAGE sql STABLE PARALLEL SAFE COST 1 AS $fn$
  SELECT @database@::pg_catalog.name
$fn$;

CREATE OR REPLACE FUNCTION pg_catalog.has_database_privilege(text, text) RETURNS boolean
LANGUAGE sql STABLE PARALLEL SAFE COST 1 AS $fn$
  SELECT pg_catalog.has_database_privilege(CASE $1 WHEN @database@ THEN CURRENT_CATALOG::text ELSE $1 END, $2)
$fn$;

CREATE OR REPLACE FUNCTION pg_catalog.has_database_privilege(name, text, text) RETURNS boolean
LANGUAGE sql STABLE PARALLEL SAFE COST 1 AS $fn$
  SELECT pg_catalog.has_database_privilege($1, CASE $2 WHEN @database@ THEN CURRENT_CATALOG::text ELSE $2 END, $3)
$fn$;

CREATE OR REPLACE FUNCTION pg_catalog.has_database_privilege(oid, text, text) RETURNS boolean
LANGUAGE sql STABLE PARALLEL SAFE COST 1 AS $fn$
  SELECT pg_catalog.has_database_privilege($1, CASE $2 WHEN @database@ THEN CURRENT_CATALOG::text ELSE $2 END, $3)
$fn$;

CREATE OR REPLACE FUNCTION pg_catalog.pg_database_size(name) RETURNS bigint
LANGUAGE sql VOLATILE PARALLEL SAFE COST 1 AS $fn$
  SELECT pg_catalog.pg_database_size(CASE $1 WHEN @database@::name THEN CURRENT_CATALOG ELSE $1 END)
$fn$;

-- Without the database's name, when it begins with that.
CREATE FUNCTION pg_toast_temp_mori.without_database(name text) RETURNS text LANGUAGE sql IMMUTABLE PARALLEL SAFE
SET search_path = pg_catalog, pg_temp AS $fn$
  SELECT CASE WHEN starts_with($1, quote_ident(@database@) || '.') AND cardinality(parse_ident($1, false)) = 3
         THEN substr($1, length(quote_ident(@database@)) + 2) ELSE $1 END
$fn$;

-- Names of relations may begin with the database's; a text becomes a regclass by these two.
CREATE OR REPLACE FUNCTION pg_catalog.regclass(text) RETURNS regclass LANGUAGE sql STABLE PARALLEL SAFE COST 1 AS $fn$
  SELECT pg_catalog.regclass(pg_toast_temp_mori.without_database($1))
$fn$;

CREATE OR REPLACE FUNCTION pg_catalog.to_regclass(text) RETURNS regclass LANGUAGE sql STABLE PARALLEL SAFE COST 1 AS $fn$
  SELECT pg_catalog.to_regclass(pg_toast_temp_mori.without_database($1))
$fn$;

-- information_schema looks itself up in pg_database, which has the true name.
DO $do$
DECLARE definition text;
BEGIN
  FOR definition IN
    SELECT format('CREATE OR REPLACE VIEW %s AS %s', c.oid::regclass, pg_get_viewdef(c.oid)) FROM pg_class c
     WHERE c.relnamespace = 'information_schema'::regnamespace AND c.relkind = 'v'
    UNION ALL
    SELECT pg_get_functiondef(f.oid) FROM pg_proc f WHERE f.pronamespace = 'information_schema'::regnamespace LOOP
    IF definition ~ 'datname = current_database\(\)' THEN
      EXECUTE replace(definition, 'datname = current_database()', 'datname = CURRENT_CATALOG');
    END IF;
  END LOOP;
END $do$;

-- What clients' queries read in the place of the catalogs of these names (CatalogDisguise). No views: a client may forbid
-- those (restrict_nonsystem_relation_kind), as pg_dump does.
DO $do$
DECLARE r record;
BEGIN
  FOR r IN SELECT v.*, (SELECT string_agg(CASE a.attname WHEN 'datname' THEN v.datname ELSE quote_ident(a.attname) END, ', ' ORDER BY a.attnum)
                          FROM pg_catalog.pg_attribute a WHERE a.attrelid = ('pg_catalog.' || v.name)::regclass AND a.attnum > 0) AS columns
             FROM (VALUES
               ('pg_database', format('CASE datname WHEN CURRENT_CATALOG THEN %L ELSE datname END', @database@),
                $q$datname = CURRENT_CATALOG OR datname !~ '^mori_'$q$),
               ('pg_stat_database', format('CASE WHEN datname IS NOT NULL THEN %L::name END', @database@),
                'datname IS NULL OR datname = CURRENT_CATALOG'),
               ('pg_stat_activity', format('CASE WHEN datname IS NOT NULL THEN %L::name END', @database@),
                $q$(datname IS NULL OR datname = CURRENT_CATALOG) AND application_name !~ '^mori(-|$)'$q$)) v(name, datname, seen) LOOP
    EXECUTE format('CREATE FUNCTION pg_toast_temp_mori.%1$I() RETURNS SETOF pg_catalog.%1$I LANGUAGE sql STABLE'
                   ' AS $fn$ SELECT %2$s FROM pg_catalog.%1$I WHERE %3$s $fn$', r.name, r.columns, r.seen);
  END LOOP;
END $do$;
