package dev.mori.node.session;

import dev.mori.engine.postgres.CatalogDisguise;
import dev.mori.engine.postgres.OverlayContext;
import dev.mori.engine.postgres.PostgresCatalog;
import dev.mori.engine.postgres.PostgresNeighbours;
import dev.mori.engine.postgres.PostgresOverlay;
import dev.mori.engine.postgres.ReadOnlyRequest;
import dev.mori.engine.postgres.ReadPlan;
import dev.mori.engine.postgres.ReadText;
import dev.mori.engine.postgres.Relation;
import dev.mori.node.link.ReplySink;
import dev.mori.node.prod.Binding;
import dev.mori.node.prod.ProdSide;
import dev.mori.node.sql.Ask;
import dev.mori.node.sql.SqlFailed;
import dev.mori.overlay.statement.Purity;
import dev.mori.overlay.statement.Statement;
import dev.mori.overlay.statement.TableRef;
import dev.mori.protocol.postgres.BackendMessage;
import dev.mori.protocol.postgres.FrontendMessage;
import dev.mori.protocol.postgres.Target;
import dev.mori.protocol.postgres.TransactionStatus;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.BiFunction;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Runs reads: on prod as they are, on prod with the session's rows shipped along, or on the shadow.
 * The shadow describes every read that is rewritten, so names, types and errors of the statement
 * are the original's.
 */
final class ReadRunner {
  private static final Logger LOG = LoggerFactory.getLogger(ReadRunner.class);

  /** A parameter of an extension or of the client's own in a string. */
  private static final Pattern PARAMETER = Pattern.compile("'(\\w+\\.\\w+)'");

  private final ClientContext client;
  private final ShadowRunner shadow;
  private final WriteRunner writes;
  private final Standpoint standpoint;

  ReadRunner(ClientContext client, ShadowRunner shadow, WriteRunner writes) {
    this.client = client;
    this.shadow = shadow;
    this.writes = writes;
    this.standpoint = new Standpoint(client);
  }

  /** The schema for a read that starts now. */
  CompletionStage<Schema> facts() {
    return standpoint.facts();
  }

  CompletionStage<Optional<OpenResult>> run(
      Bound bound, Statement.Select select, int limit, ResultSink sink) {
    return facts()
        .thenCompose(
            schema ->
                run(
                    new Read(
                        bound,
                        select.query(),
                        limit,
                        schema,
                        new PlainAnswer(bound, sink, client.prepared()))));
  }

  /** Runs a read under the schema that {@link #facts} has just given. */
  CompletionStage<Optional<OpenResult>> run(Read read) {
    ReadPlan plan = plan(read);
    client.log(plan);
    return run(read, plan);
  }

  private ReadPlan plan(Read read) {
    Bound bound = read.bound();
    Settings settings = client.settings().lastKnown();
    OverlayContext context =
        new OverlayContext(
            read.schema().views(),
            settings.searchPath(),
            client.tables(),
            bound.binding().types().stream().map(Integer::toUnsignedLong).toList(),
            client.transaction().open());
    ReadText text =
        new ReadText(bound.text(), read.query(), read.schema().guard().purity(bound.parsed()));
    ReadPlan plan = new PostgresOverlay(context).plan(text, !settings.ownRole());
    if (OidRewriting.numbersObjects(bound.binding())) {
      return withRows(plan, "a parameter numbers an object");
    }
    return settings.extensions() && maySeeExtensions(text, context)
        ? withRows(plan, "a parameter of an extension is set")
        : plan;
  }

  /** Whether functions or operators may run that a parameter of an extension changes. */
  private static boolean maySeeExtensions(ReadText text, OverlayContext context) {
    PostgresCatalog catalog = context.views().catalog();
    return text.purity() instanceof Purity.UserFunctions
        || text.query().tables().stream()
            .map(TableRef::name)
            .flatMap(
                name ->
                    catalog
                        .resolve(name.schema().orElse(null), name.name(), context.searchPath())
                        .stream())
            .anyMatch(relation -> relation.kind() == Relation.Kind.VIEW);
  }

  /** The same on the shadow, for which the rows have to be there. */
  private static ReadPlan withRows(ReadPlan plan, String reason) {
    return switch (plan) {
      case ReadPlan.ProdDirect direct -> new ReadPlan.Localize(direct.relations(), reason);
      case ReadPlan.Rewritten rewritten -> new ReadPlan.Localize(rewritten.relations(), reason);
      case ReadPlan.ShadowOnly only -> only;
      case ReadPlan.Localize localize -> localize;
      case ReadPlan.Refused refused -> refused;
    };
  }

  private CompletionStage<Optional<OpenResult>> run(Read read, ReadPlan plan) {
    return switch (plan) {
      case ReadPlan.ShadowOnly only -> onShadow(read);
      case ReadPlan.Refused refused ->
          CompletableFuture.failedStage(Errors.refused(refused.reason(), refused.hint()));
      case ReadPlan.Localize localize -> {
        LOG.debug("localizing: {}", localize.reason());
        yield localized(read, localize.relations());
      }
      case ReadPlan.ProdDirect direct ->
          throughProd(
              read,
              read.schema().guard().original(read.bound().parsed(), direct),
              direct.relations(),
              (request, rows) -> direct(read, direct, request, rows));
      case ReadPlan.Rewritten rewritten ->
          throughProd(
              read,
              read.schema().guard().rewritten(read.bound().parsed(), rewritten),
              rewritten.relations(),
              (request, rows) -> rewritten(read, rewritten, request, rows));
    };
  }

  /** Asks prod if it may be asked and the client can use its rows. */
  private CompletionStage<Optional<OpenResult>> throughProd(
      Read read,
      Optional<ReadOnlyRequest> request,
      List<Relation> relations,
      BiFunction<ReadOnlyRequest, ReplySink, CompletionStage<Optional<OpenResult>>> run) {
    if (request.isEmpty() || !OidRewriting.possible(read.bound())) {
      return localized(read, relations);
    }
    return standpoint
        .note(relations)
        .thenCompose(v -> read.answer().rows())
        .thenCompose(
            rows ->
                rows.isPresent()
                    ? run.apply(request.get(), rows.get())
                    : localized(read, relations));
  }

  private CompletionStage<Optional<OpenResult>> localized(Read read, List<Relation> relations) {
    return writes
        .localize(new PostgresNeighbours(read.schema().catalog()), relations)
        .thenCompose(v -> onShadow(read));
  }

  private CompletionStage<Optional<OpenResult>> onShadow(Read read) {
    Optional<String> disguised =
        new CatalogDisguise(read.schema().catalog(), client.settings().lastKnown().searchPath())
            .text(read.bound().parsed(), read.query());
    return disguised.isEmpty()
        ? onShadow(read, read.answer().statement())
        : read.answer()
            .understood()
            .thenCompose(v -> onShadow(read, read.answer().disguised(disguised.get())));
  }

  private CompletionStage<Optional<OpenResult>> onShadow(Read read, Bound run) {
    ResultSink sink = read.answer().sink();
    if (read.schema().guard().purity(read.bound().parsed()) instanceof Purity.Pure) {
      return shadow.run(run, read.limit(), sink);
    }
    noteParameters(read.answer().statement());
    return shadow
        .together(read.answer().statement())
        .thenCompose(v -> shadow.run(run, read.limit(), sink))
        // It may have called set_config.
        .whenComplete((result, thrown) -> client.settings().forget());
  }

  /** Functions that set parameters of extensions: set_config and pg_trgm's. */
  private void noteParameters(Bound bound) {
    if (bound.parsed().names().mentions("set_limit")) {
      client.settings().alsoKeep("pg_trgm.similarity_threshold");
    }
    if (bound.parsed().names().mentions("set_config")) {
      Matcher name = PARAMETER.matcher(bound.text());
      while (name.find()) {
        client.settings().alsoKeep(name.group(1));
      }
    }
  }

  private CompletionStage<Optional<OpenResult>> direct(
      Read read, ReadPlan.ProdDirect plan, ReadOnlyRequest request, ReplySink target) {
    OidRewriting rows = new OidRewriting(target, read.schema().oids(), Optional.empty());
    ProdSide.Run run =
        new ProdSide.Run(
            request,
            client.onProd(read.bound().binding()),
            client.settings().lastKnown().replay(),
            read.limit(),
            read.bound().simple(),
            client.scope());
    return onProd(run, rows, failed -> direct(read, plan, failed));
  }

  /**
   * Prod knows a name less, or another one: then the shadow decides whether the statement is wrong.
   * Only what is right there has to be brought there.
   */
  private CompletionStage<Optional<OpenResult>> direct(
      Read read, ReadPlan.ProdDirect plan, SqlFailed failed) {
    if (!namesOnly(failed)) {
      return CompletableFuture.failedStage(failed);
    }
    return client
        .prepared()
        .check(read.bound().text(), read.bound().binding().types())
        .thenCompose(understood -> localized(read, plan.relations()));
  }

  private CompletionStage<Optional<OpenResult>> rewritten(
      Read read, ReadPlan.Rewritten plan, ReadOnlyRequest request, ReplySink target) {
    return described(read, plan)
        .thenCompose(
            described ->
                standpoint
                    .unmoved()
                    .thenCompose(
                        same ->
                            same || plan(read).equals(plan)
                                ? shipped(read, plan, request, target, described)
                                : run(read)));
  }

  private CompletionStage<Optional<OpenResult>> shipped(
      Read read,
      ReadPlan.Rewritten plan,
      ReadOnlyRequest request,
      ReplySink target,
      Described described) {
    if (described.deltas().stream().anyMatch(Objects::isNull)) {
      return localized(read, plan.relations());
    }
    ProdSide.Run run =
        new ProdSide.Run(
            request,
            client.onProd(read.bound().binding()).plus(described.deltas()),
            client.settings().lastKnown().replay(),
            read.limit(),
            false,
            client.scope());
    OidRewriting rows = new OidRewriting(target, read.schema().oids(), described.columns());
    return onProd(
        run,
        rows,
        failed -> {
          if (namesOnly(failed) || failed.fields().sqlState().startsWith("22")) {
            return localized(read, plan.relations());
          }
          // It failed while it ran, and by then a server has announced its columns.
          rows.announce();
          return CompletableFuture.failedStage(failed);
        });
  }

  /**
   * The original as the shadow sees it.
   *
   * @param columns its RowDescription, for the simple protocol
   * @param deltas what the session has to ship, null for too much
   */
  private record Described(Optional<BackendMessage> columns, List<@Nullable String> deltas) {}

  /**
   * Describes the original on the shadow (the client's errors and columns come from there) and
   * captures the session's rows, all in one round trip.
   */
  private CompletionStage<Described> described(Read read, ReadPlan.Rewritten plan) {
    Bound bound = read.bound();
    Ask.Collector captured = new Ask.Collector();
    ReadDescription description = new ReadDescription(captured);
    List<FrontendMessage> messages = new ArrayList<>();
    if (bound.prepared() instanceof Bound.Preparation.None) {
      messages.add(new FrontendMessage.Parse("", bound.text(), bound.binding().types()));
      messages.add(bound.binding().bind("", ""));
      messages.add(new FrontendMessage.Describe(Target.PORTAL, ""));
    }
    if (!plan.captureSql().isEmpty()) {
      messages.add(new FrontendMessage.Parse("", plan.captureSql(), captureTypes(bound, plan)));
      messages.add(captureBinding(bound, plan).bind("", ""));
      messages.add(new FrontendMessage.Execute("", 0));
    }
    messages.add(new FrontendMessage.Sync());
    return client
        .shadow()
        .exchange(messages, description)
        .thenApply(
            status -> {
              description.failIfFailed();
              List<@Nullable String> deltas =
                  plan.captureSql().isEmpty()
                      ? List.of()
                      : captured.answer(TransactionStatus.IDLE).rowsOf(0).getFirst();
              return new Described(description.columns(), deltas);
            });
  }

  private static List<Integer> captureTypes(Bound bound, ReadPlan.Rewritten plan) {
    return plan.captureParameters().isEmpty() ? List.of() : bound.binding().types();
  }

  private static Binding captureBinding(Bound bound, ReadPlan.Rewritten plan) {
    return plan.captureParameters().isEmpty() ? Binding.NONE : bound.binding().withTextResults();
  }

  private CompletionStage<Optional<OpenResult>> onProd(
      ProdSide.Run run,
      OidRewriting rows,
      Function<SqlFailed, CompletionStage<Optional<OpenResult>>> otherwise) {
    return client
        .prod()
        .run(run, rows)
        .handle(
            (portal, thrown) -> {
              if (thrown == null) {
                return CompletableFuture.completedStage(
                    portal.<OpenResult>map(OpenResult.OnProd::new));
              }
              Throwable cause = Errors.cause(thrown);
              if (cause instanceof SqlFailed failed && !rows.started()) {
                LOG.debug(
                    "prod answered {} {}", failed.fields().sqlState(), failed.fields().message());
                return otherwise.apply(failed);
              }
              return CompletableFuture.<Optional<OpenResult>>failedStage(cause);
            })
        .thenCompose(stage -> stage);
  }

  /** Class 42 but for privileges: a name means something only in this session, perhaps. */
  private static boolean namesOnly(SqlFailed failed) {
    String state = failed.fields().sqlState();
    return state.startsWith("42") && !state.equals("42501");
  }
}
