create table "event_journal" (
  "ordering" bigserial unique not null,
  "persistence_id" varchar(255) not null,
  "sequence_number" bigint not null,
  "deleted" boolean default false not null,
  "writer" varchar(255) not null,
  "write_timestamp" bigint,
  "adapter_manifest" varchar(255),
  "event_ser_id" integer not null,
  "event_ser_manifest" varchar(255) not null,
  "event_payload" bytea not null,
  "meta_ser_id" integer,
  "meta_ser_manifest" varchar(255),
  "meta_payload" bytea,
  primary key ("persistence_id", "sequence_number")
);
create table "event_tag" (
  "event_id" bigint references "event_journal" ("ordering") on delete cascade,
  "tag" varchar(255),
  primary key ("event_id", "tag")
);
create table "snapshot" (
  "persistence_id" varchar(255) not null,
  "sequence_number" bigint not null,
  "created" bigint not null,
  "snapshot_ser_id" integer not null,
  "snapshot_ser_manifest" varchar(255) not null,
  "snapshot_payload" bytea not null,
  "meta_ser_id" integer,
  "meta_ser_manifest" varchar(255),
  "meta_payload" bytea,
  primary key ("persistence_id", "sequence_number")
);
