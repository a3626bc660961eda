-- Prod's schema as statements, one row for each object: (catalog, oid, rank, statement). The order is made from pg_depend;
-- rank decides where that leaves a choice. Placeholders and form as in describe.sql.

SELECT 'pg_namespace'::regclass::oid, n.oid, 0, format('CREATE SCHEMA %I', nspname)
  FROM pg_namespace n WHERE %user(n.oid)% AND nspname <> 'public' AND %skip(pg_namespace, n.oid)%;

SELECT 'pg_extension'::regclass::oid, e.oid, 1, format('CREATE EXTENSION IF NOT EXISTS %I WITH SCHEMA %I', extname, nspname)
  FROM pg_extension e JOIN pg_namespace n ON n.oid = extnamespace WHERE extname <> 'plpgsql';

SELECT 'pg_collation'::regclass::oid, c.oid, 2, format('CREATE COLLATION %s (%s)', c.oid::regcollation, CASE collprovider
         WHEN 'i' THEN format('PROVIDER = icu, LOCALE = %L, DETERMINISTIC = %s', coalesce(colliculocale, collcollate), collisdeterministic::text)
         ELSE format('PROVIDER = libc, LC_COLLATE = %L, LC_CTYPE = %L, DETERMINISTIC = %s', collcollate, collctype, collisdeterministic::text) END)
  FROM pg_collation c WHERE %user(collnamespace)% AND %skip(pg_collation, c.oid)%;

SELECT 'pg_type'::regclass::oid, t.oid, 3, CASE typtype
         WHEN 'e' THEN format('CREATE TYPE %s AS ENUM (%s)', t.oid::regtype,
            (SELECT string_agg(quote_literal(enumlabel), ', ' ORDER BY enumsortorder) FROM pg_enum WHERE enumtypid = t.oid))
         WHEN 'd' THEN format('CREATE DOMAIN %s AS %s%s%s%s%s', t.oid::regtype, format_type(typbasetype, typtypmod),
            (SELECT ' COLLATE ' || c.oid::regcollation FROM pg_collation c JOIN pg_type b ON b.oid = t.typbasetype
              WHERE c.oid = t.typcollation AND t.typcollation <> b.typcollation),
            ' DEFAULT ' || pg_get_expr(typdefaultbin, 'pg_type'::regclass), CASE WHEN typnotnull AND NOT EXISTS (SELECT 1 FROM pg_constraint k WHERE contypid = t.oid AND contype = 'n') THEN ' NOT NULL' END,
            (SELECT string_agg(format(' CONSTRAINT %I %s', conname, pg_get_constraintdef(k.oid)), '' ORDER BY conname)
               FROM pg_constraint k WHERE contypid = t.oid AND convalidated))
         WHEN 'r' THEN (SELECT format('CREATE TYPE %s AS RANGE (SUBTYPE = %s, SUBTYPE_OPCLASS = %I.%I%s%s%s)', t.oid::regtype, format_type(rngsubtype, NULL),
              n.nspname, o.opcname, ', COLLATION = ' || NULLIF(rngcollation, 0)::regcollation, ', SUBTYPE_DIFF = ' || NULLIF(rngsubdiff::oid, 0)::regproc,
              ', MULTIRANGE_TYPE_NAME = ' || rngmultitypid::regtype)
              FROM pg_range JOIN pg_opclass o ON o.oid = rngsubopc JOIN pg_namespace n ON n.oid = opcnamespace WHERE rngtypid = t.oid)
         ELSE format('CREATE TYPE %s AS (%s)', t.oid::regtype, (SELECT string_agg(format('%I %s%s', attname, format_type(atttypid, atttypmod),
              (SELECT ' COLLATE ' || attcollation::regcollation FROM pg_type b WHERE b.oid = atttypid AND attcollation <> typcollation)), ', ' ORDER BY attnum)
              FROM pg_attribute WHERE attrelid = typrelid AND attnum > 0 AND NOT attisdropped)) END
  FROM pg_type t WHERE %user(typnamespace)% AND %skip(pg_type, t.oid)%
   AND (typtype IN ('e', 'd', 'r') OR EXISTS (SELECT 1 FROM pg_class k WHERE k.oid = typrelid AND k.relkind = 'c'));

SELECT 'pg_proc'::regclass::oid, p.oid, 4, pg_get_functiondef(p.oid)
  FROM pg_proc p WHERE prokind <> 'a' AND %user(pronamespace)% AND %skip(pg_proc, p.oid)%
   AND NOT EXISTS (SELECT 1 FROM pg_depend d WHERE d.classid = 'pg_proc'::regclass AND d.objid = p.oid AND d.deptype = 'i');

SELECT 'pg_operator'::regclass::oid, o.oid, 5, format('CREATE OPERATOR %I.%s (FUNCTION = %s%s%s%s%s%s%s%s%s)', nspname, oprname, oprcode::oid::regproc,
         ', LEFTARG = ' || NULLIF(oprleft, 0)::regtype, ', RIGHTARG = ' || NULLIF(oprright, 0)::regtype,
         (SELECT format(', COMMUTATOR = OPERATOR(%I.%s)', m.nspname, c.oprname) FROM pg_operator c JOIN pg_namespace m ON m.oid = c.oprnamespace WHERE c.oid = o.oprcom),
         (SELECT format(', NEGATOR = OPERATOR(%I.%s)', m.nspname, c.oprname) FROM pg_operator c JOIN pg_namespace m ON m.oid = c.oprnamespace WHERE c.oid = o.oprnegate),
         ', RESTRICT = ' || NULLIF(oprrest::oid, 0)::regproc, ', JOIN = ' || NULLIF(oprjoin::oid, 0)::regproc,
         CASE WHEN oprcanhash THEN ', HASHES' END, CASE WHEN oprcanmerge THEN ', MERGES' END)
  FROM pg_operator o JOIN pg_namespace n ON n.oid = oprnamespace WHERE oprcode <> 0 AND %user(oprnamespace)% AND %skip(pg_operator, o.oid)%;

SELECT 'pg_proc'::regclass::oid, p.oid, 6, format('CREATE AGGREGATE %s.%I(%s) (SFUNC = %s, STYPE = %s%s)', p.pronamespace::regnamespace, proname,
         CASE WHEN pronargs = 0 THEN '*' ELSE pg_get_function_arguments(p.oid) END, aggtransfn::oid::regproc, format_type(aggtranstype, NULL),
         concat(', SSPACE = ' || NULLIF(aggtransspace, 0), ', FINALFUNC = ' || NULLIF(aggfinalfn::oid, 0)::regproc, CASE WHEN aggfinalextra THEN ', FINALFUNC_EXTRA' END,
           CASE WHEN aggfinalfn <> 0 THEN ', FINALFUNC_MODIFY = ' || %modify(aggfinalmodify)% END,
           ', COMBINEFUNC = ' || NULLIF(aggcombinefn::oid, 0)::regproc, ', SERIALFUNC = ' || NULLIF(aggserialfn::oid, 0)::regproc,
           ', DESERIALFUNC = ' || NULLIF(aggdeserialfn::oid, 0)::regproc, ', INITCOND = ' || quote_literal(agginitval),
           ', MSFUNC = ' || NULLIF(aggmtransfn::oid, 0)::regproc, ', MINVFUNC = ' || NULLIF(aggminvtransfn::oid, 0)::regproc,
           ', MSTYPE = ' || NULLIF(aggmtranstype, 0)::regtype, ', MSSPACE = ' || NULLIF(aggmtransspace, 0), ', MFINALFUNC = ' || NULLIF(aggmfinalfn::oid, 0)::regproc,
           CASE WHEN aggmfinalextra THEN ', MFINALFUNC_EXTRA' END, CASE WHEN aggmfinalfn <> 0 THEN ', MFINALFUNC_MODIFY = ' || %modify(aggmfinalmodify)% END,
           ', MINITCOND = ' || quote_literal(aggminitval),
           (SELECT format(', SORTOP = OPERATOR(%I.%s)', m.nspname, s.oprname) FROM pg_operator s JOIN pg_namespace m ON m.oid = s.oprnamespace WHERE s.oid = aggsortop),
           CASE proparallel WHEN 's' THEN ', PARALLEL = safe' WHEN 'r' THEN ', PARALLEL = restricted' END, CASE WHEN aggkind = 'h' THEN ', HYPOTHETICAL' END))
  FROM pg_aggregate a JOIN pg_proc p ON p.oid = aggfnoid WHERE %user(pronamespace)% AND %skip(pg_proc, p.oid)%;

SELECT 'pg_cast'::regclass::oid, c.oid, 7, format('CREATE CAST (%s AS %s) %s%s', castsource::regtype, casttarget::regtype,
         CASE castmethod WHEN 'f' THEN 'WITH FUNCTION ' || castfunc::regprocedure WHEN 'i' THEN 'WITH INOUT' ELSE 'WITHOUT FUNCTION' END,
         CASE castcontext WHEN 'a' THEN ' AS ASSIGNMENT' WHEN 'i' THEN ' AS IMPLICIT' END)
  FROM pg_cast c WHERE c.oid >= 16384 AND %skip(pg_cast, c.oid)% AND NOT EXISTS (SELECT 1 FROM pg_depend d WHERE d.classid = 'pg_cast'::regclass AND d.objid = c.oid AND d.deptype = 'i');

SELECT 'pg_ts_dict'::regclass::oid, d.oid, 8, format('CREATE TEXT SEARCH DICTIONARY %s (TEMPLATE = %I.%I%s)', d.oid::regdictionary, n.nspname, tmplname, ', ' || dictinitoption)
  FROM pg_ts_dict d JOIN pg_ts_template t ON t.oid = dicttemplate JOIN pg_namespace n ON n.oid = tmplnamespace
 WHERE %user(dictnamespace)% AND %skip(pg_ts_dict, d.oid)%;

SELECT 'pg_ts_config'::regclass::oid, c.oid, 9, concat(format('CREATE TEXT SEARCH CONFIGURATION %s (PARSER = %I.%I)', c.oid::regconfig, n.nspname, prsname),
         (SELECT string_agg(format(E';\nALTER TEXT SEARCH CONFIGURATION %s ADD MAPPING FOR %I WITH %s', c.oid::regconfig, alias, dicts), '' ORDER BY alias) FROM (
            SELECT t.alias, string_agg(mapdict::regdictionary::text, ', ' ORDER BY mapseqno) AS dicts
              FROM pg_ts_config_map m JOIN ts_token_type(c.cfgparser) t ON t.tokid = maptokentype WHERE mapcfg = c.oid GROUP BY t.alias) m))
  FROM pg_ts_config c JOIN pg_ts_parser p ON p.oid = cfgparser JOIN pg_namespace n ON n.oid = prsnamespace
 WHERE %user(cfgnamespace)% AND %skip(pg_ts_config, c.oid)%;

SELECT 'pg_class'::regclass::oid, c.oid, 10, format('CREATE %sSEQUENCE %s %s', CASE relpersistence WHEN 'u' THEN 'UNLOGGED ' END, c.oid::regclass,
         format('AS %s START WITH %s INCREMENT BY %s MINVALUE %s MAXVALUE %s CACHE %s%s', seqtypid::regtype, seqstart, seqincrement, seqmin, seqmax, seqcache,
           CASE WHEN seqcycle THEN ' CYCLE' END))
  FROM pg_sequence s JOIN pg_class c ON c.oid = seqrelid WHERE %user(relnamespace)% AND %skip(pg_class, c.oid)%
   AND NOT EXISTS (SELECT 1 FROM pg_depend d WHERE d.classid = 'pg_class'::regclass AND d.objid = c.oid AND d.deptype = 'i');

SELECT 'pg_class'::regclass::oid, c.oid, 11, format('CREATE %sTABLE %s (%s)%s%s%s', CASE relpersistence WHEN 'u' THEN 'UNLOGGED ' END, c.oid::regclass,
         (SELECT string_agg(format(E'\n  %I %s%s%s%s', attname, format_type(atttypid, atttypmod),
             (SELECT ' COLLATE ' || attcollation::regcollation FROM pg_type b WHERE b.oid = atttypid AND attcollation <> typcollation),
             CASE WHEN attgenerated = 's' THEN format(' GENERATED ALWAYS AS (%s) STORED', pg_get_expr(adbin, adrelid)) END,
             CASE WHEN attnotnull THEN concat((SELECT format(' CONSTRAINT %I', conname) FROM pg_constraint WHERE contype = 'n' AND conrelid = attrelid AND conkey[1] = attnum),
               ' NOT NULL', (SELECT ' NO INHERIT' FROM pg_constraint WHERE contype = 'n' AND conrelid = attrelid AND conkey[1] = attnum AND connoinherit)) END), ',' ORDER BY attnum)
            FROM pg_attribute LEFT JOIN pg_attrdef ON adrelid = attrelid AND adnum = attnum WHERE attrelid = c.oid AND attnum > 0 AND NOT attisdropped),
         ' PARTITION BY ' || pg_get_partkeydef(c.oid), (SELECT ' USING ' || quote_ident(amname) FROM pg_am WHERE pg_am.oid = relam),
         ' WITH (' || %options(c)% || ')')
  FROM pg_class c WHERE relkind IN ('r', 'p') AND %user(relnamespace)% AND %skip(pg_class, c.oid)%;

SELECT 'pg_attrdef'::regclass::oid, d.oid, 13, format('ALTER TABLE ONLY %s ALTER COLUMN %I SET DEFAULT %s', c.oid::regclass, attname, pg_get_expr(adbin, adrelid))
  FROM pg_attrdef d JOIN pg_attribute a ON attrelid = adrelid AND attnum = adnum JOIN pg_class c ON c.oid = adrelid
 WHERE attgenerated = '' AND %user(relnamespace)% AND %skip(pg_class, c.oid)%;

SELECT 'pg_constraint'::regclass::oid, k.oid, CASE contype WHEN 'c' THEN 14 ELSE 17 END,
       format('ALTER TABLE %s%s ADD CONSTRAINT %I %s', CASE WHEN contype <> 'c' OR relkind = 'p' THEN 'ONLY ' END, conrelid::regclass, conname, pg_get_constraintdef(k.oid))
  FROM pg_constraint k JOIN pg_class c ON c.oid = conrelid WHERE contype IN ('c', 'p', 'u', 'x') AND %user(relnamespace)% AND %skip(pg_class, c.oid)%;

SELECT 'pg_inherits'::regclass::oid, inhrelid, 15, string_agg(CASE WHEN c.relispartition
         THEN format('ALTER TABLE ONLY %s ATTACH PARTITION %s %s', inhparent::regclass, inhrelid::regclass, pg_get_expr(relpartbound, c.oid))
         ELSE format('ALTER TABLE %s INHERIT %s', inhrelid::regclass, inhparent::regclass) END, E';\n' ORDER BY inhseqno)
  FROM pg_inherits i JOIN pg_class c ON c.oid = inhrelid WHERE relkind IN ('r', 'p') AND %user(relnamespace)% AND %skip(pg_class, c.oid)%
 GROUP BY inhrelid;

SELECT 'pg_class'::regclass::oid, c.oid, 16, format('CREATE %sVIEW %s%s%s AS %s%s', CASE relkind WHEN 'm' THEN 'MATERIALIZED ' END, c.oid::regclass,
         CASE relkind WHEN 'm' THEN (SELECT ' USING ' || quote_ident(amname) FROM pg_am WHERE pg_am.oid = relam) END,
         ' WITH (' || %options(c)% || ')', rtrim(pg_get_viewdef(c.oid), ';'), CASE relkind WHEN 'm' THEN E'\nWITH NO DATA' END)
  FROM pg_class c WHERE relkind IN ('v', 'm') AND %user(relnamespace)% AND %skip(pg_class, c.oid)%;

SELECT 'pg_class'::regclass::oid, c.oid, 18, pg_get_indexdef(c.oid)
  FROM pg_index i JOIN pg_class c ON c.oid = indexrelid WHERE (indisvalid OR relkind = 'I') AND %user(relnamespace)% AND %skip(pg_class, indrelid)%
   AND NOT EXISTS (SELECT 1 FROM pg_constraint k WHERE k.conindid = c.oid AND contype IN ('p', 'u', 'x'));

SELECT 'pg_statistic_ext'::regclass::oid, s.oid, 19, pg_get_statisticsobjdef(s.oid)
  FROM pg_statistic_ext s WHERE %user(stxnamespace)%;

SELECT 'pg_rewrite'::regclass::oid, r.oid, 20, rtrim(pg_get_ruledef(r.oid), ';')
  FROM pg_rewrite r JOIN pg_class c ON c.oid = ev_class WHERE rulename <> '_RETURN' AND %user(relnamespace)% AND %skip(pg_class, c.oid)%;
