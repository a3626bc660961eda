--liquibase formatted sql

--changeset shop:refunds
CREATE TABLE refunds (
    payment_id uuid PRIMARY KEY REFERENCES payments (id),
    amount numeric(12,2) NOT NULL CHECK (amount > 0),
    reason text
);
INSERT INTO refunds (payment_id, amount) SELECT id, amount / 2 FROM payments WHERE captured AND amount > 50;
--rollback DROP TABLE refunds;

--changeset shop:refund-view
CREATE VIEW refund_overview AS
SELECT o.customer_id, count(*) AS refunds, sum(r.amount) AS amount
FROM refunds r JOIN payments p ON p.id = r.payment_id LEFT JOIN orders o ON o.id = p.order_id
GROUP BY o.customer_id;
--rollback DROP VIEW refund_overview;

--changeset shop:refund-limit splitStatements:false
CREATE FUNCTION refund_limit() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF NEW.amount > (SELECT amount FROM payments WHERE id = NEW.payment_id) THEN
    RAISE EXCEPTION 'more than was paid' USING ERRCODE = 'check_violation';
  END IF;
  RETURN NEW;
END
$$;
CREATE TRIGGER refunds_limit BEFORE INSERT OR UPDATE ON refunds FOR EACH ROW EXECUTE FUNCTION refund_limit();
--rollback DROP TRIGGER refunds_limit ON refunds; DROP FUNCTION refund_limit();

--changeset shop:status runInTransaction:false
ALTER TYPE payment_method ADD VALUE IF NOT EXISTS 'crypto';
--rollback empty

--changeset shop:note-index
CREATE INDEX orders_note_idx ON orders USING gin (to_tsvector('english', coalesce(note, '')));
--rollback DROP INDEX orders_note_idx;
