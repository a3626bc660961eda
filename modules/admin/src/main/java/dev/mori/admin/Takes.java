package dev.mori.admin;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * What a component of an {@link Operation} is: the API reads and describes its parameters by it.
 */
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.RECORD_COMPONENT)
public @interface Takes {
  /** For people, without a full stop. */
  String value();

  /** What it is when it is left out; empty when it may not be. */
  String[] otherwise() default {};
}
