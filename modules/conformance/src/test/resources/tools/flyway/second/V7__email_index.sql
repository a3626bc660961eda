CREATE INDEX CONCURRENTLY payments_paid_idx ON payments (paid_at);
