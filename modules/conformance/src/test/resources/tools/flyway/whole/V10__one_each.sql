DROP INDEX IF EXISTS order_audit_one_each;
CREATE INDEX order_audit_one_each ON order_audit (new_status);
