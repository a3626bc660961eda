CREATE TABLE half_done (id int PRIMARY KEY);
INSERT INTO half_done SELECT id FROM orders WHERE id <= 3;
ALTER TABLE customers ADD CONSTRAINT customers_nobody CHECK (id < 0);
