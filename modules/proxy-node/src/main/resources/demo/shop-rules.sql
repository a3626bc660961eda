-- mori demo shop, part 3 of 3: keys, constraints, indexes, functions over tables, triggers, views.

ALTER TABLE customers ADD PRIMARY KEY (id);
ALTER TABLE customers ADD CONSTRAINT customers_credit_floor CHECK (credit >= -1000);
ALTER TABLE customers ADD CONSTRAINT customers_status_known CHECK (status IN ('active', 'blocked', 'closed'));
ALTER TABLE customers ADD CONSTRAINT customers_referrer_fk FOREIGN KEY (referrer_id) REFERENCES customers (id) ON DELETE SET NULL;
CREATE UNIQUE INDEX customers_email_key ON customers (lower(email::text));
CREATE UNIQUE INDEX customers_phone_active_key ON customers (phone) WHERE status = 'active';
CREATE INDEX customers_tags_idx ON customers USING gin (tags);
CREATE INDEX customers_country_name_idx ON customers (country, name DESC NULLS LAST);
CREATE INDEX customers_referrer_idx ON customers (referrer_id);

ALTER TABLE "Category" ADD PRIMARY KEY ("Id");
ALTER TABLE "Category" ADD CONSTRAINT "Category_Name_key" UNIQUE ("Name");
ALTER TABLE "Category" ADD CONSTRAINT "Category_Parent_fk" FOREIGN KEY ("ParentId") REFERENCES "Category" ("Id") ON DELETE RESTRICT;

ALTER TABLE products ADD PRIMARY KEY (sku);
ALTER TABLE products ADD CONSTRAINT products_price_positive CHECK (price > 0);
ALTER TABLE products ADD CONSTRAINT products_category_fk FOREIGN KEY (category_id) REFERENCES "Category" ("Id") ON DELETE SET NULL;
CREATE UNIQUE INDEX products_slug_key ON products (slug);
CREATE INDEX products_attrs_idx ON products USING gin (attrs jsonb_path_ops);
CREATE INDEX products_category_idx ON products (category_id, price);

ALTER TABLE price_history ADD PRIMARY KEY (id);

ALTER TABLE orders ADD PRIMARY KEY (id);
ALTER TABLE orders ADD CONSTRAINT orders_order_no_key UNIQUE (order_no);
ALTER TABLE orders ADD CONSTRAINT orders_customer_fk FOREIGN KEY (customer_id) REFERENCES customers (id) ON DELETE CASCADE;
CREATE INDEX orders_customer_idx ON orders (customer_id, placed_at DESC);
CREATE INDEX orders_open_idx ON orders (placed_at) WHERE status IN ('new', 'paid');

ALTER TABLE order_items ADD PRIMARY KEY (order_id, line_no);
ALTER TABLE order_items ADD CONSTRAINT order_items_qty_positive CHECK (qty > 0);
ALTER TABLE order_items ADD CONSTRAINT order_items_order_fk FOREIGN KEY (order_id) REFERENCES orders (id) ON DELETE CASCADE;
ALTER TABLE order_items ADD CONSTRAINT order_items_sku_fk FOREIGN KEY (sku) REFERENCES products (sku) ON UPDATE CASCADE ON DELETE RESTRICT;
CREATE INDEX order_items_sku_idx ON order_items (sku) INCLUDE (qty);

ALTER TABLE payments ADD PRIMARY KEY (id);
ALTER TABLE payments ADD CONSTRAINT payments_order_fk FOREIGN KEY (order_id) REFERENCES orders (id) ON DELETE SET NULL;
CREATE UNIQUE INDEX payments_reference_key ON payments (upper(reference)) WHERE captured;
CREATE INDEX payments_order_idx ON payments (order_id);

ALTER TABLE reviews ADD PRIMARY KEY (id);
ALTER TABLE reviews ADD CONSTRAINT reviews_stars_range CHECK (stars BETWEEN 1 AND 5);
ALTER TABLE reviews ADD CONSTRAINT reviews_one_each UNIQUE (sku, customer_id);
ALTER TABLE reviews ADD CONSTRAINT reviews_sku_fk FOREIGN KEY (sku) REFERENCES products (sku) ON UPDATE CASCADE ON DELETE CASCADE;
ALTER TABLE reviews ADD CONSTRAINT reviews_customer_fk FOREIGN KEY (customer_id) REFERENCES customers (id) ON DELETE SET NULL;
CREATE INDEX reviews_customer_idx ON reviews (customer_id);

ALTER TABLE sessions ADD PRIMARY KEY (token);
ALTER TABLE sessions ADD CONSTRAINT sessions_secret_key UNIQUE (secret);
ALTER TABLE sessions ADD CONSTRAINT sessions_customer_fk FOREIGN KEY (customer_id) REFERENCES customers (id) ON DELETE CASCADE;
CREATE INDEX sessions_customer_idx ON sessions (customer_id);

ALTER TABLE tags ADD PRIMARY KEY (id);
ALTER TABLE tags ADD CONSTRAINT tags_label_key UNIQUE (label);
ALTER TABLE product_tags ADD PRIMARY KEY (sku, tag_id);
ALTER TABLE product_tags ADD CONSTRAINT product_tags_sku_fk FOREIGN KEY (sku) REFERENCES products (sku) ON UPDATE CASCADE ON DELETE CASCADE;
ALTER TABLE product_tags ADD CONSTRAINT product_tags_tag_fk FOREIGN KEY (tag_id) REFERENCES tags (id) ON DELETE RESTRICT;
CREATE INDEX product_tags_tag_idx ON product_tags (tag_id);

ALTER TABLE settings ADD PRIMARY KEY (key);

ALTER TABLE events ADD PRIMARY KEY (id, happened_on);
CREATE INDEX events_kind_idx ON events (kind, happened_on);

ALTER TABLE warehouse.locations ADD PRIMARY KEY (code);
ALTER TABLE warehouse.stock ADD PRIMARY KEY (location_code, sku);
ALTER TABLE warehouse.stock ADD CONSTRAINT stock_reserved_range CHECK (reserved >= 0);
ALTER TABLE warehouse.stock ADD CONSTRAINT stock_location_fk FOREIGN KEY (location_code) REFERENCES warehouse.locations (code) ON DELETE RESTRICT;
ALTER TABLE warehouse.stock ADD CONSTRAINT stock_sku_fk FOREIGN KEY (sku) REFERENCES products (sku) ON UPDATE CASCADE ON DELETE CASCADE;
CREATE INDEX stock_sku_idx ON warehouse.stock (sku);

ALTER TABLE warehouse.bookings ADD PRIMARY KEY (id);
ALTER TABLE warehouse.bookings ADD CONSTRAINT bookings_no_overlap EXCLUDE USING gist (minutes WITH &&);
ALTER TABLE warehouse.bookings ADD CONSTRAINT bookings_ticket_key UNIQUE (ticket);
ALTER TABLE warehouse.bookings ADD CONSTRAINT bookings_location_fk FOREIGN KEY (location_code) REFERENCES warehouse.locations (code) ON DELETE SET NULL;

ALTER TABLE warehouse."Employee" ADD PRIMARY KEY ("employeeId");
ALTER TABLE warehouse."Employee" ADD CONSTRAINT "Employee_deskNo_key" UNIQUE ("deskNo") DEFERRABLE INITIALLY IMMEDIATE;
ALTER TABLE warehouse."Employee" ADD CONSTRAINT "Employee_manager_fk" FOREIGN KEY ("managerId") REFERENCES warehouse."Employee" ("employeeId") ON DELETE SET NULL;
ALTER TABLE warehouse."Employee" ADD CONSTRAINT "Employee_location_fk" FOREIGN KEY ("locationCode") REFERENCES warehouse.locations (code) DEFERRABLE INITIALLY DEFERRED;

CREATE FUNCTION customer_total(who bigint) RETURNS numeric
    LANGUAGE sql STABLE
    AS $$ SELECT coalesce(sum(o.total), 0) FROM public.orders o WHERE o.customer_id = who AND o.status <> 'cancelled' $$;

CREATE FUNCTION warehouse.free_stock(wanted text) RETURNS bigint
    LANGUAGE plpgsql STABLE
    AS $$ BEGIN RETURN (SELECT coalesce(sum(s.on_hand - s.reserved), 0) FROM warehouse.stock s WHERE s.sku = wanted); END $$;

CREATE FUNCTION touch_customer() RETURNS trigger LANGUAGE plpgsql
    AS $$ BEGIN NEW.version := OLD.version + 1; NEW.updated_at := now(); RETURN NEW; END $$;
CREATE TRIGGER customers_touch BEFORE UPDATE ON customers FOR EACH ROW
    WHEN (OLD.* IS DISTINCT FROM NEW.*) EXECUTE FUNCTION touch_customer();

CREATE FUNCTION keep_price() RETURNS trigger LANGUAGE plpgsql
    AS $$ BEGIN
      INSERT INTO public.price_history (sku, old_price, new_price) VALUES (NEW.sku, OLD.price, NEW.price);
      RETURN NULL;
    END $$;
CREATE TRIGGER products_keep_price AFTER UPDATE OF price ON products FOR EACH ROW
    WHEN (OLD.price IS DISTINCT FROM NEW.price) EXECUTE FUNCTION keep_price();
COMMENT ON TRIGGER products_keep_price ON products IS 'Writes price_history';

CREATE VIEW order_totals AS
    SELECT o.id, o.order_no, o.customer_id, o.status, count(i.line_no) AS lines, coalesce(sum(i.amount), 0)::numeric(14,2) AS items_total
    FROM orders o LEFT JOIN order_items i ON i.order_id = o.id
    GROUP BY o.id;
COMMENT ON VIEW order_totals IS 'One row for each order';

CREATE VIEW customer_orders AS
    SELECT c.id, c.name, c.country, count(t.id) AS orders, sum(t.items_total) AS spent
    FROM customers c LEFT JOIN order_totals t ON t.customer_id = c.id
    GROUP BY c.id, c.name, c.country;

CREATE VIEW "BigSpenders" ("Id", "Name", spent) AS
    SELECT id, name, spent FROM customer_orders WHERE spent > 100;

CREATE VIEW active_products AS
    SELECT sku, title, price, category_id FROM products WHERE active
    WITH LOCAL CHECK OPTION;

CREATE VIEW warehouse.stock_overview AS
    SELECT l.code, l.name, p.sku, p.title, s.on_hand - s.reserved AS free
    FROM warehouse.locations l JOIN warehouse.stock s ON s.location_code = l.code JOIN public.products p USING (sku);

ANALYZE;
