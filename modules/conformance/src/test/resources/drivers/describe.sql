\d
\d *
\d+ orders
\d+ fresh
\d+ parted
\d+ v_orders
\d+ mv
\dn
\dt public.*
\dt o*.*
\dv public.*
\dv o*.*
\di public.*
\di o*.*
\ds public.*
\ds o*.*
\dm
\df
\df f_add
\sf f_add
\sv v_orders
\dT
\dT+ mood
\dD
\dC mood
\do ===
\dp fresh
\ddp
\dO
\dF
\dX
\dy
\dx
\dP
\det
\db
\l shop
\dRp
SELECT current_database(), pg_database.datname FROM pg_database WHERE datname = current_database();
SELECT datname, d.tableoid::regclass, d.xmin IS NOT NULL FROM pg_database d WHERE datname = current_database();
SELECT c.oid > 0, c.relname, count(a.*) FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid WHERE c.relname = 'tags' GROUP BY c.oid, 1;
SELECT c.oid::regclass, count(a.*) FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid WHERE c.relname = 'tags' GROUP BY 1;
SELECT p.oid = 0, p.proname FROM pg_proc p GROUP BY p.oid ORDER BY 2 LIMIT 1;
SELECT pg_catalog.pg_class.* FROM pg_catalog.pg_class WHERE false;
SELECT current_catalog, current_catalog AS c;
SELECT current_catalog, c.oid > 0 FROM pg_class c WHERE relname = 'tags' GROUP BY c.oid;
SELECT nspname FROM pg_namespace WHERE nspname !~ '^pg_.*_\d+$' ORDER BY 1;
SELECT default_character_set_catalog IS NULL, schema_name FROM information_schema.schemata WHERE schema_name !~ '^pg_' ORDER BY 2;
SELECT * FROM information_schema.character_sets;
SELECT count(*) FROM information_schema.collations WHERE collation_schema = 'public';
SELECT datname FROM pg_stat_database WHERE datname = current_database();
SELECT count(*) FROM pg_trigger;
SELECT count(*) FROM pg_proc WHERE proname LIKE 'w\_%';
SELECT n.nspname, count(*) FROM pg_class c JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace WHERE n.nspname <> 'pg_toast' GROUP BY n.nspname ORDER BY 1;
SELECT schemaname, tablename, hasindexes, hasrules FROM pg_tables WHERE schemaname = 'public' ORDER BY 1, 2;
SELECT catalog_name, schema_name FROM information_schema.schemata WHERE schema_name !~ '^pg_toast|^pg_.*_\d+$' ORDER BY 2;
SELECT routine_catalog, routine_schema, routine_name FROM information_schema.routines WHERE specific_schema NOT IN ('pg_catalog', 'information_schema') ORDER BY 1, 2, 3;
SELECT table_catalog, table_schema, table_name, table_type, is_insertable_into FROM information_schema.tables WHERE table_schema NOT IN ('pg_catalog', 'information_schema') ORDER BY 2, 3;
SELECT * FROM information_schema.columns WHERE table_schema IN ('public', 'other') ORDER BY table_name, ordinal_position;
SELECT constraint_name, table_name, constraint_type FROM information_schema.table_constraints WHERE table_schema <> 'pg_catalog' AND constraint_name NOT LIKE '%\_not\_null' ORDER BY 2, 3, 1;
SELECT * FROM information_schema.referential_constraints ORDER BY constraint_name;
SELECT * FROM information_schema.key_column_usage WHERE table_schema <> 'pg_catalog' ORDER BY table_name, constraint_name, ordinal_position;
SELECT trigger_name, event_object_table, action_statement FROM information_schema.triggers ORDER BY 1, 2;
SELECT * FROM information_schema.sequences ORDER BY sequence_name;
SELECT relname FROM pg_stat_user_tables ORDER BY 1;
SELECT datname FROM pg_stat_activity WHERE pid = pg_backend_pid();
SELECT has_database_privilege('shop', 'CONNECT'), has_database_privilege(current_database(), 'CREATE'), has_database_privilege(NULL, 'TEMP');
SELECT has_database_privilege('nowhere', 'CONNECT');
SELECT xmin IS NOT NULL, tableoid::regclass, relname FROM pg_class WHERE relname = 'fresh';
SELECT c.oid::regclass, c.relkind, count(*) FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid WHERE c.relname = 'fresh' GROUP BY c.oid ORDER BY 1;
SELECT relnamex FROM pg_class;
SELECT row_to_json(n) IS NOT NULL FROM pg_namespace n LIMIT 1;
SELECT (SELECT nspname FROM pg_namespace WHERE oid = c.relnamespace) FROM pg_class c WHERE c.relname IN ('orders', 'fresh') ORDER BY 1;
SELECT (quote_ident(table_catalog) || '.' || quote_ident(table_schema) || '.' || quote_ident(table_name))::regclass FROM information_schema.tables WHERE table_name IN ('orders', 'Category') ORDER BY table_name;
SELECT to_regclass('shop.public.orders'), to_regclass('public.orders'), to_regclass('shop.nowhere'), to_regclass(NULL::text);
SELECT ('other.public.orders'::text)::regclass;
