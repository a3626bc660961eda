CREATE UNIQUE INDEX CONCURRENTLY order_audit_one_each ON order_audit (new_status);
