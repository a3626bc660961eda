INSERT INTO shipments (id, order_id, carrier, tracking)
SELECT id, id, CASE id % 3 WHEN 0 THEN 'post' WHEN 1 THEN 'bike' ELSE 'truck' END, 'T-' || order_no
FROM orders
WHERE status = 'shipped';

UPDATE customers c
SET points = s.points
FROM (SELECT customer_id, count(*) * 10 AS points FROM orders WHERE status <> 'cancelled' GROUP BY customer_id) s
WHERE s.customer_id = c.id;

UPDATE orders SET status = 'lost' WHERE id IN (SELECT order_id FROM shipments ORDER BY order_id LIMIT 3);

DELETE FROM reviews WHERE stars = 1 AND body IS NULL;
