CREATE TABLE carriers (name varchar(40) PRIMARY KEY, phone text);
INSERT INTO carriers (name) SELECT DISTINCT carrier FROM shipments;
ALTER TABLE shipments ADD CONSTRAINT shipments_carrier_fk FOREIGN KEY (carrier) REFERENCES carriers (name);
ALTER TABLE shipments DROP CONSTRAINT shipments_carrier_known;
