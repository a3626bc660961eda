package dev.mori.admin;

/** The version of this build. */
public final class Version {
  /** As in the root pom.xml; a test compares them. */
  public static final String TEXT = "0.1.0-SNAPSHOT";

  private Version() {}
}
