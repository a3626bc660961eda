-- What follows when all objects exist: queries in this order, one statement a row. Form as in describe.sql.

SELECT format('ALTER INDEX %s ATTACH PARTITION %s', inhparent::regclass, inhrelid::regclass)
  FROM pg_inherits JOIN pg_class c ON c.oid = inhrelid WHERE relkind IN ('i', 'I') AND %user(relnamespace)% ORDER BY inhrelid::regclass::text;

SELECT format('ALTER %s %s OWNER TO %I', kind, name, pg_get_userbyid(owner)) FROM (
  SELECT 1 n, 'SCHEMA' kind, quote_ident(nspname) name, nspowner owner FROM pg_namespace n WHERE %user(n.oid)% AND %skip(pg_namespace, n.oid)%
  UNION ALL SELECT 2, CASE typtype WHEN 'd' THEN 'DOMAIN' ELSE 'TYPE' END, t.oid::regtype::text, typowner FROM pg_type t
    WHERE %user(typnamespace)% AND %skip(pg_type, t.oid)% AND (typtype IN ('e', 'd', 'r') OR EXISTS (SELECT 1 FROM pg_class k WHERE k.oid = typrelid AND k.relkind = 'c'))
  UNION ALL SELECT 3, 'TABLE', c.oid::regclass::text, relowner FROM pg_class c WHERE relkind IN ('r', 'p', 'v', 'm', 'S') AND %user(relnamespace)% AND %skip(pg_class, c.oid)%
    AND NOT EXISTS (SELECT 1 FROM pg_depend d WHERE d.classid = 'pg_class'::regclass AND d.objid = c.oid AND d.deptype = 'i' AND relkind = 'S')
  UNION ALL SELECT 4, 'ROUTINE', p.oid::regprocedure::text, proowner FROM pg_proc p WHERE %user(pronamespace)% AND %skip(pg_proc, p.oid)%
    AND NOT EXISTS (SELECT 1 FROM pg_depend d WHERE d.classid = 'pg_proc'::regclass AND d.objid = p.oid AND d.deptype = 'i')
  UNION ALL SELECT 5, 'OPERATOR', (pg_identify_object('pg_operator'::regclass, o.oid, 0)).identity, oprowner FROM pg_operator o WHERE oprcode <> 0 AND %user(oprnamespace)% AND %skip(pg_operator, o.oid)%
  UNION ALL SELECT 6, 'COLLATION', c.oid::regcollation::text, collowner FROM pg_collation c WHERE %user(collnamespace)% AND %skip(pg_collation, c.oid)%
  UNION ALL SELECT 7, 'TEXT SEARCH DICTIONARY', d.oid::regdictionary::text, dictowner FROM pg_ts_dict d WHERE %user(dictnamespace)% AND %skip(pg_ts_dict, d.oid)%
  UNION ALL SELECT 8, 'TEXT SEARCH CONFIGURATION', c.oid::regconfig::text, cfgowner FROM pg_ts_config c WHERE %user(cfgnamespace)% AND %skip(pg_ts_config, c.oid)%
  UNION ALL SELECT 9, 'STATISTICS', quote_ident(nspname) || '.' || quote_ident(stxname), stxowner FROM pg_statistic_ext s JOIN pg_namespace n ON n.oid = stxnamespace WHERE %user(stxnamespace)%
  ) o WHERE pg_get_userbyid(owner) <> 'pg_database_owner' OR name <> 'public' ORDER BY n, name;

SELECT CASE deptype WHEN 'a' THEN format('ALTER SEQUENCE %s OWNED BY %s.%I', c.oid::regclass, refobjid::regclass, attname)
       ELSE format('ALTER TABLE ONLY %s ALTER COLUMN %I ADD GENERATED %s AS IDENTITY (SEQUENCE NAME %s START WITH %s INCREMENT BY %s MINVALUE %s MAXVALUE %s CACHE %s%s)',
         refobjid::regclass, attname, CASE attidentity WHEN 'a' THEN 'ALWAYS' ELSE 'BY DEFAULT' END, c.oid::regclass, seqstart, seqincrement, seqmin, seqmax, seqcache,
         CASE WHEN seqcycle THEN ' CYCLE' END) END
  FROM pg_class c JOIN pg_sequence ON seqrelid = c.oid JOIN pg_depend d ON d.classid = 'pg_class'::regclass AND d.objid = c.oid AND d.deptype IN ('a', 'i')
  JOIN pg_attribute a ON attrelid = refobjid AND attnum = refobjsubid WHERE d.refclassid = 'pg_class'::regclass AND refobjsubid > 0 AND %user(relnamespace)% ORDER BY c.oid::regclass::text;

SELECT format('ALTER TABLE ONLY %s ALTER COLUMN %I %s', c.oid::regclass, attname, change)
  FROM pg_attribute a JOIN pg_class c ON c.oid = attrelid JOIN pg_type t ON t.oid = atttypid, LATERAL (VALUES
    (CASE WHEN attstorage <> typstorage AND relkind IN ('r', 'p', 'm') THEN 'SET STORAGE ' || CASE attstorage WHEN 'p' THEN 'PLAIN' WHEN 'e' THEN 'EXTERNAL' WHEN 'm' THEN 'MAIN' ELSE 'EXTENDED' END END),
    (CASE attcompression WHEN 'p' THEN 'SET COMPRESSION pglz' WHEN 'l' THEN 'SET COMPRESSION lz4' END),
    (CASE WHEN attstattarget >= 0 THEN 'SET STATISTICS ' || attstattarget END),
    (CASE WHEN attoptions IS NOT NULL THEN 'SET (' || (SELECT string_agg(format('%I = %L', option_name, option_value), ', ') FROM pg_options_to_table(attoptions)) || ')' END)) v(change)
 WHERE change IS NOT NULL AND attnum > 0 AND NOT attisdropped AND relkind IN ('r', 'p', 'm') AND %user(relnamespace)% AND %skip(pg_class, c.oid)% ORDER BY 1;

SELECT change FROM pg_class c, LATERAL (VALUES
    (CASE relreplident WHEN 'n' THEN format('ALTER TABLE ONLY %s REPLICA IDENTITY NOTHING', c.oid::regclass) WHEN 'f' THEN format('ALTER TABLE ONLY %s REPLICA IDENTITY FULL', c.oid::regclass)
       WHEN 'i' THEN (SELECT format('ALTER TABLE ONLY %s REPLICA IDENTITY USING INDEX %I', c.oid::regclass, x.relname) FROM pg_index JOIN pg_class x ON x.oid = indexrelid WHERE indrelid = c.oid AND indisreplident) END),
    ((SELECT format('ALTER TABLE %s CLUSTER ON %I', c.oid::regclass, x.relname) FROM pg_index JOIN pg_class x ON x.oid = indexrelid WHERE indrelid = c.oid AND indisclustered)),
    (CASE WHEN relrowsecurity THEN format('ALTER TABLE %s ENABLE ROW LEVEL SECURITY', c.oid::regclass) END),
    (CASE WHEN relforcerowsecurity THEN format('ALTER TABLE ONLY %s FORCE ROW LEVEL SECURITY', c.oid::regclass) END),
    (CASE WHEN reloftype <> 0 THEN format('ALTER TABLE ONLY %s OF %s', c.oid::regclass, reloftype::regtype) END)) v(change)
 WHERE change IS NOT NULL AND relkind IN ('r', 'p', 'm') AND %user(relnamespace)% AND %skip(pg_class, c.oid)% ORDER BY 1;

SELECT format('ALTER INDEX %s SET (%s)', c.oid::regclass, %options(c)%)
  FROM pg_constraint k JOIN pg_class c ON c.oid = conindid WHERE contype IN ('p', 'u', 'x') AND reloptions IS NOT NULL AND %user(relnamespace)% ORDER BY 1;

SELECT format('ALTER INDEX %s ALTER COLUMN %s SET STATISTICS %s', c.oid::regclass, attnum, attstattarget)
  FROM pg_attribute a JOIN pg_class c ON c.oid = attrelid WHERE relkind IN ('i', 'I') AND attstattarget >= 0 AND %user(relnamespace)% ORDER BY 1;

SELECT format('ALTER STATISTICS %I.%I SET STATISTICS %s', nspname, stxname, stxstattarget)
  FROM pg_statistic_ext s JOIN pg_namespace n ON n.oid = stxnamespace WHERE stxstattarget >= 0 AND %user(stxnamespace)% ORDER BY 1;

SELECT format('ALTER TABLE %s%s ADD CONSTRAINT %I %s', CASE relkind WHEN 'p' THEN '' ELSE 'ONLY ' END, conrelid::regclass, conname, pg_get_constraintdef(k.oid))
  FROM pg_constraint k JOIN pg_class c ON c.oid = conrelid WHERE contype = 'f' AND conparentid = 0 AND %user(relnamespace)% AND %skip(pg_class, c.oid)% ORDER BY conrelid::regclass::text, conname;

SELECT format('ALTER DOMAIN %s ADD CONSTRAINT %I %s', contypid::regtype, conname, pg_get_constraintdef(k.oid))
  FROM pg_constraint k WHERE contypid <> 0 AND NOT convalidated AND %user(connamespace)% ORDER BY 1;

SELECT rtrim(pg_get_triggerdef(t.oid), ';') FROM pg_trigger t JOIN pg_class c ON c.oid = tgrelid
 WHERE NOT tgisinternal AND tgparentid = 0 AND %user(relnamespace)% ORDER BY tgrelid::regclass::text, tgname;

SELECT format('ALTER TABLE ONLY %s %s TRIGGER %I', tgrelid::regclass, CASE tgenabled WHEN 'D' THEN 'DISABLE' WHEN 'R' THEN 'ENABLE REPLICA' WHEN 'A' THEN 'ENABLE ALWAYS' ELSE 'ENABLE' END, tgname)
  FROM pg_trigger t JOIN pg_class c ON c.oid = tgrelid WHERE NOT tgisinternal AND (tgenabled <> 'O' OR tgparentid <> 0) AND %user(relnamespace)%
 ORDER BY tgparentid <> 0, tgrelid::regclass::text, tgname;

SELECT format('ALTER TABLE %s %s RULE %I', ev_class::regclass, CASE ev_enabled WHEN 'D' THEN 'DISABLE' WHEN 'R' THEN 'ENABLE REPLICA' ELSE 'ENABLE ALWAYS' END, rulename)
  FROM pg_rewrite r JOIN pg_class c ON c.oid = ev_class WHERE ev_enabled <> 'O' AND %user(relnamespace)% AND %skip(pg_class, c.oid)% ORDER BY 1;

SELECT format('CREATE POLICY %I ON %s AS %s FOR %s TO %s%s%s', polname, polrelid::regclass, CASE WHEN polpermissive THEN 'PERMISSIVE' ELSE 'RESTRICTIVE' END,
       CASE polcmd WHEN 'r' THEN 'SELECT' WHEN 'a' THEN 'INSERT' WHEN 'w' THEN 'UPDATE' WHEN 'd' THEN 'DELETE' ELSE 'ALL' END,
       (SELECT string_agg(CASE u WHEN 0 THEN 'PUBLIC' ELSE quote_ident(pg_get_userbyid(u)) END, ', ') FROM unnest(polroles) u),
       ' USING (' || pg_get_expr(polqual, polrelid) || ')', ' WITH CHECK (' || pg_get_expr(polwithcheck, polrelid) || ')')
  FROM pg_policy p JOIN pg_class c ON c.oid = polrelid WHERE %user(relnamespace)% ORDER BY polrelid::regclass::text, polname;

-- Columns and checks that a child only inherited: the statements above made them local too.
SELECT format('UPDATE pg_catalog.pg_attribute SET attislocal = false WHERE attrelid = %L::pg_catalog.regclass AND attname = %L', c.oid::regclass, attname)
  FROM pg_attribute a JOIN pg_class c ON c.oid = attrelid WHERE attnum > 0 AND NOT attisdropped AND NOT attislocal AND NOT relispartition AND relkind = 'r' AND %user(relnamespace)% ORDER BY 1;

SELECT format('UPDATE pg_catalog.pg_constraint SET conislocal = false WHERE conrelid = %L::pg_catalog.regclass AND conname = %L', c.oid::regclass, conname)
  FROM pg_constraint k JOIN pg_class c ON c.oid = conrelid WHERE contype IN ('c', 'n') AND NOT conislocal AND NOT relispartition AND %user(relnamespace)% ORDER BY 1;

SELECT format('COMMENT ON %s %s IS %L', CASE WHEN o.type LIKE '% column' THEN 'COLUMN' WHEN o.type LIKE '% constraint' THEN 'CONSTRAINT' WHEN o.type = 'composite type' THEN 'TYPE'
         WHEN o.type = 'statistics object' THEN 'STATISTICS' WHEN o.type = 'type' AND domain.found THEN 'DOMAIN' WHEN o.type = 'aggregate' THEN 'ROUTINE' ELSE o.type END,
       CASE WHEN o.type = 'domain constraint' THEN (SELECT format('%I ON DOMAIN %s', conname, contypid::regtype) FROM pg_constraint k WHERE k.oid = objoid) ELSE o.identity END, description)
  FROM pg_description d, LATERAL pg_identify_object(classoid, objoid, objsubid) o, LATERAL (SELECT EXISTS (SELECT 1 FROM pg_type t WHERE classoid = 'pg_type'::regclass AND t.oid = objoid AND typtype = 'd')) AS domain(found)
 WHERE (objoid >= 16384 OR o.identity = 'public') AND NOT EXISTS (SELECT 1 FROM pg_depend x WHERE x.classid = classoid AND x.objid = objoid AND x.deptype = 'e')
   AND coalesce(o.schema, '') NOT IN ('pg_catalog', 'information_schema', 'pg_toast', 'pg_toast_temp_mori') AND o.type NOT IN ('large object', 'language', 'extension', 'publication', 'subscription')
   AND o.identity NOT IN ('pg_toast_temp_mori', 'pg_catalog', 'information_schema') AND o.identity NOT LIKE '% on pg_toast_temp_mori.%'
 ORDER BY o.type, o.identity;

SELECT CASE n WHEN 1 THEN format('REVOKE ALL ON %s %s FROM PUBLIC', kind, name) WHEN 2 THEN format('REVOKE ALL ON %s %s FROM %I', kind, name, pg_get_userbyid(owner))
       ELSE concat('SET SESSION AUTHORIZATION ' || quote_ident(NULLIF(pg_get_userbyid(a.grantor), pg_get_userbyid(owner))) || ';', format('GRANT %s%s ON %s %s TO %s%s', a.privilege_type, columns, kind, name,
         CASE a.grantee WHEN 0 THEN 'PUBLIC' ELSE quote_ident(pg_get_userbyid(a.grantee)) END, CASE WHEN a.is_grantable THEN ' WITH GRANT OPTION' END),
         CASE WHEN a.grantor <> owner THEN ';RESET SESSION AUTHORIZATION' END) END
  FROM (SELECT 1 o, 'SCHEMA' kind, quote_ident(nspname) name, NULL columns, nspacl acl, nspowner owner FROM pg_namespace n WHERE %user(n.oid)% AND %skip(pg_namespace, n.oid)%
    UNION ALL SELECT 2, 'TYPE', t.oid::regtype::text, NULL, typacl, typowner FROM pg_type t WHERE %user(typnamespace)% AND %skip(pg_type, t.oid)%
      AND (typtype IN ('e', 'd', 'r') OR EXISTS (SELECT 1 FROM pg_class k WHERE k.oid = typrelid AND k.relkind = 'c'))
    UNION ALL SELECT 3, CASE relkind WHEN 'S' THEN 'SEQUENCE' ELSE 'TABLE' END, c.oid::regclass::text, NULL, relacl, relowner FROM pg_class c
      WHERE relkind IN ('r', 'p', 'v', 'm', 'S') AND %user(relnamespace)% AND %skip(pg_class, c.oid)%
    UNION ALL SELECT 4, 'ROUTINE', p.oid::regprocedure::text, NULL, proacl, proowner FROM pg_proc p WHERE %user(pronamespace)% AND %skip(pg_proc, p.oid)%
      AND NOT EXISTS (SELECT 1 FROM pg_depend d WHERE d.classid = 'pg_proc'::regclass AND d.objid = p.oid AND d.deptype = 'i')
    UNION ALL SELECT 5, 'TABLE', c.oid::regclass::text, format('(%I)', attname), attacl, relowner FROM pg_attribute JOIN pg_class c ON c.oid = attrelid
      WHERE attnum > 0 AND NOT attisdropped AND %user(relnamespace)% AND %skip(pg_class, c.oid)%) objects
  CROSS JOIN generate_series(1, 3) n LEFT JOIN LATERAL (SELECT * FROM aclexplode(acl)) a ON n = 3
 WHERE acl IS NOT NULL AND (n < 3 AND columns IS NULL OR a.grantee IS NOT NULL) ORDER BY o, name, columns, n, a.grantor <> owner, a.grantor, a.grantee, a.privilege_type;

SELECT statement FROM (
  SELECT 1 n, format('ALTER DEFAULT PRIVILEGES FOR ROLE %I%s REVOKE ALL ON %s FROM %s', pg_get_userbyid(defaclrole), ' IN SCHEMA ' || NULLIF(defaclnamespace, 0)::regnamespace, kind, who) statement
    FROM pg_default_acl, %defaults% kinds(code, kind), LATERAL (VALUES ('PUBLIC'), (quote_ident(pg_get_userbyid(defaclrole)))) w(who) WHERE code = defaclobjtype AND defaclnamespace = 0
  UNION ALL SELECT 2, format('ALTER DEFAULT PRIVILEGES FOR ROLE %I%s GRANT %s ON %s TO %s%s', pg_get_userbyid(defaclrole), ' IN SCHEMA ' || NULLIF(defaclnamespace, 0)::regnamespace, a.privilege_type, kind,
         CASE a.grantee WHEN 0 THEN 'PUBLIC' ELSE quote_ident(pg_get_userbyid(a.grantee)) END, CASE WHEN a.is_grantable THEN ' WITH GRANT OPTION' END)
    FROM pg_default_acl, %defaults% kinds(code, kind), LATERAL aclexplode(defaclacl) a WHERE code = defaclobjtype) s ORDER BY n, statement;
