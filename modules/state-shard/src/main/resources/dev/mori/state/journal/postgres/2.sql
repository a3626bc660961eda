create table "mori_node" (
  "node" varchar(64) primary key,
  "cluster" varchar(255) not null,
  "address" varchar(255) not null,
  "member" boolean not null,
  "beat" bigint not null
);
create table "mori_owner" (
  "session" varchar(255) primary key,
  "node" varchar(64) not null
);
create table "mori_lease" (
  "name" varchar(255) primary key,
  "owner" varchar(255) not null,
  "expires" timestamptz not null
);
