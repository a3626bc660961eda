package dev.mori.engine.postgres;

import java.util.List;

/** How a definition is run. */
public sealed interface DefinitionPlan {
  /**
   * On the shadow, after these relations were localized because it reads, checks or rewrites their
   * rows.
   *
   * @param relations relations of prod
   * @param detaches relations that are the session's own from then on
   */
  record AfterLocalizing(List<Relation> relations, List<Relation> detaches)
      implements DefinitionPlan {
    public AfterLocalizing {
      relations = List.copyOf(relations);
      detaches = List.copyOf(detaches);
    }
  }

  /** Not at all; the sentence says why, the hint the way out. */
  record Refused(String sentence, String hint) implements DefinitionPlan {}
}
