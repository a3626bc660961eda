ALTER TABLE customers ADD COLUMN points integer NOT NULL DEFAULT 0;
ALTER TABLE customers ADD COLUMN joined_by text;
ALTER TABLE customers ADD CONSTRAINT customers_points_floor CHECK (points >= 0);
CREATE INDEX customers_points_idx ON customers (points DESC) WHERE points > 0;
