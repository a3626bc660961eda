-- only prod has a past: types created in another order get other oids
CREATE TYPE app.unrelated AS ENUM ('x');
DROP TYPE app.unrelated;
