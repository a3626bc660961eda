CREATE OR REPLACE VIEW shipping_overview AS
SELECT s.carrier, count(*) AS parcels, min(o.order_no) AS first_order, sum(c.points) AS points
FROM shipments s JOIN orders o ON o.id = s.order_id JOIN customers c ON c.id = o.customer_id
GROUP BY s.carrier;
