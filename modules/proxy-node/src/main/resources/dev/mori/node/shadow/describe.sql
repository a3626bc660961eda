-- Everything of a database's schema as rows (kind, name, detail), independent of oids. Run with an empty search_path.
-- Queries end with a semicolon at the end of a line. What belongs to an extension is described by the extension alone.
-- %skip(catalog, oid)% stands for "not part of an extension", %user(namespace)% for "not a system schema and not mori's".

SELECT 'database', 'locale', format('%s %s %s %s %s', pg_encoding_to_char(encoding), datcollate, datctype, datlocprovider, daticulocale)
  FROM pg_database WHERE datname = current_database();

SELECT 'database', 'setting', array_to_string(ARRAY(SELECT unnest(setconfig) ORDER BY 1), E'\n')
  FROM pg_db_role_setting WHERE setdatabase = (SELECT oid FROM pg_database WHERE datname = current_database()) AND setrole = 0;

SELECT 'schema', quote_ident(nspname), format('owner %s acl %s comment %s', pg_get_userbyid(nspowner),
       %acl(nspacl, 'n', nspowner)%, obj_description(n.oid, 'pg_namespace'))
  FROM pg_namespace n WHERE %user(n.oid)% AND %skip(pg_namespace, n.oid)%;

SELECT 'extension', quote_ident(extname), format('version %s schema %s', extversion, extnamespace::regnamespace) FROM pg_extension;

SELECT 'type', t.oid::regtype::text, format('%s owner %s acl %s comment %s: %s', t.typtype, pg_get_userbyid(typowner),
       %acl(typacl, 'T', typowner)%, obj_description(t.oid, 'pg_type'), CASE t.typtype
         WHEN 'e' THEN (SELECT string_agg(quote_literal(enumlabel), ', ' ORDER BY enumsortorder) FROM pg_enum WHERE enumtypid = t.oid)
         WHEN 'd' THEN format('%s%s default %s notnull %s', format_type(typbasetype, typtypmod),
            (SELECT ' collate ' || c.oid::regcollation::text FROM pg_collation c JOIN pg_type b ON b.oid = t.typbasetype
              WHERE c.oid = t.typcollation AND t.typcollation <> b.typcollation), pg_get_expr(typdefaultbin, 'pg_type'::regclass), typnotnull)
         WHEN 'r' THEN (SELECT format('%s opclass %s collation %s canonical %s diff %s multirange %s', rngsubtype::regtype,
              (SELECT opcnamespace::regnamespace || '.' || opcname FROM pg_opclass o WHERE o.oid = rngsubopc),
              rngcollation::regcollation, rngcanonical, rngsubdiff, rngmultitypid::regtype)
              FROM pg_range WHERE rngtypid = t.oid)
         WHEN 'b' THEN format('%s %s %s %s', typinput, typoutput, typlen, typdefault) ELSE '' END)
  FROM pg_type t WHERE %user(typnamespace)% AND %skip(pg_type, t.oid)% 
   AND (typtype IN ('e', 'd', 'r', 'b') OR EXISTS (SELECT 1 FROM pg_class k WHERE k.oid = typrelid AND k.relkind = 'c'))
   AND NOT (typcategory = 'A' AND EXISTS (SELECT 1 FROM pg_type e WHERE e.typarray = t.oid));

SELECT 'relation', c.oid::regclass::text, format('%s %s owner %s acl %s options %s toast %s rls %s %s identity %s method %s of %s key %s bound %s inherits %s comment %s',
       relkind, relpersistence, pg_get_userbyid(relowner), %acl(relacl, CASE relkind WHEN 'S' THEN 's' ELSE 'r' END, relowner)%,
       reloptions, (SELECT k.reloptions FROM pg_class k WHERE k.oid = c.reltoastrelid), relrowsecurity, relforcerowsecurity, relreplident,
       (SELECT amname FROM pg_am a WHERE a.oid = c.relam), NULLIF(reloftype, 0)::regtype, pg_get_partkeydef(c.oid), pg_get_expr(relpartbound, c.oid),
       (SELECT string_agg(inhparent::regclass::text, ', ' ORDER BY inhseqno) FROM pg_inherits WHERE inhrelid = c.oid),
       obj_description(c.oid, 'pg_class'))
  FROM pg_class c WHERE relkind IN ('r', 'p', 'v', 'm', 'f', 'S', 'c') AND %user(relnamespace)% AND %skip(pg_class, c.oid)%
   AND (relkind <> 'c' OR %skip(pg_type, c.reltype)%);

SELECT 'view', c.oid::regclass::text, pg_get_viewdef(c.oid)
  FROM pg_class c WHERE relkind IN ('v', 'm') AND %user(relnamespace)% AND %skip(pg_class, c.oid)%;

SELECT 'column', format('%s #%s', c.oid::regclass, lpad((row_number() OVER (PARTITION BY a.attrelid ORDER BY a.attnum))::text, 4, '0')),
       format('%I %s collate %s notnull %s default %s identity %s generated %s storage %s compression %s statistics %s options %s local %s inherited %s acl %s comment %s',
         attname, format_type(atttypid, atttypmod), (SELECT attcollation::regcollation FROM pg_type t WHERE t.oid = atttypid AND t.typcollation <> attcollation),
         attnotnull, pg_get_expr(d.adbin, d.adrelid), attidentity, attgenerated, attstorage, attcompression, attstattarget, attoptions,
         attislocal, attinhcount, %acl(attacl, 'c', relowner)%, col_description(c.oid, attnum))
  FROM pg_attribute a JOIN pg_class c ON c.oid = attrelid LEFT JOIN pg_attrdef d ON adrelid = attrelid AND adnum = attnum
 WHERE attnum > 0 AND NOT attisdropped AND relkind IN ('r', 'p', 'v', 'm', 'f', 'c') AND %user(relnamespace)% AND %skip(pg_class, c.oid)%
   AND (relkind <> 'c' OR %skip(pg_type, c.reltype)%);

SELECT 'sequence', c.oid::regclass::text, format('%s start %s by %s min %s max %s cache %s cycle %s owned by %s', seqtypid::regtype, seqstart,
       seqincrement, seqmin, seqmax, seqcache, seqcycle, (SELECT format('%s.%I %s', refobjid::regclass, attname, deptype) FROM pg_depend d
         JOIN pg_attribute a ON attrelid = refobjid AND attnum = refobjsubid
         WHERE d.classid = 'pg_class'::regclass AND objid = c.oid AND refclassid = 'pg_class'::regclass AND deptype IN ('a', 'i') AND refobjsubid > 0))
  FROM pg_sequence s JOIN pg_class c ON c.oid = seqrelid WHERE %user(relnamespace)% AND %skip(pg_class, c.oid)%;

SELECT 'constraint', coalesce(NULLIF(conrelid, 0)::regclass::text, contypid::regtype::text) || ' ' || quote_ident(conname),
       format('%s %s valid %s local %s inherited %s noinherit %s parent %s index %s comment %s', contype, pg_get_constraintdef(oid), convalidated,
         conislocal AND conparentid = 0, coninhcount, connoinherit AND contype IN ('c', 'n'), (SELECT p.conrelid::regclass || ' ' || quote_ident(p.conname) FROM pg_constraint p WHERE p.oid = k.conparentid),
         NULLIF(conindid, 0)::regclass, obj_description(oid, 'pg_constraint'))
  FROM pg_constraint k WHERE %user(connamespace)% AND contype <> 't' AND NOT (contype = 'f' AND conparentid <> 0)
   AND %skip(pg_class, coalesce(NULLIF(conrelid, 0), 0))% AND %skip(pg_type, coalesce(NULLIF(contypid, 0), 0))%;

SELECT 'index', c.oid::regclass::text, format('%s clustered %s identity %s valid %s parent %s statistics %s comment %s', pg_get_indexdef(c.oid),
       indisclustered, indisreplident, indisvalid, (SELECT inhparent::regclass FROM pg_inherits WHERE inhrelid = c.oid),
       (SELECT string_agg(attnum || ':' || attstattarget, ' ' ORDER BY attnum) FROM pg_attribute WHERE attrelid = c.oid AND attstattarget >= 0),
       obj_description(c.oid, 'pg_class'))
  FROM pg_index i JOIN pg_class c ON c.oid = indexrelid WHERE (indisvalid OR relkind = 'I') AND %user(relnamespace)% AND %skip(pg_class, indrelid)%;

SELECT 'trigger', tgrelid::regclass || ' ' || quote_ident(tgname), format('%s enabled %s parent %s comment %s', pg_get_triggerdef(t.oid),
       tgenabled, (SELECT p.tgrelid::regclass FROM pg_trigger p WHERE p.oid = t.tgparentid), obj_description(t.oid, 'pg_trigger'))
  FROM pg_trigger t JOIN pg_class c ON c.oid = tgrelid WHERE NOT tgisinternal AND %user(relnamespace)%;

SELECT 'rule', ev_class::regclass || ' ' || quote_ident(rulename), format('%s enabled %s comment %s', pg_get_ruledef(r.oid), ev_enabled, obj_description(r.oid, 'pg_rewrite'))
  FROM pg_rewrite r JOIN pg_class c ON c.oid = ev_class WHERE rulename <> '_RETURN' AND %user(relnamespace)% AND %skip(pg_class, c.oid)%;

SELECT 'policy', polrelid::regclass || ' ' || quote_ident(polname), format('%s %s to %s using %s check %s comment %s', polcmd, polpermissive,
       ARRAY(SELECT CASE u WHEN 0 THEN 'public' ELSE pg_get_userbyid(u) END FROM unnest(polroles) u ORDER BY 1),
       pg_get_expr(polqual, polrelid), pg_get_expr(polwithcheck, polrelid), obj_description(p.oid, 'pg_policy'))
  FROM pg_policy p JOIN pg_class c ON c.oid = polrelid WHERE %user(relnamespace)%;

SELECT 'statistics', quote_ident(nspname) || '.' || quote_ident(stxname), format('%s target %s owner %s comment %s', pg_get_statisticsobjdef(s.oid), stxstattarget, pg_get_userbyid(stxowner), obj_description(s.oid, 'pg_statistic_ext'))
  FROM pg_statistic_ext s JOIN pg_namespace n ON n.oid = stxnamespace WHERE %user(stxnamespace)%;

SELECT 'function', p.oid::regprocedure::text, format('owner %s acl %s comment %s: %s', pg_get_userbyid(proowner), %acl(proacl, 'f', proowner)%,
       obj_description(p.oid, 'pg_proc'), CASE WHEN prokind = 'a' THEN 'aggregate' ELSE pg_get_functiondef(p.oid) END)
  FROM pg_proc p WHERE %user(pronamespace)% AND %skip(pg_proc, p.oid)%
   AND NOT EXISTS (SELECT 1 FROM pg_depend d WHERE d.classid = 'pg_proc'::regclass AND d.objid = p.oid AND d.deptype = 'i');

SELECT 'aggregate', p.oid::regprocedure::text, format('%s %s transition %s %s %s initial %s final %s %s %s combine %s %s %s moving %s %s %s %s %s %s %s %s sort %s parallel %s', pg_get_function_arguments(p.oid), aggkind,
       aggtransfn::regprocedure, aggtranstype::regtype, aggtransspace, agginitval, aggfinalfn::regprocedure, aggfinalextra, aggfinalmodify, aggcombinefn::regprocedure,
       aggserialfn::regprocedure, aggdeserialfn::regprocedure, aggmtransfn::regprocedure, aggminvtransfn::regprocedure, aggmtranstype::regtype, aggmtransspace, aggminitval,
       aggmfinalfn::regprocedure, aggmfinalextra, aggmfinalmodify, aggsortop::regoperator, proparallel)
  FROM pg_aggregate a JOIN pg_proc p ON p.oid = aggfnoid WHERE %user(pronamespace)% AND %skip(pg_proc, p.oid)%;

SELECT 'operator', o.oid::regoperator::text, format('%s owner %s commutator %s negator %s restrict %s join %s hash %s merge %s comment %s', oprcode::regprocedure,
       pg_get_userbyid(oprowner), oprcom::regoperator, oprnegate::regoperator, oprrest::regproc, oprjoin::regproc, oprcanhash, oprcanmerge, obj_description(o.oid, 'pg_operator'))
  FROM pg_operator o WHERE %user(oprnamespace)% AND %skip(pg_operator, o.oid)%;

SELECT 'cast', castsource::regtype || ' as ' || casttarget::regtype, format('%s %s %s', castfunc::regprocedure, castcontext, castmethod)
  FROM pg_cast c WHERE c.oid >= 16384 AND %skip(pg_cast, c.oid)%;

SELECT 'collation', c.oid::regcollation::text, format('%s %s %s %s %s owner %s comment %s', collprovider, collisdeterministic, collcollate, collctype, colliculocale, pg_get_userbyid(collowner), obj_description(c.oid, 'pg_collation'))
  FROM pg_collation c WHERE %user(collnamespace)% AND %skip(pg_collation, c.oid)%;

SELECT 'text search configuration', c.oid::regconfig::text, format('parser %s owner %s comment %s: %s', (SELECT prsname FROM pg_ts_parser p WHERE p.oid = cfgparser), pg_get_userbyid(cfgowner), obj_description(c.oid, 'pg_ts_config'),
       (SELECT string_agg(maptokentype || ' ' || mapseqno || ' ' || mapdict::regdictionary, ', ' ORDER BY maptokentype, mapseqno) FROM pg_ts_config_map m WHERE mapcfg = c.oid))
  FROM pg_ts_config c WHERE %user(cfgnamespace)% AND %skip(pg_ts_config, c.oid)%;

SELECT 'text search dictionary', c.oid::regdictionary::text, format('template %s options %s owner %s comment %s', (SELECT tmplname FROM pg_ts_template p WHERE p.oid = dicttemplate), dictinitoption, pg_get_userbyid(dictowner), obj_description(c.oid, 'pg_ts_dict'))
  FROM pg_ts_dict c WHERE %user(dictnamespace)% AND %skip(pg_ts_dict, c.oid)%;

SELECT 'default privileges', format('%s in %s for %s', pg_get_userbyid(defaclrole), NULLIF(defaclnamespace, 0)::regnamespace, defaclobjtype),
       (SELECT string_agg(a::text, ' ' ORDER BY a::text COLLATE "C") FROM unnest(defaclacl) a) FROM pg_default_acl;

SELECT 'other', format('%s %s', kind, name), '' FROM (
  SELECT 'operator class' kind, opcname name FROM pg_opclass c WHERE %user(opcnamespace)% AND %skip(pg_opclass, c.oid)%
  UNION ALL SELECT 'operator family', opfname FROM pg_opfamily c WHERE %user(opfnamespace)% AND %skip(pg_opfamily, c.oid)%
  UNION ALL SELECT 'conversion', conname FROM pg_conversion c WHERE %user(connamespace)% AND %skip(pg_conversion, c.oid)%
  UNION ALL SELECT 'text search parser', prsname FROM pg_ts_parser c WHERE %user(prsnamespace)% AND %skip(pg_ts_parser, c.oid)%
  UNION ALL SELECT 'text search template', tmplname FROM pg_ts_template c WHERE %user(tmplnamespace)% AND %skip(pg_ts_template, c.oid)%
  UNION ALL SELECT 'language', lanname FROM pg_language c WHERE c.oid >= 16384 AND %skip(pg_language, c.oid)%
  UNION ALL SELECT 'event trigger', evtname FROM pg_event_trigger c WHERE %skip(pg_event_trigger, c.oid)%
  UNION ALL SELECT 'foreign data wrapper', fdwname FROM pg_foreign_data_wrapper c WHERE %skip(pg_foreign_data_wrapper, c.oid)%
  UNION ALL SELECT 'foreign server', srvname FROM pg_foreign_server c WHERE %skip(pg_foreign_server, c.oid)%
  UNION ALL SELECT 'transform', trftype::regtype::text FROM pg_transform c WHERE c.oid >= 16384 AND %skip(pg_transform, c.oid)%
  UNION ALL SELECT 'access method', amname FROM pg_am c WHERE c.oid >= 16384 AND %skip(pg_am, c.oid)%) others;
