package dev.mori.state;

/**
 * A message that may travel between nodes: it has a manifest and a binary form in {@link
 * MessageCodec}.
 */
sealed interface SessionMessage
    permits CancelRequests.Cancel,
        ChangeOutcome,
        NodeReplica.Told,
        NodeReplica.Withdraw,
        ShadowSession.Acknowledge,
        ShadowSession.Inspect,
        ShadowSession.Inspection,
        ShadowSession.Renew,
        ShadowSession.Submit,
        ShadowSession.Subscribe,
        ShadowSession.Unsubscribe,
        ShadowSession.Withdrawn {}
