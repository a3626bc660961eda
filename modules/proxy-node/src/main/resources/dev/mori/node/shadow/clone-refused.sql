-- What cannot be cloned from the catalogs: (kind, name). Form as in describe.sql.

SELECT 'foreign table', c.oid::regclass::text FROM pg_class c WHERE relkind = 'f' AND %user(relnamespace)% AND %skip(pg_class, c.oid)%;

SELECT 'base type', t.oid::regtype::text FROM pg_type t WHERE typtype = 'b' AND %user(typnamespace)% AND %skip(pg_type, t.oid)%
   AND NOT EXISTS (SELECT 1 FROM pg_type e WHERE e.typarray = t.oid);

SELECT 'range with a canonical function', rngtypid::regtype::text FROM pg_range JOIN pg_type t ON t.oid = rngtypid WHERE rngcanonical <> 0 AND %user(typnamespace)% AND %skip(pg_type, rngtypid)%;

SELECT 'operator class', opcname FROM pg_opclass c WHERE %user(opcnamespace)% AND %skip(pg_opclass, c.oid)%;

SELECT 'operator family', opfname FROM pg_opfamily c WHERE %user(opfnamespace)% AND %skip(pg_opfamily, c.oid)%;

SELECT 'conversion', conname FROM pg_conversion c WHERE %user(connamespace)% AND %skip(pg_conversion, c.oid)%;

SELECT 'text search parser', prsname FROM pg_ts_parser c WHERE %user(prsnamespace)% AND %skip(pg_ts_parser, c.oid)%;

SELECT 'text search template', tmplname FROM pg_ts_template c WHERE %user(tmplnamespace)% AND %skip(pg_ts_template, c.oid)%;

SELECT 'language', lanname FROM pg_language c WHERE c.oid >= 16384 AND %skip(pg_language, c.oid)%;

SELECT 'event trigger', evtname FROM pg_event_trigger c WHERE %skip(pg_event_trigger, c.oid)%;

SELECT 'foreign server', srvname FROM pg_foreign_server c WHERE %skip(pg_foreign_server, c.oid)%;

SELECT 'foreign data wrapper', fdwname FROM pg_foreign_data_wrapper c WHERE %skip(pg_foreign_data_wrapper, c.oid)%;

SELECT 'transform', trftype::regtype::text FROM pg_transform c WHERE c.oid >= 16384 AND %skip(pg_transform, c.oid)%;

SELECT 'access method', amname FROM pg_am c WHERE c.oid >= 16384 AND %skip(pg_am, c.oid)%;
