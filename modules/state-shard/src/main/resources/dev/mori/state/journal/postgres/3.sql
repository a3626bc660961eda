alter table "mori_owner" add column "taking" bigint not null default 0;
