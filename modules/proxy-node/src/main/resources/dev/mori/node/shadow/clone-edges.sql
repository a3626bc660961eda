-- What must exist before what: (catalog, oid, catalog, oid), both as numbers that clone-objects.sql uses.
-- Parts are lifted to the object that makes them: a row or array type to its table or element, a generated column's
-- expression to the table, a view's rule to the view, a constraint's index to the constraint, a member to its extension.

WITH lifted AS (
  SELECT 'pg_type'::regclass::oid AS cat, t.oid AS obj, 'pg_class'::regclass::oid AS to_cat, typrelid AS to_obj
    FROM pg_type t JOIN pg_class c ON c.oid = typrelid AND relkind <> 'c'
  UNION ALL SELECT 'pg_class'::regclass, c.oid, 'pg_type'::regclass, reltype FROM pg_class c WHERE relkind = 'c'
  UNION ALL SELECT 'pg_type'::regclass, a.oid, 'pg_class'::regclass, c.oid
    FROM pg_type a JOIN pg_type e ON e.typarray = a.oid JOIN pg_class c ON c.oid = e.typrelid AND relkind <> 'c'
  UNION ALL SELECT 'pg_type'::regclass, a.oid, 'pg_type'::regclass, e.oid
    FROM pg_type a JOIN pg_type e ON e.typarray = a.oid LEFT JOIN pg_class c ON c.oid = e.typrelid WHERE e.typrelid = 0 OR c.relkind = 'c'
  UNION ALL SELECT 'pg_type'::regclass, rngmultitypid, 'pg_type'::regclass, rngtypid FROM pg_range
  UNION ALL SELECT 'pg_type'::regclass, m.typarray, 'pg_type'::regclass, rngtypid FROM pg_range JOIN pg_type m ON m.oid = rngmultitypid
  UNION ALL SELECT 'pg_attrdef'::regclass, d.oid, 'pg_class'::regclass, adrelid
    FROM pg_attrdef d JOIN pg_attribute a ON attrelid = adrelid AND attnum = adnum WHERE attgenerated <> ''
  UNION ALL SELECT 'pg_rewrite'::regclass, r.oid, 'pg_class'::regclass, ev_class FROM pg_rewrite r WHERE rulename = '_RETURN'
  UNION ALL SELECT 'pg_constraint'::regclass, k.oid, 'pg_type'::regclass, contypid FROM pg_constraint k WHERE contypid <> 0
  UNION ALL SELECT 'pg_class'::regclass, conindid, 'pg_constraint'::regclass, k.oid FROM pg_constraint k WHERE contype IN ('p', 'u', 'x')
), members AS (
  SELECT d.classid AS cat, d.objid AS obj, d.refclassid AS to_cat, d.refobjid AS to_obj FROM pg_depend d WHERE deptype = 'e'
)
SELECT DISTINCT coalesce(l.to_cat, d.classid), coalesce(l.to_obj, d.objid),
       coalesce(me.to_cat, m.to_cat, r.to_cat, d.refclassid), coalesce(me.to_obj, m.to_obj, r.to_obj, d.refobjid)
  FROM pg_depend d
  LEFT JOIN lifted l ON l.cat = d.classid AND l.obj = d.objid
  LEFT JOIN lifted r ON r.cat = d.refclassid AND r.obj = d.refobjid
  LEFT JOIN members me ON me.cat = r.to_cat AND me.obj = r.to_obj
  LEFT JOIN members m ON m.cat = d.refclassid AND m.obj = d.refobjid
 WHERE d.deptype IN ('n', 'a', 'i') AND (d.objid >= 16384 OR d.refobjid >= 16384)
   AND NOT (d.classid = 'pg_class'::regclass AND d.refclassid = 'pg_class'::regclass AND d.deptype IN ('a', 'i')
            AND EXISTS (SELECT 1 FROM pg_class s WHERE s.oid = d.objid AND s.relkind IN ('S', 'r', 'p')));

-- A table takes its place among partitions or children when both have their checks, and before keys and indexes are made.
WITH attached AS (SELECT inhrelid, inhparent FROM pg_inherits JOIN pg_class c ON c.oid = inhrelid WHERE relkind IN ('r', 'p'))
SELECT 'pg_inherits'::regclass::oid, inhrelid, 'pg_class'::regclass::oid, t FROM attached, unnest(ARRAY[inhrelid, inhparent]) t
UNION SELECT 'pg_inherits'::regclass, inhrelid, 'pg_constraint'::regclass, k.oid FROM attached JOIN pg_constraint k ON conrelid IN (inhrelid, inhparent) AND contype = 'c'
UNION SELECT 'pg_constraint'::regclass, k.oid, 'pg_inherits'::regclass, inhrelid FROM attached JOIN pg_constraint k ON conrelid IN (inhrelid, inhparent) AND contype IN ('p', 'u', 'x')
UNION SELECT 'pg_class'::regclass, indexrelid, 'pg_inherits'::regclass, inhrelid FROM attached JOIN pg_index ON indrelid IN (inhrelid, inhparent);
