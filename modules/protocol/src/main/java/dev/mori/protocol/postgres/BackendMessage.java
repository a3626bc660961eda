package dev.mori.protocol.postgres;

import java.util.List;

/**
 * What a server sends, with names and fields as in PostgreSQL 17, "Message Formats". OIDs are
 * unsigned 32-bit numbers in an {@code int}. Texts hold no NUL.
 */
public sealed interface BackendMessage {

  /** The messages that share type {@code 'R'}. */
  sealed interface Authentication extends BackendMessage {}

  /** AuthenticationOk (B). */
  record AuthenticationOk() implements Authentication {}

  /** AuthenticationCleartextPassword (B). */
  record AuthenticationCleartextPassword() implements Authentication {}

  /** AuthenticationMD5Password (B). The salt has 4 octets. */
  record AuthenticationMd5Password(Octets salt) implements Authentication {
    /** Checks the salt's size. */
    public AuthenticationMd5Password {
      if (salt.size() != 4) {
        throw new IllegalArgumentException("an MD5 salt has 4 octets");
      }
    }
  }

  /** AuthenticationSASL (B): the mechanisms in the server's order of preference. */
  record AuthenticationSasl(List<String> mechanisms) implements Authentication {
    /** Copies the list. */
    public AuthenticationSasl {
      mechanisms = List.copyOf(mechanisms);
    }
  }

  /** AuthenticationSASLContinue (B). */
  record AuthenticationSaslContinue(Octets data) implements Authentication {}

  /** AuthenticationSASLFinal (B). */
  record AuthenticationSaslFinal(Octets data) implements Authentication {}

  /**
   * Any other authentication request: Kerberos V5 (2), GSS (7), GSSContinue (8), SSPI (9) and
   * whatever comes later.
   */
  record AuthenticationOther(int code, Octets data) implements Authentication {
    /** Refuses the codes that have a message of their own. */
    public AuthenticationOther {
      switch (code) {
        case 0, 3, 5, 10, 11, 12 ->
            throw new IllegalArgumentException("authentication request " + code + " has a message");
        default -> {}
      }
    }
  }

  /** ParameterStatus (B). */
  record ParameterStatus(String name, String value) implements BackendMessage {}

  /** BackendKeyData (B). The key has 4 octets in protocol 3.0 and up to 256 from 3.2 on. */
  record BackendKeyData(int processId, Octets secretKey) implements BackendMessage {}

  /** ReadyForQuery (B). */
  record ReadyForQuery(TransactionStatus status) implements BackendMessage {}

  /** RowDescription (B). */
  record RowDescription(List<Field> fields) implements BackendMessage {
    /** Copies the list. */
    public RowDescription {
      fields = List.copyOf(fields);
    }
  }

  /**
   * One column of RowDescription.
   *
   * @param tableOid the table's OID, 0 if the column is not a plain table column
   * @param columnNumber the attribute number (negative for system columns), 0 likewise
   * @param typeSize pg_type.typlen: octets, negative for variable width
   * @param typeModifier pg_attribute.atttypmod, -1 for none
   * @param format always text when the answer to Describe of a statement
   */
  record Field(
      String name,
      int tableOid,
      short columnNumber,
      int typeOid,
      short typeSize,
      int typeModifier,
      Format format) {
    /** The same column in another format. */
    public Field in(Format other) {
      return new Field(name, tableOid, columnNumber, typeOid, typeSize, typeModifier, other);
    }
  }

  /** ParameterDescription (B). */
  record ParameterDescription(List<Integer> parameterTypes) implements BackendMessage {
    /** Copies the list. */
    public ParameterDescription {
      parameterTypes = List.copyOf(parameterTypes);
    }
  }

  /** DataRow (B). */
  record DataRow(List<Datum> columns) implements BackendMessage {
    /** Copies the list. */
    public DataRow {
      columns = List.copyOf(columns);
    }
  }

  /** CommandComplete (B). */
  record CommandComplete(String tag) implements BackendMessage {}

  /** EmptyQueryResponse (B). */
  record EmptyQueryResponse() implements BackendMessage {}

  /** ErrorResponse (B). */
  record ErrorResponse(ErrorFields fields) implements BackendMessage {}

  /** NoticeResponse (B). */
  record NoticeResponse(ErrorFields fields) implements BackendMessage {}

  /** ParseComplete (B). */
  record ParseComplete() implements BackendMessage {}

  /** BindComplete (B). */
  record BindComplete() implements BackendMessage {}

  /** CloseComplete (B). */
  record CloseComplete() implements BackendMessage {}

  /** NoData (B). */
  record NoData() implements BackendMessage {}

  /** PortalSuspended (B). */
  record PortalSuspended() implements BackendMessage {}

  /** CopyInResponse (B): the whole copy's format and each column's. */
  record CopyInResponse(Format format, List<Format> columnFormats) implements BackendMessage {
    /** Copies the list. */
    public CopyInResponse {
      columnFormats = List.copyOf(columnFormats);
    }
  }

  /** CopyOutResponse (B): the whole copy's format and each column's. */
  record CopyOutResponse(Format format, List<Format> columnFormats) implements BackendMessage {
    /** Copies the list. */
    public CopyOutResponse {
      columnFormats = List.copyOf(columnFormats);
    }
  }

  /** CopyBothResponse (B), only for streaming replication. */
  record CopyBothResponse(Format format, List<Format> columnFormats) implements BackendMessage {
    /** Copies the list. */
    public CopyBothResponse {
      columnFormats = List.copyOf(columnFormats);
    }
  }

  /** CopyData (F and B). */
  record CopyData(Octets data) implements BackendMessage {}

  /** CopyDone (F and B). */
  record CopyDone() implements BackendMessage {}

  /** NotificationResponse (B). */
  record NotificationResponse(int processId, String channel, String payload)
      implements BackendMessage {}

  /**
   * NegotiateProtocolVersion (B).
   *
   * @param newestVersion the Int32 as it stands; servers send the whole version ({@code major << 16
   *     | minor}), though the specification speaks of the minor one
   * @param unrecognizedOptions names of the {@code _pq_.} options the server does not know
   */
  record NegotiateProtocolVersion(int newestVersion, List<String> unrecognizedOptions)
      implements BackendMessage {
    /** Copies the list. */
    public NegotiateProtocolVersion {
      unrecognizedOptions = List.copyOf(unrecognizedOptions);
    }
  }

  /** FunctionCallResponse (B). */
  record FunctionCallResponse(Datum result) implements BackendMessage {}
}
