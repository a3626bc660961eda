package dev.mori.node.session;

import dev.mori.overlay.session.KeySet;
import dev.mori.overlay.session.Marks;
import dev.mori.overlay.session.SessionName;
import dev.mori.overlay.session.SessionView;
import dev.mori.overlay.session.SessionView.Standing;
import dev.mori.overlay.session.TableId;
import dev.mori.state.ChangeOutcome;
import dev.mori.state.SessionHandle;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;

/** A session whose view and answers a test decides. */
final class FakeSession implements SessionHandle {
  final List<String> asked = new ArrayList<>();
  CompletableFuture<SessionView> trusted = new CompletableFuture<>();
  ChangeOutcome answer = new ChangeOutcome.Done(1, 1);
  Standing standing = Standing.SETTLED;
  String database = "db1";

  SessionView view(long revision, Standing of) {
    return new SessionView(name(), 1, revision, database, Marks.NONE, 0, of);
  }

  @Override
  public SessionName name() {
    return ((SessionName.Parsed.Valid) SessionName.parse("shop/x")).name();
  }

  @Override
  public SessionView view() {
    return view(1, standing);
  }

  @Override
  public CompletionStage<SessionView> trustedView() {
    return trusted;
  }

  @Override
  public CompletionStage<ChangeOutcome> mark(long epoch, Map<TableId, KeySet> keys) {
    return answered("mark");
  }

  @Override
  public CompletionStage<ChangeOutcome> confirm(long epoch) {
    return answered("confirm");
  }

  @Override
  public CompletionStage<ChangeOutcome> detach(long epoch, TableId table) {
    return answered("detach");
  }

  @Override
  public CompletionStage<ChangeOutcome> schemaChanged(long epoch, String what) {
    return answered("schema " + what);
  }

  @Override
  public CompletionStage<ChangeOutcome> reset(String shadowDatabase) {
    return answered("reset");
  }

  @Override
  public CompletionStage<ChangeOutcome> drop() {
    return answered("drop");
  }

  @Override
  public Subscription onChange(Consumer<SessionView> listener) {
    return () -> {};
  }

  private CompletionStage<ChangeOutcome> answered(String what) {
    asked.add(what);
    return CompletableFuture.completedStage(answer);
  }
}
