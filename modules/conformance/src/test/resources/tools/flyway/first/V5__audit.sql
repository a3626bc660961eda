CREATE TABLE order_audit (order_id bigint NOT NULL, old_status order_status, new_status order_status);

CREATE FUNCTION audit_order() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  INSERT INTO order_audit VALUES (NEW.id, OLD.status, NEW.status);
  RETURN NEW;
END
$$;

CREATE TRIGGER orders_audit AFTER UPDATE OF status ON orders
    FOR EACH ROW WHEN (OLD.status IS DISTINCT FROM NEW.status) EXECUTE FUNCTION audit_order();

UPDATE orders SET status = 'returned' WHERE id = 7;

DO $$
DECLARE late record;
BEGIN
  FOR late IN SELECT id FROM orders WHERE status = 'paid' ORDER BY id LIMIT 2 LOOP
    UPDATE orders SET status = 'packed' WHERE id = late.id;
  END LOOP;
END
$$;
