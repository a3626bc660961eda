package dev.mori.node.session;

import dev.mori.engine.postgres.OidMap;
import dev.mori.node.link.ReplySink;
import dev.mori.node.prod.Binding;
import dev.mori.node.transport.ClientOutput;
import dev.mori.protocol.postgres.BackendMessage;
import dev.mori.protocol.postgres.BackendMessage.Field;
import dev.mori.protocol.postgres.Format;
import io.netty.buffer.ByteBuf;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Gives a client the shadow's object ids in place of prod's, since catalog queries run on the
 * shadow: in RowDescription, table and type oids.
 */
final class OidRewriting implements ReplySink {
  /**
   * Smallest oid that is not fixed by the server's own catalog (PostgreSQL 15, access/transam.h).
   */
  static final int FIRST_USER_OID = 16_384;

  /**
   * regproc, regprocedure, regoper, regoperator, regclass, regtype, regconfig, regdictionary,
   * regnamespace, regrole, regcollation, and arrays of them (PostgreSQL 15, pg_type.dat).
   */
  private static final Set<Integer> OBJECTS =
      Set.of(
          24, 1008, 2202, 2203, 2204, 2205, 2206, 2207, 2208, 2209, 2210, 2211, 3734, 3735, 3769,
          3770, 4089, 4090, 4096, 4097, 4191, 4192);

  /** record and record[], whose fields may be of user types. */
  private static final Set<Integer> RECORDS = Set.of(2249, 2287);

  private final ReplySink target;
  private final OidMap oids;
  private Optional<BackendMessage> columns;
  private boolean started;

  /**
   * A rewriting sink.
   *
   * @param columns the RowDescription to put ahead of the result, when prod is not asked for one
   */
  OidRewriting(ReplySink target, OidMap oids, Optional<BackendMessage> columns) {
    this.target = target;
    this.oids = oids;
    this.columns = columns;
  }

  /**
   * Whether prod's rows can go to the client untouched. Binary arrays and composites of user types
   * carry type oids inside their values (array_send, record_send), which prod and shadow number
   * differently.
   */
  static boolean possible(Bound bound) {
    if (!(bound.prepared() instanceof Bound.Preparation.Named named)) {
      return true;
    }
    return possible(named.statement().columns().fields(), bound.binding().results());
  }

  /** Whether prod's values of these columns, in these formats, mean the same to the client. */
  static boolean possible(List<Field> fields, List<Format> formats) {
    for (int i = 0; i < fields.size(); i++) {
      boolean binary = Format.of(formats, i) == Format.BINARY;
      if (binary && numbersTypes(fields.get(i))) {
        return false;
      }
    }
    return true;
  }

  private static boolean numbersTypes(Field field) {
    return field.typeSize() == -1
        && (field.typeOid() >= FIRST_USER_OID || RECORDS.contains(field.typeOid()));
  }

  /**
   * Whether a parameter may be the number of an object of the shadow (ADR 0005), which is another
   * object's on prod: then only the shadow knows what the statement means.
   */
  static boolean numbersObjects(Binding binding) {
    return binding.types().stream().anyMatch(OBJECTS::contains);
  }

  /** Whether anything has gone to the client. */
  boolean started() {
    return started;
  }

  @Override
  public void message(BackendMessage message) {
    announce();
    target.message(message instanceof BackendMessage.RowDescription rows ? mapped(rows) : message);
  }

  @Override
  public void rows(ByteBuf frames) {
    announce();
    target.rows(frames);
  }

  @Override
  public @Nullable ClientOutput output() {
    return target.output();
  }

  /** Puts the columns ahead of whatever comes next. */
  void announce() {
    started = true;
    columns.ifPresent(target::message);
    columns = Optional.empty();
  }

  private BackendMessage.RowDescription mapped(BackendMessage.RowDescription rows) {
    List<Field> fields = new ArrayList<>(rows.fields().size());
    for (Field field : rows.fields()) {
      OidMap.Field column =
          oids.field(Integer.toUnsignedLong(field.tableOid()), field.columnNumber());
      long type =
          oids.typeInShadow(Integer.toUnsignedLong(field.typeOid()))
              .orElseThrow(
                  () -> new IllegalStateException("prod has a type that the shadow lacks"));
      fields.add(
          new Field(
              field.name(),
              (int) column.relation(),
              (short) column.attnum(),
              (int) type,
              field.typeSize(),
              field.typeModifier(),
              field.format()));
    }
    return new BackendMessage.RowDescription(fields);
  }
}
