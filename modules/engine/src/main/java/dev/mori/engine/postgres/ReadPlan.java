package dev.mori.engine.postgres;

import java.util.List;

/** Where and how a read runs so that it answers as a private copy would. */
public sealed interface ReadPlan {

  /**
   * The original text on prod.
   *
   * @param relations what to localize when prod, but not the shadow, rejects the text (SQLSTATE
   *     class 42 except 42501): a name then means something only in this session
   */
  record ProdDirect(List<Relation> relations) implements ReadPlan {
    /** Copies the list. */
    public ProdDirect {
      relations = List.copyOf(relations);
    }
  }

  /**
   * Another text on prod, with the session's rows as parameters. Types, column names and errors for
   * the client come from describing the original on the shadow.
   *
   * <p>Fall back to {@link Localize} with {@code relations} when {@link #captureSql} gives a NULL
   * column (too many rows), when prod rejects the text with SQLSTATE class 42 except 42501 (a
   * construct the rewriting does not carry), or with class 22 (prod evaluated an expression on a
   * row that this session has changed or deleted).
   *
   * @param text the statement for prod; the client's parameters keep their numbers
   * @param deltas further parameters, numbered after the client's, in order; each is sent as text
   *     with an unspecified type, which a cast in the text fixes
   * @param captureSql one statement for the shadow that gives one row with one text column per
   *     delta in order; empty when there are none. Takes the client's parameters, with their types
   *     declared, when {@code captureParameters} is not empty
   * @param captureParameters numbers of the client's parameters that {@code captureSql} uses
   * @param relations the prod tables it reads
   */
  record Rewritten(
      String text,
      List<DeltaParameter> deltas,
      String captureSql,
      List<Integer> captureParameters,
      List<Relation> relations)
      implements ReadPlan {
    /** Copies the lists. */
    public Rewritten {
      deltas = List.copyOf(deltas);
      captureParameters = List.copyOf(captureParameters);
      relations = List.copyOf(relations);
    }
  }

  /** The original text on the shadow: nothing it reads is prod's. */
  record ShadowOnly() implements ReadPlan {}

  /**
   * Copy what is missing of these tables into the shadow, then run the original text there.
   *
   * @param relations tables, partitioned roots, materialized views and foreign tables, each once
   * @param reason why the read cannot run on prod, for the log
   */
  record Localize(List<Relation> relations, String reason) implements ReadPlan {
    /** Copies the list. */
    public Localize {
      relations = List.copyOf(relations);
    }
  }

  /**
   * Cannot be answered exactly.
   *
   * @param reason a sentence for the client
   * @param hint the way out
   */
  record Refused(String reason, String hint) implements ReadPlan {}

  /**
   * One shipped parameter.
   *
   * @param number from the client's parameter count plus 1
   * @param type prod's type, as the cast in the text names it
   */
  record DeltaParameter(int number, String type) {}
}
