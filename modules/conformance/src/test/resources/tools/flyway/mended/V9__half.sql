CREATE TABLE half_done (id int PRIMARY KEY);
INSERT INTO half_done SELECT id FROM orders WHERE id <= 3;
